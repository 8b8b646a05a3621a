"""The next page is asked for while the last one is taken in; nothing that goes wrong with it reaches back."""

import threading
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from outreach.domain.clock import now
from outreach.domain.records import Erased
from outreach.store import Store
from outreach.sync import exchange, pace, wire
from outreach.sync.ahead import at_once, in_a_thread, next_page
from outreach.sync.client import Unreachable
from outreach.sync.exchange import next_push, sync, take_in
from outreach.sync.wire import MOST_A_PAGE, Push, pack, to_columns, unpack

from ..domain.cast import visit
from ..store.cast import door, identity
from .peer import PAGE, Peer

DOORS = [door(id) for id in "abc"]
TOLD = 4 * PAGE


class Line(Peer):
    """A server with pages of others' visits to tell; what it is asked, by how far its asker had read."""

    def __init__(self):
        super().__init__(DOORS)
        self.feed = [visit("a", number) for number in range(TOLD)]
        self.asked: list[int | None] = []
        self.broken_at: int | None = None

    def exchange(self, body):
        cursor = unpack(body, Push).cursor
        self.asked.append(cursor.seq if cursor else None)
        if cursor and cursor.seq == self.broken_at:
            raise Unreachable
        return super().exchange(body)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "tablet.db")
    opened.enrol(identity("tablet-a"))
    yield opened
    opened.close()


@pytest.fixture(params=[at_once, None], ids=["at once", "in a thread"])
def start(request):
    if request.param:
        yield request.param
    else:
        with in_a_thread() as one:
            yield one


def read(store):
    return len(store.visits_of("a"))


def test_every_page_is_asked_for_once_and_taken_in(store, start):
    line = Line()
    sync(store, line, start)
    assert line.asked == [None, *range(PAGE, TOLD, PAGE)]
    assert read(store) == TOLD


def test_the_next_page_is_under_way_while_one_is_taken_in(store, monkeypatch):
    line, waited = Line(), []
    asked = {at: threading.Event() for at in range(0, TOLD, PAGE)}

    class Told(Line):
        def exchange(self, body):
            cursor = unpack(body, Push).cursor
            asked[cursor.seq if cursor else 0].set()
            return line.exchange(body)

    def when_the_next_was_asked_for(its_store, push, answer):
        if push.cursor and answer.more:
            waited.append(asked[answer.cursor.seq].wait(30))
        return take_in(its_store, push, answer)

    monkeypatch.setattr(exchange, "take_in", when_the_next_was_asked_for)
    with in_a_thread() as start:
        sync(store, Told(), start)
    assert waited == [True, True]


def test_what_came_before_a_break_is_kept_and_read_on_from_there(store, start):
    line = Line()
    line.broken_at = 2 * PAGE
    with pytest.raises(Unreachable):
        sync(store, line, start)
    assert read(store) == 2 * PAGE
    line.broken_at = None
    sync(store, line, start)
    assert read(store) == TOLD


def test_a_page_that_was_asked_for_in_vain_is_dropped(store, start, monkeypatch):
    line, anew = Line(), list[bool]()

    def read_anew_after_the_second(its_store, push, answer):
        taken = take_in(its_store, push, answer)
        if push.cursor and push.cursor.seq == PAGE and not anew:
            anew.append(True)
            with its_store._db.write() as db:
                db.execute("UPDATE exchange SET cursor = NULL")
        return taken

    monkeypatch.setattr(exchange, "take_in", read_anew_after_the_second)
    sync(store, line, start)
    assert line.asked == [None, PAGE, 2 * PAGE, None, *range(PAGE, TOLD, PAGE)]
    assert read(store) == TOLD


def test_nothing_is_asked_ahead_while_others_wait(store, start, monkeypatch):
    class Crowded(Line):
        def exchange(self, body):
            return replace(super().exchange(body), waited=1.5)

    line, ahead = Crowded(), list[int]()

    def taken_in(its_store, push, answer):
        ahead.append(len(line.asked))
        return take_in(its_store, push, answer)

    monkeypatch.setattr(exchange, "take_in", taken_in)
    sync(store, line, start)
    assert ahead == [1, 2, 3, 4]


def test_more_is_asked_for_once_pages_were_taken_in_at_once(store, start, monkeypatch):
    monkeypatch.setattr(exchange, "time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(pace, "SMALLEST_PAGE", 1)
    asked = []

    class Watched(Line):
        def exchange(self, body):
            asked.append(unpack(body, Push).most)
            return super().exchange(body)

    sync(store, Watched(), start)
    assert asked[0] == wire.PAGE
    assert wire.PAGE < asked[-1] <= MOST_A_PAGE


def test_a_clock_is_compared_when_the_answer_comes(store, monkeypatch):
    """An answer that waits until the page before it is taken in does not make the tablet's clock look fast."""
    late = timedelta()

    def slowly(*whole):
        nonlocal late
        late += timedelta(hours=1)
        return take_in(*whole)

    monkeypatch.setattr(exchange, "take_in", slowly)
    monkeypatch.setattr(exchange, "now", lambda: now() + late)
    monkeypatch.setattr("tests.sync.peer.now", lambda: now() + late)
    assert abs(sync(store, Line()).clock_ahead) < timedelta(minutes=1)


class TestWhatIsNotAskedAhead:
    """What the answer alone does not say, or what may not be said before it is done."""

    @pytest.fixture
    def asked(self, store):
        line = Line()
        take_in(store, push := next_push(store, 9), line.exchange(pack(push)))
        push = next_push(store, 9)
        return push, line.exchange(pack(push))

    def test_a_plain_page_is(self, asked):
        push, answer = asked
        following = next_page(push, answer, 7)
        assert following
        assert (following.cursor, following.records, following.most) == (answer.cursor, {}, 7)

    def test_no_more_than_twice_the_page_that_is_taken_in_meanwhile(self, asked):
        push, answer = asked
        following = next_page(push, answer, MOST_A_PAGE)
        assert following
        assert following.most == 2 * push.most < MOST_A_PAGE

    def test_not_beyond_what_erases(self, asked):
        push, answer = asked
        erasing = {**answer.changes, "erased": to_columns(Erased, [Erased("a", now())])}
        assert next_page(push, replace(answer, changes=erasing), 7) is None

    @pytest.mark.parametrize("change", [{"more": False}, {"have": 1}, {"cursor": None}], ids=str)
    def test_not_without_more_or_where_it_is_not_plain(self, asked, change):
        push, answer = asked
        assert next_page(push, replace(answer, **change), 7) is None

    def test_not_while_records_follow_nor_across_a_restart(self, asked):
        push, answer = asked
        assert next_page(replace(push, made=1), answer, 7) is None
        assert next_page(replace(push, cursor=None), answer, 7) is None
        assert next_page(replace(push, cursor=replace(push.cursor, epoch="e0")), answer, 7) is None
