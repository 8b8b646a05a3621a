"""A tablet's files brought to the commune, their answers brought back, and what may happen to the server meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from outreach.domain.clock import now
from outreach.domain.errors import SyncError
from outreach.domain.records import Visit
from outreach.server.backups import making
from outreach.server.backups.folder import Copy
from outreach.server.backups.proof import held
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync.transfer import receive
from tests.server.cast import HOUSEHOLDS, Cast
from tests.server.ingest.line import Joined


def note(cast: Cast, own: Joined, count: int = 1) -> list[Visit]:
    made = [cast.visit(HOUSEHOLDS[at], now()) for at in range(count)]
    for visit in made:
        own.store.add(visit)
    return made


def bring(data: bytes) -> bytes:
    """The commune takes a file; its answer."""
    return bytes(take(data, Way.PAGE, now()).file.answer)


def back_up() -> None:
    """From now on everything that is held is in a verified backup."""
    making.note(Copy(Path("20179.sqlite3"), now()), held())


@contextmanager
def set_back() -> Iterator[None]:
    """What happens inside is gone from the server afterwards, and nobody tells anybody."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def refused(own: Joined, answer: bytes) -> SyncError:
    with pytest.raises(SyncError) as told:
        receive(own.store, answer)
    return told.value
