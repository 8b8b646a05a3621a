"""The commune's server: Django, one process, SQLite by default."""
