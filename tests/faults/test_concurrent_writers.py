"""Eight tablets write while one reads along: the reader's cursor steps over nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

from outreach.sync.client import Client
from outreach.sync.exchange import next_push
from outreach.sync.wire import pack

from .commune import Tablet, figures_agree, nothing_lost

WRITERS = 8
VISITS = 3


def test_a_reader_misses_nothing(commune, enrol, often):
    writers = [enrol(commune) for _ in range(WRITERS)]
    reader = enrol(commune)
    rounds = often(5, 150)
    done = threading.Event()

    def write(tablet: Tablet) -> None:
        for _ in range(rounds):
            tablet.note(VISITS)
            tablet.sync()

    def read() -> int:
        """Follow the feed as it grows, to its end; how many records came."""
        received = 0
        written = False
        while not written:
            written = done.is_set()
            received += reader.sync().received
        return received

    before = len(told(reader))
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(read)
        list(pool.map(write, writers))
        done.set()
    received = reading.result()
    everything = {id for tablet in writers for id in tablet.told}
    assert len(everything) == WRITERS * rounds * VISITS
    assert everything <= told(reader)
    assert len(told(reader)) == before + len(everything)
    assert received == len(everything), "something came twice"
    for tablet in writers:
        tablet.sync()
        nothing_lost(tablet)
    with Client(commune.address, reader.token) as client:
        answer = client.exchange(pack(next_push(reader.store, 1)))
        assert not answer.changes.get("visit"), "the reader is at the end of the feed"
    figures_agree(reader)


def told(tablet: Tablet) -> set[str]:
    """Ids of the visits a tablet knows."""
    return {row[0] for row in tablet.store._db.rows("SELECT id FROM visit")}
