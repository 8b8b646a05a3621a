"""Pages for leaders and officials."""
