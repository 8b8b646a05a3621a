"""A commune's server as a process that may be killed, and tablets whose every confirmed visit is remembered."""

import os
import random
import signal
import socket
import string
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from outreach.domain.clock import now
from outreach.domain.coverage import Period, count
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.records import Ability, Help, Household, Outcome, Visit
from outreach.store import Identity, Store
from outreach.sync.client import Client
from outreach.sync.exchange import Line, SyncResult, identity_from, sync
from outreach.sync.wire import Cursor
from tests.server.cli.process import ROOT, environment

from .oracle_process import Oracle

PATIENCE = 60
_LETTERS = string.ascii_letters + string.digits


class Commune:
    """``python -m outreach serve`` on a port that stays its own, and an oracle on its database."""

    def __init__(self, home: Path, wrapper: tuple[str, ...] = (), **settings: str) -> None:
        """``wrapper`` is a command to run the server under, such as strace."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.home = home
        self.environment = environment(home, **settings)
        self.oracle = Oracle(self.environment)
        self.oracle.ask("sizes")  # the database is there now
        self._wrapper = wrapper
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self._process = subprocess.Popen(
            [*self._wrapper, sys.executable, "-u", "-m", "outreach", "serve", "--bind", f"127.0.0.1:{self.port}"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout
        assert self.address in self._process.stdout.readline(), "the server did not start"

    @property
    def master(self) -> int:
        """The process that looks after the workers."""
        assert self._process
        pid = self._process.pid
        return next(iter(_children(pid))) if self._wrapper else pid

    def workers(self) -> list[int]:
        """The processes that take what tablets send."""
        return _children(self.master)

    def kill_workers(self) -> None:
        """SIGKILL to whatever is accepting; the server puts others in their place."""
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL to the whole server at once, as by a power cut."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._close()

    def stop(self) -> None:
        """Stop as an administrator would; harmless when it is not running."""
        if self._process:
            os.kill(self.master, signal.SIGTERM)
            self._process.wait(PATIENCE)
            self._close()

    def close(self) -> None:
        """Stop the server and the oracle."""
        self.stop()
        self.oracle.close()

    def _close(self) -> None:
        assert self._process
        assert self._process.stdout
        self._process.stdout.close()
        self._process = None


class Tablet:
    """A real store and a real client. ``told`` holds what the screen said was saved: n -> id of the visit."""

    def __init__(self, commune: Commune, path: Path, hamlets: tuple[int, ...] = (1,)) -> None:
        self.commune, self.path = commune, path
        self.told: dict[int, str] = {}
        self.checked = 0
        self.store = Store.open(path)
        with Client(commune.address) as client:
            enrolled = client.enrol(commune.oracle.ask("code", hamlets=list(hamlets)), "máy thử")
        self.store.enrol(identity_from(commune.address, enrolled))
        self.sync()
        self.doors = [row.household for row in self.store.households()]
        self._next = 0

    @property
    def id(self) -> str:
        """As the server knows it."""
        return self._identity.tablet

    @property
    def token(self) -> str:
        """What it shows with every request."""
        return self._identity.token

    @property
    def official(self) -> str:
        """Whose tablet it is."""
        return self._identity.official.id

    @property
    def cursor(self) -> Cursor | None:
        """How far it has read the feed."""
        kept = self.store.cursor()
        return msgspec.json.decode(kept, type=Cursor) if kept else None

    @property
    def _identity(self) -> Identity:
        identity = self.store.identity()
        assert identity
        return identity

    def note(self, visits: int = 1, letters: int = 0, **changes: Any) -> None:
        """Note visits at one door after another, with notes of so many letters drawn at random."""
        for _ in range(visits):
            visit = a_visit(self.doors[self._next % len(self.doors)], self.official, letters, **changes)
            self._next += 1
            self.told[self.store.add(visit)] = visit.id

    def sync(self, port: int | None = None, line: Callable[[Client], Line] = lambda client: client) -> SyncResult:
        """One sync, perhaps by way of a proxy's port; ``line`` may stand between exchange and client."""
        server = f"http://127.0.0.1:{port}" if port else self.commune.address
        with Client(server, self.token) as client:
            return sync(self.store, line(client))

    def sync_in_the_end(self) -> None:
        """Sync until it succeeds, as the app does when trying again helps."""
        for _ in range(200):
            try:
                self.sync()
            except OutreachError as error:
                last = error
            else:
                return
        raise last

    def reopen(self) -> None:
        """Open the store anew, from the file as it is."""
        self.store = Store.open(self.path)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


def a_visit(door: Household, by: str, letters: int = 0, **changes: Any) -> Visit:
    """Somebody was helped at this door an hour ago."""
    begun = now() - timedelta(hours=1)
    fields: dict[str, Any] = {
        "official": by,
        "outcome": Outcome.MET,
        "notice_version": 1,
        "agreed": True,
        "help": (Help("kich-hoat-vneid", "vneid", 1, Ability.DID_WITH_HELP, finished=True),),
        "note": "".join(random.choices(_LETTERS, k=letters)),
    }
    ended = begun + timedelta(minutes=12)
    return Visit(
        id=new_id(), household=door.id, hamlet=door.hamlet, started_at=begun, ended_at=ended, **{**fields, **changes}
    )


def nothing_lost(tablet: Tablet, rejected: int = 0) -> None:
    """After one sync every visit the tablet confirmed is on the server exactly once, and nothing else is.

    Looks only at numbers that were not looked at before, so that it can be called after every single fault.
    """
    state = tablet.store.sync_state()
    assert state.unsent == 0
    own = tablet.store._db.rows("SELECT n, id FROM visit WHERE n > ? ORDER BY n", (tablet.checked,))
    assert [n for n, _ in own] == list(range(tablet.checked + 1, state.made + 1)), "a number without its visit"
    assert {n: id for n, id in tablet.told.items() if n > tablet.checked}.items() <= dict(own).items(), "told, not kept"
    held = tablet.commune.oracle.ask("held", tablet=tablet.id, above=tablet.checked)
    assert [tuple(one) for one in held["receipt"]] == own
    aside = {n for n, _ in held["quarantine"]}
    assert len(aside) == rejected
    assert [tuple(one) for one in held["visit"]] == [one for one in own if one[0] not in aside]
    tablet.checked = state.made


def figures_agree(*tablets: Tablet) -> None:
    """Coverage on the server and on every tablet equals a recount from the records."""
    assert tablets[0].commune.oracle.ask("wrong") == []
    for tablet in tablets:
        tablet.sync_in_the_end()
        store = tablet.store
        households = [row.household for row in store.households()]
        visits = [visit for door in households for visit in store.visits_of(door.id)]
        commune = store.commune()
        assert commune
        assert commune.counted_from
        today = now().date()
        period = Period(commune.counted_from, today.replace(year=today.year + 100))
        recounted = count(households, visits, period, today)
        kept = store.coverage(today)
        assert {hamlet: one for hamlet, one in kept.items() if any(one)} == recounted


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
