"""Tablets without a screen: the app's own store, exchange and client, many at once, to see what a server bears.

No Django here: every process that runs tablets is one that could run on another machine.
"""

import itertools
import math
import multiprocessing
import os
import random
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from outreach.domain.clock import day_of, now
from outreach.domain.errors import OutreachError, SyncError
from outreach.domain.records import Household, Official, Visit
from outreach.server.demo_visits import Span, Storyteller
from outreach.store import Store
from outreach.sync.ahead import in_a_thread
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync
from outreach.sync.wire import Answer, Enrolled

DEVICE = "máy giả lập"
TRIES = 20
"""How often a tablet syncs again after a failure that asks for it, before it gives up."""
PAUSE = 0.5
GIVING_WAY = 10
"""By how much the processes of tablets are nicer than others, where a server runs on the same machine."""
_STORY = timedelta(days=60)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Tablet:
    """One simulated tablet: where its store is, its server's address, the code it enrols with, what it notes."""

    path: Path
    server: str
    code: str
    visits: int


@dataclass(slots=True)
class Report:
    """What one tablet, or all together, went through. ``seconds`` holds one entry an exchange.

    ``unsent`` counts records the server never took; ``troubles`` what the tablet was told, by its English sentence.
    """

    accepted: int = 0
    rejected: int = 0
    unsent: int = 0
    up: int = 0
    down: int = 0
    seconds: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Count another tablet's too."""
        for name in ("accepted", "rejected", "unsent", "up", "down", "seconds", "troubles"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def percentile(self, share: float) -> float:
        """Seconds that ``share`` of the exchanges did not exceed (nearest rank; 0 without any)."""
        ranked = sorted(self.seconds)
        return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else 0.0


def enrol(tablet: Tablet) -> bool:
    """Enrol one tablet. Whether its commune is invented: if not, it must note nothing. Raises OutreachError."""
    with closing(Store.open(tablet.path)) as store, Client(tablet.server) as client:
        identity = identity_from(tablet.server, client.enrol(tablet.code, DEVICE))
        store.enrol(identity)
        return identity.commune.invented


class Fleet:
    """Tablets that are enrolled, spread over processes that give way to the server: others compute elsewhere."""

    def __init__(self, tablets: Sequence[Tablet]) -> None:
        processes = min(len(tablets), os.cpu_count() or 1)
        self._shares = [tablets[at::processes] for at in range(processes)]
        spawning = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, spawning, initializer=os.nice, initargs=(GIVING_WAY,))

    def __enter__(self) -> "Fleet":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def prepare(self) -> None:
        """First sync of every tablet, then its visits, noted as at doors: each committed by itself."""
        list(self._pool.map(_prepare_share, self._shares))

    def sync(self) -> Report:
        """All tablets sync at once until nothing is left."""
        total = Report()
        for share in self._pool.map(_sync_share, self._shares):
            for one in share:
                total.add(one)
        return total


def _prepare_share(tablets: Sequence[Tablet]) -> list[None]:
    return _at_once(_prepare, tablets)


def _sync_share(tablets: Sequence[Tablet]) -> list[Report]:
    return _at_once(_sync, tablets)


def _at_once(work: Callable[[Tablet], Result], tablets: Sequence[Tablet]) -> list[Result]:
    with ThreadPoolExecutor(len(tablets)) as threads:
        return list(threads.map(work, tablets))


def _prepare(tablet: Tablet) -> None:
    with closing(Store.open(tablet.path)) as store:
        _until_done(store, Report())
        households = [row.household for row in store.households()]
        identity = store.identity()
        if identity and households:
            for visit in itertools.islice(_visits(households, identity.official), tablet.visits):
                store.add(visit)


def _sync(tablet: Tablet) -> Report:
    report = Report()
    with closing(Store.open(tablet.path)) as store:
        before = store.sync_state()
        _until_done(store, report)
        after = store.sync_state()
    report.rejected = len(after.rejected)
    report.accepted = after.have - before.have - report.rejected
    report.unsent = after.unsent
    return report


class _Timed:
    """A client whose exchanges are timed."""

    def __init__(self, client: Client, seconds: list[float]) -> None:
        self._client = client
        self._seconds = seconds

    def exchange(self, body: bytes) -> Answer:
        """One exchange, with its time."""
        began = time.perf_counter()
        try:
            return self._client.exchange(body)
        finally:
            self._seconds.append(time.perf_counter() - began)

    def renew(self, request: str) -> Enrolled:
        """As the client's."""
        return self._client.renew(request)


def _until_done(store: Store, report: Report) -> None:
    """Sync as the app does: again after a failure, as long as trying again helps."""
    identity = store.identity()
    if identity is None:
        return
    for _ in range(TRIES):
        with Client(identity.server, identity.token) as client:
            try:
                with in_a_thread() as start:
                    sync(store, _Timed(client, report.seconds), start)
                return
            except OutreachError as error:
                report.troubles.append(error.en)
                if isinstance(error, SyncError) and not error.retry:
                    return
            finally:
                report.up += client.up
                report.down += client.down
        time.sleep(PAUSE)


def _visits(households: list[Household], official: Official) -> Iterator[Visit]:
    """Visits without end, as they might be noted at these doors over two months."""
    chance = random.Random(secrets.randbits(64))  # noqa: S311  (a story, not a secret)
    today = day_of(now())
    story = Storyteller(chance, Span(today - _STORY, today))
    while True:
        for household in chance.sample(households, len(households)):
            yield from (one for one in story.household(household, official.id) if isinstance(one, Visit))
