"""What the screens share while the app runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from outreach.domain.clock import day_of, now
from outreach.domain.guide import Guide
from outreach.store import Identity, Store
from outreach.tablet.presenters.households import Query
from outreach.tablet.shelf import Shelf
from outreach.tablet.syncing import Syncing
from outreach.tablet.transfers import Transfers


@dataclass
class Session:
    """An enrolled tablet at work. ``query`` and ``household`` survive a rebuilt screen (a turned tablet).

    A sync may change what ``guides`` gives; whoever holds what it gave before keeps that.
    """

    store: Store
    shelf: Shelf
    syncing: Syncing
    transfers: Transfers
    query: Query = field(default_factory=Query)
    household: str | None = None
    _identity: Identity = field(init=False)

    def __post_init__(self) -> None:
        identity = self.store.identity()
        assert identity is not None  # noqa: S101 - a session begins after enrolment
        self._identity = identity

    @property
    def guides(self) -> Mapping[str, Guide]:
        """The guides that can be shown now."""
        return self.shelf.guides

    @property
    def identity(self) -> Identity:
        """Who this tablet is, as last heard from the server.

        A revoked tablet forgets that on the worker's thread, a moment before the screens hear of it and go.
        """
        self._identity = self.store.identity() or self._identity
        return self._identity

    @property
    def revoked(self) -> bool:
        """Whether this tablet was told that it is revoked, and keeps what is still awaited: nobody may use it."""
        return self.store.sync_state().revoked

    def now(self) -> datetime:
        """The present moment, by this tablet's clock."""
        return now()

    def today(self) -> date:
        """The present day in Vietnam."""
        return day_of(self.now())
