"""The token of a handout: made by the tablet at the door, understood by the server before that tablet has synced.

It holds who made it and when, sealed with a key that the tablet and its server share, so nobody else can make one;
it names neither household nor person. 36 characters of base64url:

    commune (3 bytes) · first part of the tablet's id (6) · day since 2020 (2) · chance (6) · seal (10)
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from outreach.domain.errors import OutreachError

VALID = timedelta(days=90)
"""How long the answers to a handout are taken; its guides stay open for good."""

_FIRST_DAY = date(2020, 1, 1)
_LAST_DAY = _FIRST_DAY + timedelta(days=0xFFFF)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{36}")
_TABLET, _CHANCE, _SEAL = 6, 6, 10


class NoToken(OutreachError):
    """The text is not the token of a handout."""

    def __init__(self) -> None:
        super().__init__("Mã này không đúng.", "This code is not right.")


@dataclass(frozen=True, slots=True)
class Handout:
    """What a token says: the commune's code, how the tablet's id begins (8 characters), the day it was given."""

    commune: str
    tablet: str
    given: date

    def expired(self, today: date) -> bool:
        """Whether it is too old for an answer."""
        return today - self.given > VALID


def new_handout(commune: str, tablet: str, secret: str, given: date) -> str:
    """A token for one visit. ``tablet`` is its id, ``secret`` its bearer token's ``key_of``."""
    day = min(max(given, _FIRST_DAY), _LAST_DAY) - _FIRST_DAY
    body = int(commune).to_bytes(3) + _id_part(tablet) + day.days.to_bytes(2) + secrets.token_bytes(_CHANCE)
    return base64.urlsafe_b64encode(body + _seal(body, secret)).decode()


def read_handout(token: str) -> Handout:
    """What the token says, whether or not that is true; raises ``NoToken``."""
    body = _bytes(token)
    given = _FIRST_DAY + timedelta(days=int.from_bytes(body[9:11]))
    return Handout(f"{int.from_bytes(body[:3]):05}", base64.urlsafe_b64encode(body[3:9]).decode(), given)


def is_genuine(token: str, secret: str) -> bool:
    """Whether the token was made with ``secret``."""
    body = _bytes(token)
    return hmac.compare_digest(_seal(body[:-_SEAL], secret), body[-_SEAL:])


def key_of(bearer: str) -> str:
    """What seals a tablet's handouts: the hash of its bearer token, which is all the server keeps of it."""
    return hashlib.sha256(bearer.encode()).hexdigest()


def handout_address(site: str, token: str, guides: tuple[str, ...]) -> str:
    """The page of a visit's guides, which works before the tablet has told anyone about the visit."""
    return f"{site.rstrip('/')}/h/{token}?g={quote(','.join(guides), safe=',')}"


def _id_part(tablet: str) -> bytes:
    return base64.urlsafe_b64decode(tablet[:8].ljust(8, "A"))


def _seal(body: bytes, secret: str) -> bytes:
    return hmac.digest(f"handout {secret}".encode(), body, "sha256")[:_SEAL]


def _bytes(token: str) -> bytes:
    if not _TOKEN.fullmatch(token):
        raise NoToken
    try:
        return base64.urlsafe_b64decode(token)
    except binascii.Error:
        raise NoToken from None
