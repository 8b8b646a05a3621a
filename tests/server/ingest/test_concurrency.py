"""Many tablets at once: every number of the feed is used once, no reader steps over a change, no figure is lost."""

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection

from outreach.domain.errors import OutreachError
from outreach.server.devices import enrolment
from outreach.server.ingest import changes, quarantine
from outreach.server.ingest.accept import accept
from outreach.server.ingest.batch import Row, reread
from outreach.server.ingest.exchange import exchange
from outreach.server.records.feed import MARK_LENGTH, chain
from outreach.server.records.models import CommuneFeed, Feed, Quarantine, Visit
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


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite lets one write at a time")
def test_what_one_leader_takes_meanwhile_another_cannot_set_aside(lasting_cast: Cast, monkeypatch):
    cast = lasting_cast
    cast.send(cast.visit(HOUSEHOLDS[8]))
    other = list[Future[None]]()

    @in_thread
    def set_aside() -> None:
        quarantine.set_aside(NAM_DONG.code, cast.enrolled.tablet, 1, cast.an.official, "ghi nhầm hộ", NOW)

    def while_another_decides(kept: Quarantine) -> Row:
        other.append(pool.submit(set_aside))
        while not other[0].done() and not is_waited_for():
            pass
        return reread(kept)

    monkeypatch.setattr(quarantine, "reread", while_another_decides)
    with ThreadPoolExecutor(1) as pool:
        assert quarantine.admit(NAM_DONG.code, cast.enrolled.tablet, cast.an.official, NOW).taken == 1
    with pytest.raises(OutreachError, match="đã có người xử lý"):
        other[0].result()
    assert Visit.objects.count() == 1


def is_waited_for() -> bool:
    """Whether somebody waits for a lock in PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


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
            answer = exchange(NAM_DONG.code, reader.tablet, Push(reader.tablet, 0, NOW, "0.1.0", cursor=cursor), NOW)
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
