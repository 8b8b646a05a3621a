"""The commune's key pair for sealed files: made when it is first needed, then the same for ever."""

from outreach.server.database.rows import find
from outreach.sync import seal

from .models import SealKey


def public_key_of(commune: str) -> str:
    """The half that tablets are told."""
    rows = find(SealKey, ("public",), commune=commune)
    return str(rows[0][0]) if rows else _pair(commune).public


def private_key_of(commune: str) -> str:
    """The half that opens their files; it never leaves the server."""
    return _pair(commune).private


def _pair(commune: str) -> SealKey:
    found = SealKey.objects.filter(pk=commune).first()
    if found:
        return found
    private = seal.new_private_key()
    # Two processes may get here at once; then both use the pair that was first.
    return SealKey.objects.get_or_create(
        commune=commune, defaults={"private": private, "public": seal.public_key(private)}
    )[0]
