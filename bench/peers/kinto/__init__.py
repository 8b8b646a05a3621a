"""Kinto: JSON records behind HTTP, on PostgreSQL. Its client keeps nothing: the tablet's SQLite is the floor's."""
