"""The Django app of the visits."""
