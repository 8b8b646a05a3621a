"""Tokens and codes: made here, kept only as hashes.

A token carries its commune's code in front, so that looking it up stays within one commune. It has 256 bits,
so a plain SHA-256 hides it; nobody can try them all.
"""

import hashlib
import re
import secrets

from django.http import HttpRequest

from outreach.domain.enrolment_code import LENGTH
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import CLEAR_SIGNS, new_token
from outreach.server.database.rows import find

from .models import Tablet

_COMMUNE = re.compile("[0-9]{5}")


def new_code() -> str:
    """A code of 8 characters (about 39 bits)."""
    return "".join(secrets.choice(CLEAR_SIGNS) for _ in range(LENGTH))


def new_tablet_token(commune: str) -> str:
    """A token for a tablet of this commune."""
    return f"{commune}.{new_token()}"


def digest(secret: str) -> str:
    """What is kept of a token or a code."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer_token(request: HttpRequest) -> str:
    """The token that a request carries; raises SyncError (AUTH)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise SyncError(ErrorCode.AUTH)
    return token


def holder_of(token: str) -> tuple[str, str]:
    """The commune and the id of the tablet whose token this is, revoked or not; raises SyncError (AUTH)."""
    commune = token.partition(".")[0]
    found = find(Tablet, ("id",), commune=commune, token_hash=digest(token)) if _COMMUNE.fullmatch(commune) else []
    if not found:
        raise SyncError(ErrorCode.AUTH)
    return commune, found[0][0]


def tablet_of(token: str) -> Tablet:
    """That tablet; raises SyncError (AUTH)."""
    commune, id_ = holder_of(token)
    return Tablet.objects.get(commune=commune, id=id_)
