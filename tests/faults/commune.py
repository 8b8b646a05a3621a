"""A commune's server as a process that may be killed, and tablets whose every confirmed visit is remembered."""

import os
import random
import signal
import socket
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from outreach.domain.clock import now
from outreach.domain.coverage import count
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.period import Period
from outreach.domain.records import Ability, Help, Household, Noted, Outcome, Visit
from outreach.store import Identity, Store
from outreach.store.rows import OWN
from outreach.sync.ahead import in_a_thread
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
        self.oracle = self._ask()
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
            process_group=0,
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

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Stopped while somebody sees to its data, which nothing else has open; started again afterwards."""
        self.close()
        try:
            yield
        finally:
            self.oracle = self._ask()
            self.start()

    def command(self, *arguments: str) -> str:
        """What a command of ``python -m outreach`` says on this server's data; it must succeed."""
        run = subprocess.run(
            [sys.executable, "-m", "outreach", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def close(self) -> None:
        """Stop the server and the oracle."""
        self.stop()
        self.oracle.close()

    def _ask(self) -> Oracle:
        oracle = Oracle(self.environment)
        oracle.ask("sizes")  # the database is there now
        return oracle

    def _close(self) -> None:
        assert self._process
        assert self._process.stdout
        self._process.stdout.close()
        self._process = None


class Tablet:
    """A real store and a real client. ``told`` holds what the screen said was saved: id of the visit -> its n then."""

    def __init__(self, commune: Commune, path: Path, hamlets: tuple[int, ...] = (1,), whose: str = "hanh") -> None:
        """Enrolled for Thôn such and such, unless there is a store at ``path`` that is enrolled already."""
        self.commune, self.path = commune, path
        self.told: dict[str, int] = {}
        self.checked = 0
        self.store = Store.open(path)
        if self.store.identity() is None:
            self.enrol(hamlets, whose)
            self.sync()
        self.doors = [row.household for row in self.store.households()]
        self._next = 0

    def enrol(self, hamlets: tuple[int, ...] = (1,), whose: str = "hanh") -> None:
        """Take the identity that a new code gives."""
        with Client(self.commune.address) as client:
            code = self.commune.oracle.ask("code", hamlets=list(hamlets), whose=whose)
            self.store.enrol(identity_from(self.commune.address, client.enrol(code, "máy thử")))

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
            self.add(a_visit(self.doors[self._next % len(self.doors)], self.official, letters, **changes))
            self._next += 1

    def add(self, record: Noted) -> None:
        """Note a record, and remember that the screen said so."""
        self.told[record.id] = self.store.add(record)

    def sync(self, port: int | None = None, line: Callable[[Client], Line] = lambda client: client) -> SyncResult:
        """One sync, perhaps by way of a proxy's port; ``line`` may stand between exchange and client."""
        server = f"http://127.0.0.1:{port}" if port else self.commune.address
        with Client(server, self.token) as client, in_a_thread() as start:
            return sync(self.store, line(client), start)

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
    assert {(n, id) for id, n in tablet.told.items() if n > tablet.checked} <= set(own), "told, not kept"
    held = tablet.commune.oracle.ask("held", tablet=tablet.id, above=tablet.checked)
    assert [tuple(one) for one in held["receipt"]] == own
    aside = {n for n, _ in held["quarantine"]}
    assert len(aside) == rejected
    assert [tuple(one) for one in held["visit"]] == [one for one in own if one[0] not in aside]
    tablet.checked = state.made


def everything(commune: Commune) -> Counter[str]:
    """How often each record is on the server, accepted or in quarantine."""
    return Counter(commune.oracle.ask("everything"))


def in_order(tablet: Tablet) -> None:
    """Nothing is unsent, its numbers run without a gap, and under each the server holds the record that it has."""
    state = tablet.store.sync_state()
    assert (state.unsent, state.last_error) == (0, None)
    own = [row for table in OWN for row in tablet.store._db.rows(f"SELECT n, id FROM {table} WHERE n IS NOT NULL")]
    assert [n for n, _ in sorted(own)] == list(range(1, state.made + 1)), "a number without its record"
    held = tablet.commune.oracle.ask("held", tablet=tablet.id, above=0)
    assert [tuple(one) for one in held["receipt"]] == sorted(own)


def there_once(commune: Commune, before: Counter[str], *tablets: Tablet) -> None:
    """What came to the server since ``before`` is every record these tablets confirmed, each exactly once.

    Unlike ``nothing_lost`` this holds under whatever name and number they handed it in.
    """
    came = everything(commune) - before
    confirmed = {id for tablet in tablets for id in tablet.told}
    assert not confirmed - came.keys(), "lost"
    assert came == Counter(confirmed), "doubled, or never noted"


def figures_agree(*tablets: Tablet) -> None:
    """Coverage on the server and on every tablet equals a recount from the records."""
    assert tablets[0].commune.oracle.ask("wrong") == []
    for tablet in tablets:
        tablet.sync_in_the_end()
        counts_right(tablet)


def counts_right(tablet: Tablet) -> None:
    """The tablet's figures are a recount of what lies on it."""
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
