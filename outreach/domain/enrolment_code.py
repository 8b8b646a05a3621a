"""The code that enrols a tablet, as a leader reads it out and an official types it."""

from .identity import CLEAR_SIGNS

LENGTH = 8
"""Capitals and digits."""


def as_made(typed: str) -> str:
    """The code as it was made, however it was typed: small letters, spaces and dashes are forgiven."""
    return "".join(filter(str.isalnum, typed.upper()))


def never_in_one(code: str) -> str:
    """The signs in ``code`` (as it was made) that no code has, each once: misread, or typed for others."""
    return "".join(dict.fromkeys(sign for sign in code if sign not in CLEAR_SIGNS))
