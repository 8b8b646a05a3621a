"""When to sync, and what to say meanwhile. Knows neither Kivy nor HTTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from outreach.domain.errors import OutreachError
from outreach.store import Store, StoreError, SyncState, Trouble
from outreach.tablet.jobs import Jobs
from outreach.tablet.presenters.sync import Status, status

SELDOM = timedelta(hours=1)
"""A tablet that believes all is sent still asks now and then, for some 650 bytes: what is new, and whether the server
was set back and lacks what it held."""


class Syncing:
    """One exchange at a time, on the worker; ``changed`` is called on the screen's thread when it moves on.

    ``exchange`` does the whole exchange and raises OutreachError; the store keeps why it failed.
    """

    def __init__(self, store: Store, jobs: Jobs, exchange: Callable[[], object]) -> None:
        self._store = store
        self._jobs = jobs
        self._exchange = exchange
        self._again = False
        self._own: Trouble | None = None
        self.running = False
        self.changed: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Sync now; if an exchange is under way, once more after it (something was noted meanwhile)."""
        if self.running:
            self._again = True
        else:
            self._begin()
        self.changed()

    def start_if_due(self, at: datetime) -> None:
        """Sync when something waits for a network, or none was tried for ``SELDOM``; where only a person can help, no
        more often than that: who upgrades the server, or takes a guide back, is elsewhere.

        Nobody asked for it, so nothing on the screen moves before there is an outcome.
        """
        state = self._store.sync_state()
        waits = state.last_error or state.unsent or any(one.waiting for one in self._store.carried())
        long_ago = state.last_try is None or abs(at - state.last_try) >= SELDOM
        helpless = state.last_error and not state.last_error.retry
        if (long_ago or (waits and not helpless)) and not self.running:
            self._begin()

    def state(self) -> SyncState:
        """How far the exchange is. A store that is full cannot note that it was the trouble."""
        state = self._store.sync_state()
        return replace(state, last_error=self._own) if self._own else state

    def status(self) -> Status:
        """The chip of every place."""
        return status(self.state(), self.running)

    def _begin(self) -> None:
        self.running = True
        self._jobs.run(self._exchange, self._ended, self._ended)

    def _ended(self, outcome: object | OutreachError) -> None:
        self.running = False
        self._own = Trouble(outcome.vi, outcome.en, retry=False) if isinstance(outcome, StoreError) else None
        failed = isinstance(outcome, OutreachError)
        again, self._again = self._again and not failed, False
        if again:
            self.start()
        else:
            self.changed()
