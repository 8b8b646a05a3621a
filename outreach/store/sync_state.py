"""How far the exchange is, as the Đồng bộ screen tells it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

import msgspec

from outreach.domain.errors import ErrorCode, OutreachError, SyncError
from outreach.domain.held import Own

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
class SyncState(Own):
    """How far the exchange is.

    ``last_full_sync`` is when nothing was left both ways, by the server's clock; ``oldest_unsent`` when the oldest
    record still waiting was begun (the day alone of one that keeps no more); ``clock_ahead`` how far this tablet's
    clock was ahead of the server's at the last sync. ``mended`` are numbers that were rejected and have been taken
    since.
    """

    last_full_sync: datetime | None
    last_try: datetime | None
    last_error: Trouble | None
    rejected: tuple[Rejection, ...]
    oldest_unsent: date | None
    clock_ahead: timedelta = timedelta()
    mended: tuple[int, ...] = ()

    @property
    def revoked(self) -> bool:
        """Whether this tablet was told that it is revoked."""
        return self.last_error is not None and self.last_error.revoked
