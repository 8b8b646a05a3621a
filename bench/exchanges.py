"""What a tablet's other exchanges take: its first sync, one with nothing new, one with a few visits."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from outreach.store import Store

from .invented import village, visits
from .machines import enrolled, found_commune, must_be, server, synced
from .measure import RUNS, Row
from .proxy import CountingProxy

HOUSEHOLDS = 25_000
FEW = (1, 5)


def rows() -> list[Row]:
    """A commune of the largest size, and what travels."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        home = Path(folder)
        codes = found_commune(home / "server", HOUSEHOLDS, tablets=RUNS + 1)
        with server(home / "server") as port:
            first = _first_sync(home, port, codes)
            with closing(Store.open(home / "0.db")) as store:
                return [first, *_small(store, port)]


def _first_sync(home: Path, port: int, codes: list[str]) -> Row:
    """Every run is a tablet of its own; the first one's bytes are counted and its time is not kept."""
    seconds = []
    up = down = 0
    for number, code in enumerate(codes):
        proxy = CountingProxy(port)
        with closing(enrolled(home / f"{number}.db", port, code)) as store:
            began = time.perf_counter()
            synced(store, port if number else proxy.port)
            seconds.append(time.perf_counter() - began)
            must_be(store.count_households(), HOUSEHOLDS)
        up, down = (up, down) if number else proxy.take()
        proxy.close()
    name = f"first sync of {HOUSEHOLDS:,} households"
    return Row(name, "s", seconds[1:], goal="3 s, 1,200,000 bytes", notes={"ours up": up, "ours down": down})


def _small(store: Store, port: int) -> Iterator[Row]:
    proxy = CountingProxy(port)
    yield _bytes(store, proxy, "an exchange with nothing new", "700 bytes, 1 request")
    identity = store.identity()
    assert identity is not None
    noted = iter(visits(sum(FEW), village(HOUSEHOLDS).households, identity.official.id))
    for count in FEW:
        for _ in range(count):
            store.add(next(noted))
        yield _bytes(store, proxy, f"an exchange of {count} visit{'s'[: count - 1]}", "1,500 bytes, 1 request")
    must_be(store.sync_state().unsent, 0)
    proxy.close()


def _bytes(store: Store, proxy: CountingProxy, name: str, goal: str) -> Row:
    """The bytes of one sync, headers and both ways."""
    requests = proxy.answers
    synced(store, proxy.port)
    up, down = proxy.take()
    notes = {"ours up": up, "ours down": down, "requests": proxy.answers - requests}
    return Row(name, "bytes", [float(up + down)], goal=goal, notes=notes)
