"""When to sync, and what to say meanwhile. Knows neither Kivy nor HTTP."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.store import Store, StoreError, SyncState, Trouble
from outreach.tablet.jobs import Jobs
from outreach.tablet.presenters.sync import Status, status

SELDOM = timedelta(hours=1)
"""A tablet that believes all is sent still asks now and then, for some 650 bytes: what is new, and whether the server
was set back and lacks what it held."""

_LOG = logging.getLogger(__name__)


class Unforeseen(OutreachError):
    """A sync met a mistake of ours. Whoever stands at a door did not ask for it, and goes on without."""

    def __init__(self, mistake: Exception) -> None:
        kind = type(mistake).__name__
        super().__init__(
            f"Lần đồng bộ vừa rồi gặp một lỗi của ứng dụng ({kind}). Mọi thứ vẫn còn trên máy và máy tự thử lại; nếu "
            "vẫn vậy, hãy báo người quản trị.",
            f"The last sync met a mistake of the app ({kind}). Everything is still on the tablet, which tries again "
            "by itself; if it stays so, tell the administrator.",
        )


class Syncing:
    """One exchange at a time, on the worker; ``changed`` is called on the screen's thread when it moves on.

    ``exchange`` does the whole exchange and raises OutreachError; the store keeps why it failed.
    """

    def __init__(self, store: Store, jobs: Jobs, exchange: Callable[[], object]) -> None:
        self._store = store
        self._jobs = jobs
        self._exchange = exchange
        self._again = False
        self._own: tuple[Trouble, datetime] | None = None
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
        trouble, unsent = state.last_error, state.unsent or any(one.waiting for one in self._store.carried())
        long_ago = state.last_try is None or abs(at - state.last_try) >= SELDOM
        # Without a code of the server's it is a guide's trouble, which keeps back nothing that is to be sent.
        helpless = trouble and not trouble.retry and (trouble.code or not unsent)
        if (long_ago or ((trouble or unsent) and not helpless)) and not self.running:
            self._begin()

    def state(self) -> SyncState:
        """How far the exchange is. A store that is full cannot note that it was the trouble; nor is a mistake noted.

        What a revoked tablet was told stays said.
        """
        state = self._store.sync_state()
        if not self._own:
            return state
        trouble, at = self._own
        return replace(state, last_error=state.last_error if state.revoked else trouble, last_try=at)

    def status(self) -> Status:
        """The chip of every place."""
        return status(self.state(), self.running)

    def _begin(self) -> None:
        self.running = True
        self._jobs.run(self._try, self._ended, self._ended)

    def _try(self) -> object:
        try:
            return self._exchange()
        except OutreachError:
            raise
        except Exception as mistake:
            _LOG.exception("sync")
            raise Unforeseen(mistake) from mistake

    def _ended(self, outcome: object | OutreachError) -> None:
        self.running = False
        self._own = None
        if isinstance(outcome, StoreError | Unforeseen):
            self._own = Trouble(outcome.vi, outcome.en, retry=False), now()
        failed = isinstance(outcome, OutreachError)
        again, self._again = self._again and not failed, False
        if again:
            self.start()
        else:
            self.changed()
