"""A commune's guides: those that ship, and what its editors changed, reviewed and approved."""
