"""The kept figures: what a dashboard reads instead of visits."""
