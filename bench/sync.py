"""10,000 visits from a tablet to its commune's server, and from there to a second tablet."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from outreach.domain.records import Visit
from outreach.store import Store
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync

from . import floor
from .invented import village, visits
from .measure import Row, take_turns
from .proxy import CountingProxy

VISITS = 10_000
HOUSEHOLDS = 6_000
_STEPS = {"push": f"push of {VISITS:,} visits", "pull": f"pull of {VISITS:,} visits to a second tablet"}
_HERE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took; bytes are 0 unless they were counted."""

    seconds: float
    up: int = 0
    down: int = 0


def rows() -> list[Row]:
    """Push and pull, ours beside the floor's."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        home = Path(folder)
        noted = _prepare_ours(home / "ours")
        _prepare_floor(home / "floor", noted)
        # The bytes come from a run of their own, whose time is not kept: a proxy costs time.
        counted = {"ours": _ours(home / "ours", counting=True), "floor": _floor(home / "floor", counting=True)}
        found = take_turns(lambda: _seconds(_ours(home / "ours")), lambda: _seconds(_floor(home / "floor")))
        return [
            Row(
                _STEPS[step],
                "s",
                own,
                base,
                {f"{who} {way}": getattr(counted[who][step], way) for who in counted for way in ("up", "down")},
            )
            for step, own, base in found
        ]


def _prepare_ours(folder: Path) -> list[Visit]:
    """A server and two enrolled tablets, the first with the visits to send; every run works on a copy."""
    places = village(HOUSEHOLDS)
    template = folder / "template"
    codes = _output("bench.commune", str(HOUSEHOLDS), GOCUA_HOME=str(template / "server")).split()
    noted: list[Visit] = []
    with _process(["-m", "outreach", "serve", "--bind", "127.0.0.1:0"], GOCUA_HOME=str(template / "server")) as line:
        port = int(line.split("http://127.0.0.1:")[1].split()[0])
        for name, code in zip("ab", codes, strict=True):
            with closing(Store.open(template / f"{name}.db")) as store:
                with Client(f"http://127.0.0.1:{port}") as client:
                    identity = identity_from(f"http://127.0.0.1:{port}", client.enrol(code, "bench"))
                store.enrol(identity)
                _sync(store, port)
                if name == "a":
                    noted = visits(VISITS, places.households, identity.official.id)
                    for visit in noted:
                        store.add(visit)
    return noted


def _ours(folder: Path, counting: bool = False) -> dict[str, Spent]:
    """The real tablet store, the real client, the real server in a process of its own."""
    run = folder / "run"
    shutil.copytree(folder / "template", run)
    try:
        with (
            _process(["-m", "outreach", "serve", "--bind", "127.0.0.1:0"], GOCUA_HOME=str(run / "server")) as line,
            closing(Store.open(run / "a.db")) as first,
            closing(Store.open(run / "b.db")) as second,
        ):
            port = int(line.split("http://127.0.0.1:")[1].split()[0])
            steps = {"push": lambda at: _sync(first, at), "pull": lambda at: _sync(second, at)}
            spent = _spent(port, steps, counting)
            _must_be(first.sync_state().have, VISITS)
            _must_be(sum(counts.visits for counts in second.coverage().values()), _days(first))
            return spent
    finally:
        shutil.rmtree(run)


def _prepare_floor(folder: Path, noted: list[Visit]) -> None:
    folder.mkdir()
    with closing(floor.open_database(folder / "a.db")) as connection:
        floor.insert(connection, [_plain(visit) for visit in noted])


def _floor(folder: Path, counting: bool = False) -> dict[str, Spent]:
    """The same records over the bare floor, its server in a process of its own too."""
    run = folder / "run"
    run.mkdir()
    shutil.copy(folder / "a.db", run / "a.db")
    try:
        with (
            _process(["-m", "bench.floor", str(run / "server.db")]) as line,
            closing(floor.open_database(run / "a.db")) as first,
            closing(floor.open_database(run / "b.db")) as second,
        ):
            steps = {"push": lambda at: floor.push(first, at), "pull": lambda at: floor.pull(second, at)}
            spent = _spent(int(line), steps, counting)
            _must_be(second.execute("SELECT count(*) FROM visit").fetchone()[0], VISITS)
            return spent
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


def _seconds(spent: dict[str, Spent]) -> dict[str, float]:
    return {name: one.seconds for name, one in spent.items()}


def _sync(store: Store, port: int) -> None:
    identity = store.identity()
    assert identity is not None
    with Client(f"http://127.0.0.1:{port}", identity.token) as client:
        sync(store, client)


def _plain(visit: Visit) -> list[str | None]:
    """A visit's twelve fields as text."""
    values = msgspec.to_builtins(visit)
    values["help"] = msgspec.json.encode(visit.help).decode()
    return [None if values[name] is None else str(values[name]) for name in floor.FIELDS]


def _days(store: Store) -> int:
    return sum(counts.visits for counts in store.coverage().values())


def _must_be(found: int, expected: int) -> None:
    """A run that did not do the work is no measurement."""
    if found != expected:
        raise RuntimeError(f"{found} instead of {expected}")


@contextmanager
def _process(arguments: list[str], **env: str) -> Iterator[str]:
    """A Python process while it runs, and the first line it says."""
    with subprocess.Popen(
        [sys.executable, "-u", *arguments],
        cwd=_HERE,
        env={**os.environ, **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline()
        finally:
            process.terminate()


def _output(module: str, *arguments: str, **env: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, cwd=_HERE, env={**os.environ, **env}, check=True, text=True, stdout=subprocess.PIPE
    ).stdout
