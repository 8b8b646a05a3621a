"""Numbers that are missing: told with their size on both sides, no obstacle for the others, closed when they come."""

import pytest
from django.test import Client

from outreach.domain.errors import ErrorCode, SyncError
from outreach.server.backups import making, proof
from outreach.server.backups.folder import Copy
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.records.models import Quarantine, Receipt, Visit
from outreach.server.transfers.taking import take
from outreach.sync import exchange as tablet
from outreach.sync import pace
from outreach.sync.transfer import export, receive
from tests.server.cast import HOUSEHOLDS, NOW, Cast

from .line import Joined, joined


@pytest.fixture
def nine(cast: Cast, tmp_path, monkeypatch):
    """A tablet of which the server holds 2 of 9 records."""
    monkeypatch.setattr(pace, "FIRST_BATCH", 3)
    monkeypatch.setattr(pace, "SMALLEST_BATCH", 3)
    with joined(cast.enrolled, tmp_path) as own:
        own.sync()
        for n in range(9):
            own.store.add(cast.visit(HOUSEHOLDS[n % 8]))
            if n == 1:
                own.sync()
        yield own


def lose(own: Joined, first: int, last: int) -> None:
    """As a damaged file would."""
    with own.store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n BETWEEN ? AND ?", (first, last))


def page(an: Client) -> str:
    return " ".join(an.get("/may/").content.decode().split())


@pytest.mark.parametrize(("first", "last"), [(4, 6), (3, 8), (8, 9)])
def test_both_sides_name_it_and_all_the_others_arrive(cast: Cast, nine: Joined, an: Client, first, last):
    lose(nine, first, last)
    nine.sync()
    state = nine.store.sync_state()
    assert (state.lost, state.unsent, state.last_error) == (((first, last),), 0, None)
    assert Visit.objects.count() == 9 - (last - first + 1)
    assert (cast.tablet.have, cast.tablet.made) == (first - 1, 9)
    if last < 9:
        assert f"thiếu {last - first + 1} bản ghi: số {first}–{last}" in page(an)


def test_of_what_is_lost_after_a_gap_was_found_both_are_told_too(cast: Cast, nine: Joined, an: Client):
    lose(nine, 4, 5)
    nine.sync()
    for _ in range(3):
        nine.store.add(cast.visit())
    lose(nine, 11, 11)
    nine.sync()
    state = nine.store.sync_state()
    assert (state.lost, state.unsent, cast.tablet.made) == (((4, 5), (11, 11)), 0, 12)
    assert "số 4–5, 11" in page(an)


def test_what_lies_beyond_it_is_sent_once(cast: Cast, nine: Joined, monkeypatch):
    lose(nine, 4, 6)
    nine.sync()
    sent: list[int] = []
    before = nine.line.exchange

    def watched(body):
        push = tablet.next_push(nine.store, 9)
        sent.extend(push.sent())
        return before(body)

    monkeypatch.setattr(nine.line, "exchange", watched)
    nine.sync()
    nine.store.add(cast.visit())
    nine.sync()
    assert sent == [10]
    assert Visit.objects.count() == 7


def test_a_file_that_was_written_before_closes_it(cast: Cast, nine: Joined, an: Client):
    data = export(nine.store).data
    lose(nine, 4, 6)
    nine.sync()
    assert "thiếu 3 bản ghi" in page(an)
    taken = take(data, "page", NOW)
    assert (taken.taken, taken.held) == (3, 4)
    nine.sync()
    assert (nine.store.sync_state().lost, nine.store.sync_state().have) == ((), 9)
    assert "thiếu 3 bản ghi" not in page(an)
    assert Visit.objects.count() == 9


MANY = 51
"""Gaps, each of one number."""


@pytest.fixture
def holed(cast: Cast, tmp_path):
    """A tablet that lost every other one of its records before it handed in any."""
    with joined(cast.enrolled, tmp_path) as own:
        own.sync()
        for _ in range(2 * MANY):
            own.store.add(cast.visit())
        with own.store._db.write() as db:
            db.execute("DELETE FROM visit WHERE n % 2 = 1")
        own.store._gaps.forget()  # as when the app is opened
        yield own


def test_however_many_gaps_there_are_the_rest_is_handed_in_once(cast: Cast, holed: Joined):
    holed.sync()
    state = holed.store.sync_state()
    assert (state.held, state.unsent, len(state.lost)) == (MANY, 0, MANY)
    holed.sync()
    assert Visit.objects.count() == MANY


def test_however_many_gaps_a_revoked_tablet_has_it_is_wiped(cast: Cast, holed: Joined):
    enrolment.revoke(cast.tablet)
    with pytest.raises(SyncError) as told:
        holed.sync()
    assert told.value.code is ErrorCode.REVOKED
    assert holed.store.identity() is None
    assert Quarantine.objects.count() == MANY


def test_by_file_too(cast: Cast, holed: Joined, home):
    enrolment.revoke(cast.tablet)
    data = export(holed.store).data
    take(data, "page", NOW)
    making.note(Copy(home / "20179.sqlite3", NOW), proof.held())
    with pytest.raises(SyncError, match="đã được xóa"):
        receive(holed.store, bytes(take(data, "page", NOW).file.answer))
    assert holed.store.identity() is None


def test_a_revoked_tablet_with_a_gap_hands_in_the_rest_and_is_wiped(cast: Cast, nine: Joined):
    enrolment.revoke(cast.tablet)
    lose(nine, 4, 6)
    with pytest.raises(SyncError) as told:
        nine.sync()
    assert told.value.code is ErrorCode.REVOKED
    assert nine.store.identity() is None
    assert sorted(Quarantine.objects.values_list("n", flat=True)) == [3, 7, 8, 9]


def test_a_server_set_back_by_as_many_as_it_now_takes_is_not_called_deaf(cast: Cast, nine: Joined):
    nine.sync()
    Receipt.objects.filter(n__gt=7).delete()
    Visit.objects.filter(n__gt=7).delete()
    Tablet.objects.update(have=7)
    nine.store.add(cast.visit())
    nine.store.add(cast.visit())
    nine.sync()
    assert (nine.store.sync_state().have, Visit.objects.count()) == (11, 11)
