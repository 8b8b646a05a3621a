"""10,000 visits from a tablet to its commune's server and on to a second tablet: ours, the floor, the peers."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from outreach.domain.records import Visit
from outreach.store import Store

from . import floor
from .invented import village, visits
from .machines import enrolled, found_commune, must_be, running, said, server, synced
from .measure import Row, take_turns
from .peer import Peer, present
from .proxy import CountingProxy

VISITS = 10_000
HOUSEHOLDS = 6_000
_STEPS = {"push": f"push of {VISITS:,} visits", "pull": f"pull of {VISITS:,} visits to a second tablet"}


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took; bytes are 0 unless they were counted."""

    seconds: float
    up: int = 0
    down: int = 0


Run = Callable[[bool], dict[str, Spent]]
"""One run of a contestant, its bytes counted or not: what each step took."""


def rows() -> list[Row]:
    """Push and pull, ours beside the floor's and the peers': seconds, and bytes."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        home = Path(folder)
        noted = _prepare_ours(home / "ours")
        plain = [as_text(visit) for visit in noted]
        _prepare_floor(home / "floor", plain)
        often: dict[str, Run] = {"ours": partial(_ours, home / "ours"), "floor": partial(_floor, home / "floor")}
        once: dict[str, Run] = {}
        for peer in present():
            peer.fill(home / peer.name / "template", plain)
            (once if peer.slow else often)[peer.name] = partial(_peer, peer, home / peer.name)
        # The bytes come from a run of their own, whose time is not kept: a proxy costs time.
        counted = {who: run(True) for who, run in (often | once).items()}
        turns = take_turns(*map(_seconds, often.values()))
        timed = {step: dict(zip(often, values, strict=True)) for step, values in turns}
        for who, run in once.items():
            for step, value in _seconds(run)().items():
                timed[step][who] = [value]
        return [row for step in _STEPS for row in _about(step, timed[step], counted)]


def _about(step: str, seconds: dict[str, list[float]], counted: dict[str, dict[str, Spent]]) -> Iterator[Row]:
    yield _row(_STEPS[step], "s", seconds, "1.5 x floor, PouchDB / 6")
    ours = counted["ours"][step]
    both_ways = {who: [float(spent[step].up + spent[step].down)] for who, spent in counted.items()}
    notes = {"ours up": ours.up, "ours down": ours.down}
    yield _row(f"the same: bytes of the {step}, both ways", "bytes", both_ways, "620,000 bytes", notes)


def _row(name: str, unit: str, found: dict[str, list[float]], goal: str, notes: dict[str, int] | None = None) -> Row:
    peers = {who: values for who, values in found.items() if who not in ("ours", "floor")}
    return Row(name, unit, found["ours"], found["floor"], peers, goal, notes or {})


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


def _peer(peer: Peer, folder: Path, counting: bool) -> dict[str, Spent]:
    """The same records over a peer, its server and its tablets in processes of their own."""
    run = folder / "run"
    shutil.copytree(folder / "template", run)
    try:
        with peer.server(run / "server") as port, peer.tablet(run / "a") as first, peer.tablet(run / "b") as second:
            steps = {
                "push": lambda at: must_be(first("push", f"http://127.0.0.1:{at}"), VISITS),
                "pull": lambda at: must_be(second("pull", f"http://127.0.0.1:{at}"), VISITS),
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


def _seconds(run: Run) -> Callable[[], dict[str, float]]:
    """A run whose bytes are not counted: the seconds of each step."""
    return lambda: {name: one.seconds for name, one in run(False).items()}


def as_text(visit: Visit) -> list[str | None]:
    """A visit's twelve fields as text."""
    values = msgspec.to_builtins(visit)
    values["help"] = msgspec.json.encode(visit.help).decode()
    return [None if values[name] is None else str(values[name]) for name in floor.FIELDS]


def _days(store: Store) -> int:
    return sum(counts.visits for counts in store.coverage().values())
