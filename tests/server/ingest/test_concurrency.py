"""Many tablets at once: every number of the feed is used once, no reader steps over a change, no figure is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from outreach.server.devices import enrolment
from outreach.server.ingest import changes
from outreach.server.ingest.accept import accept
from outreach.server.ingest.exchange import exchange
from outreach.server.records.feed import MARK_LENGTH, chain
from outreach.server.records.models import CommuneFeed, Feed, Visit
from outreach.server.rollups import recount
from outreach.sync.wire import Enrol, Numbered, Push, pack_records
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast

TABLETS, BATCHES, RECORDS = 6, 5, 4


def in_thread(work):
    """``work`` with a database connection of its own that is closed afterwards."""

    def wrapped(*arguments):
        try:
            return work(*arguments)
        finally:
            connection.close()

    return wrapped


def enrolled(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id, HAMLETS[1].id], NOW)
    return enrolment.enrol(Enrol(code, "máy", "0.1.0", NOW), NOW)


def batch(cast: Cast, tablet: str, number: int) -> Push:
    first = 1 + number * RECORDS
    visits = [cast.visit(HOUSEHOLDS[(number + n) % 8]) for n in range(RECORDS)]
    records = pack_records(Numbered(first + n, visit) for n, visit in enumerate(visits))
    return Push(tablet, first + RECORDS - 1, NOW, "0.1.0", records=records)


def test_tablets_pushing_at_once(lasting_cast: Cast):
    cast = lasting_cast
    tablets = [enrolled(cast) for _ in range(TABLETS)]
    before = CommuneFeed.objects.get(pk=NAM_DONG.code).seq

    @in_thread
    def push_all(tablet: str) -> int:
        have = 0
        for number in range(BATCHES):
            have = accept(NAM_DONG.code, tablet, batch(cast, tablet, number), NOW).tablet.have
        return have

    with ThreadPoolExecutor(TABLETS) as pool:
        haves = list(pool.map(push_all, [tablet.tablet for tablet in tablets]))
    assert haves == [BATCHES * RECORDS] * TABLETS
    assert Visit.objects.count() == TABLETS * BATCHES * RECORDS

    rows = list(Feed.objects.filter(commune=NAM_DONG.code).order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, before + Visit.objects.count() + 1))
    running = ""
    for row in rows:
        running = chain(running, row.seq, row.kind, row.ref, row.hash[:MARK_LENGTH])
        assert row.hash == running
    assert list(recount.differences(NAM_DONG.code, NOW.date())) == []


def test_the_same_batch_sent_twice_at_once_is_taken_once(lasting_cast: Cast):
    cast = lasting_cast
    push = cast.push(*[cast.visit(household) for household in HOUSEHOLDS[:5]])
    start = threading.Barrier(4)

    @in_thread
    def send(_: int) -> int:
        start.wait(10)
        return accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW).tablet.have

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [5] * 4
    assert Visit.objects.count() == 5


def test_a_reader_among_writers_misses_nothing(lasting_cast: Cast, monkeypatch):
    monkeypatch.setattr(changes, "MOST_A_PAGE", 3)
    cast = lasting_cast
    writers = [enrolled(cast) for _ in range(3)]
    reader = enrolled(cast)
    done = threading.Event()

    @in_thread
    def write(tablet: str) -> None:
        for number in range(BATCHES):
            accept(NAM_DONG.code, tablet, batch(cast, tablet, number), NOW)

    @in_thread
    def read() -> list[str]:
        seen: list[str] = []
        cursor = None
        while True:
            last_round = done.is_set()
            answer = exchange(reader.token, Push(reader.tablet, 0, NOW, "0.1.0", cursor=cursor), NOW)
            cursor = answer.cursor
            seen.extend(answer.changes.get("visit", {}).get("id", []))
            if last_round and not answer.more:
                return seen

    with ThreadPoolExecutor(4) as pool:
        reading = pool.submit(read)
        list(pool.map(write, [tablet.tablet for tablet in writers]))
        done.set()
        seen = reading.result(timeout=60)
    assert set(seen) == set(Visit.objects.values_list("id", flat=True))
