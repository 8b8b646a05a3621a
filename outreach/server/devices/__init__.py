"""Tablets: how they are enrolled, known and revoked."""
