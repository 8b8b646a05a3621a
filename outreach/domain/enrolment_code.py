"""The code that enrols a tablet, as a leader reads it out and an official types it."""

LENGTH = 8
"""Capitals and digits."""


def as_made(typed: str) -> str:
    """The code as it was made, however it was typed: small letters, spaces and dashes are forgiven."""
    return "".join(filter(str.isalnum, typed.upper()))
