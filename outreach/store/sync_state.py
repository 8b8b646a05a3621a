"""How far the exchange is, as the Đồng bộ screen tells it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

import msgspec

from outreach.domain.errors import ErrorCode, OutreachError, SyncError
from outreach.domain.gaps import Run, inside, size

from .rejected import Rejection


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last try to sync failed, in words, and whether trying again helps.

    ``code`` is from the closed list (``outreach.domain.errors``); "" when the server did not answer, or for a guide.
    """

    vi: str
    en: str
    retry: bool
    code: str = ""

    @classmethod
    def of(cls, error: OutreachError) -> Self:
        """What to keep of an error that ended a sync; all but the server's own are worth another try."""
        if isinstance(error, SyncError):
            return cls(error.vi, error.en, error.retry, error.code.value)
        return cls(error.vi, error.en, retry=True)

    @property
    def revoked(self) -> bool:
        """Whether the server said that this tablet is revoked."""
        return self.code == ErrorCode.REVOKED

    def text(self, language: str) -> str:
        """The words in ``language`` ("vi" or "en")."""
        return self.en if language == "en" else self.vi


TROUBLE = msgspec.json.Decoder(Trouble)
"""Reads what the store keeps of a trouble."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far the exchange is: ``made`` on this tablet, ``have`` on the server, ``safe`` in a verified backup.

    ``last_full_sync`` is when nothing was left both ways, by the server's clock; ``oldest_unsent`` when the oldest
    record still waiting was begun (the day alone of one that keeps no more); ``clock_ahead`` how far this tablet's
    clock was ahead of the server's at the last sync. ``mended`` are numbers that were rejected and have been taken
    since. ``forgotten`` is the number up to which this tablet keeps no records of its own any more. ``beyond`` are
    numbers above ``have`` that the server holds, ``lost`` those that nobody has.
    """

    made: int
    have: int
    safe: int
    last_full_sync: datetime | None
    last_try: datetime | None
    last_error: Trouble | None
    rejected: tuple[Rejection, ...]
    oldest_unsent: date | None
    clock_ahead: timedelta = timedelta()
    mended: tuple[int, ...] = ()
    forgotten: int = 0
    beyond: tuple[Run, ...] = ()
    lost: tuple[Run, ...] = ()

    @property
    def revoked(self) -> bool:
        """Whether this tablet was told that it is revoked."""
        return self.last_error is not None and self.last_error.revoked

    @property
    def kept(self) -> int:
        """Records that are somewhere: of those made, all but the lost."""
        return self.made - size(self.lost)

    @property
    def held(self) -> int:
        """Records that the server holds."""
        return self.have + size(self.beyond)

    def holds(self, n: int) -> bool:
        """Whether the server holds the record of that number."""
        return n <= self.have or inside(n, self.beyond)

    @property
    def unsent(self) -> int:
        """Records that the server does not hold yet, and that can still be sent."""
        return self.kept - self.held
