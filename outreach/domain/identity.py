"""Names of records: UUIDs written as 22 characters, short on the wire and readable in a database."""

import base64
import re
import secrets
import uuid

ID_LENGTH = 22
CLEAR_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""For codes that are read aloud and typed or copied: no 0 or O, no 1, I or L."""
_ID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")


def new_id() -> str:
    """A random UUID (version 4) as 22 characters of base64url."""
    return short_id(uuid.uuid4())


def short_id(value: uuid.UUID) -> str:
    """The 22-character form of a UUID."""
    return base64.urlsafe_b64encode(value.bytes).decode().rstrip("=")


def is_id(text: str) -> bool:
    """Whether ``text`` is the 22-character form of 16 bytes (one spelling per UUID)."""
    return _ID.fullmatch(text) is not None


def new_token() -> str:
    """An unguessable token of 256 bits, 43 characters of base64url."""
    return secrets.token_urlsafe(32)
