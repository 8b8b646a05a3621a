"""10,000 visits from a tablet to its commune's server, and from there to a second tablet: ours, the floor, a peer."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from outreach.domain.records import Visit
from outreach.store import Store

from . import floor, pouch
from .invented import village, visits
from .machines import enrolled, found_commune, must_be, running, said, server, synced
from .measure import Row, take_turns
from .proxy import CountingProxy

VISITS = 10_000
HOUSEHOLDS = 6_000
_STEPS = {"push": f"push of {VISITS:,} visits", "pull": f"pull of {VISITS:,} visits to a second tablet"}
_GOAL = "1.5 x floor, PouchDB / 6"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took; bytes are 0 unless they were counted."""

    seconds: float
    up: int = 0
    down: int = 0


Run = Callable[[bool], dict[str, Spent]]
"""One run of a contestant, its bytes counted or not: what each step took."""


def rows() -> list[Row]:
    """Push and pull, ours beside the floor's and the peer's."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        home = Path(folder)
        noted = _prepare_ours(home / "ours")
        plain = [_plain(visit) for visit in noted]
        _prepare_floor(home / "floor", plain)
        contestants: dict[str, Run] = {"ours": partial(_ours, home / "ours"), "floor": partial(_floor, home / "floor")}
        if pouch.install():
            _prepare_pouch(home / "pouch", plain)
            contestants["PouchDB"] = partial(_pouch, home / "pouch")
        # The bytes come from a run of their own, whose time is not kept: a proxy costs time.
        counted = {who: run(True) for who, run in contestants.items()}
        found = take_turns(*(partial(_seconds, run) for run in contestants.values()))
        return [
            Row(
                _STEPS[step],
                "s",
                values[0],
                values[1],
                values[2] if len(values) > 2 else [],
                _GOAL,
                {f"{who} {way}": getattr(counted[who][step], way) for who in counted for way in ("up", "down")},
            )
            for step, values in found
        ]


def _prepare_ours(folder: Path) -> list[Visit]:
    """A server and two enrolled tablets, the first with the visits to send; every run works on a copy."""
    places = village(HOUSEHOLDS)
    template = folder / "template"
    codes = found_commune(template / "server", HOUSEHOLDS, tablets=2)
    noted: list[Visit] = []
    with server(template / "server") as port:
        for name, code in zip("ab", codes, strict=True):
            with closing(enrolled(template / f"{name}.db", port, code)) as store:
                synced(store, port)
                identity = store.identity()
                if name == "a" and identity:
                    noted = visits(VISITS, places.households, identity.official.id)
                    for visit in noted:
                        store.add(visit)
    return noted


def _ours(folder: Path, counting: bool) -> dict[str, Spent]:
    """The real tablet store, the real client, the real server in a process of its own."""
    run = folder / "run"
    shutil.copytree(folder / "template", run)
    try:
        with (
            server(run / "server") as port,
            closing(Store.open(run / "a.db")) as first,
            closing(Store.open(run / "b.db")) as second,
        ):
            steps = {"push": lambda at: synced(first, at), "pull": lambda at: synced(second, at)}
            spent = _spent(port, steps, counting)
            must_be(first.sync_state().have, VISITS)
            must_be(_days(second), _days(first))
            return spent
    finally:
        shutil.rmtree(run)


def _prepare_floor(folder: Path, rows: list[list[str | None]]) -> None:
    folder.mkdir()
    with closing(floor.open_database(folder / "a.db")) as connection:
        floor.insert(connection, rows)


def _floor(folder: Path, counting: bool) -> dict[str, Spent]:
    """The same records over the bare floor, its server in a process of its own too."""
    run = folder / "run"
    run.mkdir()
    shutil.copy(folder / "a.db", run / "a.db")
    try:
        with (
            running([sys.executable, "-u", "-m", "bench.floor", str(run / "server.db")]) as process,
            closing(floor.open_database(run / "a.db")) as first,
            closing(floor.open_database(run / "b.db")) as second,
        ):
            steps = {"push": lambda at: floor.push(first, at), "pull": lambda at: floor.pull(second, at)}
            spent = _spent(int(said(process)), steps, counting)
            must_be(second.execute("SELECT count(*) FROM visit").fetchone()[0], VISITS)
            return spent
    finally:
        shutil.rmtree(run)


def _prepare_pouch(folder: Path, rows: list[list[str | None]]) -> None:
    folder.mkdir()
    pouch.fill(folder / "a", rows)


def _pouch(folder: Path, counting: bool) -> dict[str, Spent]:
    """The same records as documents of the peer, its server and its tablets in processes of their own."""
    run = folder / "run"
    run.mkdir()
    shutil.copytree(folder / "a", run / "a")
    try:
        with pouch.server(run / "server") as port, pouch.tablet(run / "a") as first, pouch.tablet(run / "b") as second:
            steps = {
                "push": lambda at: must_be(first("push", f"http://127.0.0.1:{at}/visits"), VISITS),
                "pull": lambda at: must_be(second("pull", f"http://127.0.0.1:{at}/visits"), VISITS),
            }
            return _spent(port, steps, counting)
    finally:
        shutil.rmtree(run)


def _spent(port: int, steps: Mapping[str, Callable[[int], object]], counting: bool) -> dict[str, Spent]:
    proxy = CountingProxy(port) if counting else None
    spent = {}
    for name, step in steps.items():
        began = time.perf_counter()
        step(proxy.port if proxy else port)
        seconds = time.perf_counter() - began
        spent[name] = Spent(seconds, *(proxy.take() if proxy else ()))
    if proxy:
        proxy.close()
    return spent


def _seconds(run: Run) -> dict[str, float]:
    return {name: one.seconds for name, one in run(False).items()}


def _plain(visit: Visit) -> list[str | None]:
    """A visit's twelve fields as text."""
    values = msgspec.to_builtins(visit)
    values["help"] = msgspec.json.encode(visit.help).decode()
    return [None if values[name] is None else str(values[name]) for name in floor.FIELDS]


def _days(store: Store) -> int:
    return sum(counts.visits for counts in store.coverage().values())
