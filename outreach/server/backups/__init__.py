"""Copies of the database that were really restored before anybody relies on them, and putting one back."""
