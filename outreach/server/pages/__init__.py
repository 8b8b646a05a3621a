"""Public pages: guides for citizens."""
