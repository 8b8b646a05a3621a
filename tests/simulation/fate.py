"""Everything a program asks of its surroundings, answered from a seed: the time, ids, tokens, how long it took."""

import base64
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest import mock

from outreach.domain import clock, identity
from outreach.server.devices import tokens
from outreach.server.ingest import changes
from outreach.server.ingest import exchange as answering
from outreach.server.transfers import taking
from outreach.sync import exchange, pace, seal, transfer

BEGINNING = datetime(2026, 11, 2, 8, 0, tzinfo=clock.VIETNAM)
FIRST_BATCH, BATCH, SMALLEST_BATCH, HOUSEHOLDS_A_PAGE, CHANGES_A_PAGE = 3, 4, 2, 3, 5
REJECTED, PAGES_A_FILE = 2, 2
"""In place of larger numbers, so that a small world has many batches and pages, and lists that are cut short."""


class Fate:
    """The true time, how wrong the clock of whoever runs now is, and the draw that ids and tokens come from."""

    def __init__(self) -> None:
        self.true = BEGINNING
        self.ahead = timedelta()
        self.chance = Random(0)
        self.seconds = 0.0

    def draw_from(self, *seed: object) -> Random:
        """From now on ids come from this seed; the draw."""
        self.chance = Random(repr(seed))
        return self.chance

    @contextmanager
    def clock_of(self, ahead: timedelta) -> Iterator[None]:
        """Whatever runs inside reads a clock that is ``ahead`` of the true time."""
        before, self.ahead = self.ahead, ahead
        try:
            yield
        finally:
            self.ahead = before

    def now(self, zone: tzinfo) -> datetime:
        """What the present clock says."""
        return (self.true + self.ahead).astimezone(zone)

    def passes(self, **time: float) -> None:
        """Time goes by."""
        self.true += timedelta(**time)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """The product asks this fate instead of the machine."""
        # Modules hold on to ``now`` and ``new_id`` themselves, so what these look up is replaced, not they.
        with (
            mock.patch.object(clock, "datetime", SimpleNamespace(now=self.now, combine=datetime.combine)),
            mock.patch.object(identity, "uuid", SimpleNamespace(uuid4=self._uuid, UUID=uuid.UUID)),
            mock.patch.object(identity, "secrets", SimpleNamespace(token_urlsafe=self._token)),
            mock.patch.object(tokens, "secrets", SimpleNamespace(choice=self._choice)),
            mock.patch.object(seal, "new_private_key", self._key),
            mock.patch.object(exchange, "time", SimpleNamespace(monotonic=lambda: self.seconds)),
            mock.patch.multiple(pace, FIRST_BATCH=FIRST_BATCH, BATCH_RECORDS=BATCH, SMALLEST_BATCH=SMALLEST_BATCH),
            mock.patch.object(transfer, "BATCH_RECORDS", BATCH),
            mock.patch.object(taking, "MOST_PAGES", PAGES_A_FILE),
            mock.patch.object(answering, "MOST_REJECTED", REJECTED),
            mock.patch.object(exchange, "MOST_REJECTED", REJECTED),
            mock.patch.multiple(changes, HOUSEHOLDS_A_PAGE=HOUSEHOLDS_A_PAGE, MOST_A_PAGE=CHANGES_A_PAGE),
        ):
            yield

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def _token(self, size: int) -> str:
        return f"{self.chance.getrandbits(8 * size):x}"

    def _key(self) -> str:
        return base64.urlsafe_b64encode(self.chance.randbytes(seal.KEY_BYTES)).decode().rstrip("=")

    def _choice(self, items: Any) -> Any:
        return self.chance.choice(items)
