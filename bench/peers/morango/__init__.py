"""Morango: models of Django that sync from one Django to another, here with SQLite on both sides."""
