"""Who may log in: leaders and officials."""
