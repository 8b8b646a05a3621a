"""Cursors as tablets carry them: sealed, so that only what this server gave out can say that its history was lost."""

import base64
from dataclasses import replace

from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from outreach.server.devices.models import Tablet
from outreach.sync.wire import Cursor

SEAL_BYTES = 6


def sealed(tablet: Tablet, cursor: Cursor) -> Cursor:
    """The cursor as it is told: behind its hash stands a mark that nobody else can make."""
    return replace(cursor, hash=f"{cursor.hash}.{_seal(tablet, cursor)}")


def opened(tablet: Tablet, cursor: Cursor) -> tuple[Cursor, bool]:
    """A cursor as it was before it was sealed, and whether this server gave it to this tablet."""
    hash_, _, seal = cursor.hash.partition(".")
    bare = replace(cursor, hash=hash_)
    return bare, constant_time_compare(seal, _seal(tablet, bare))


def reread(tablet: Tablet) -> None:
    """Have this tablet, and no other, read the feed from its start: from now on it is told of another epoch."""
    Tablet.objects.filter(commune=tablet.commune, id=tablet.id).update(rereads=F("rereads") + 1)
    tablet.refresh_from_db(fields=["rereads"])


def _seal(tablet: Tablet, cursor: Cursor) -> str:
    value = " ".join((tablet.commune, tablet.id, cursor.epoch, str(cursor.seq), cursor.hash))
    digest = salted_hmac("outreach.cursor", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:SEAL_BYTES]).decode()
