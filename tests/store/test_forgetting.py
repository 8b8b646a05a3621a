"""This tablet lets go of its own records 35 days after they became safe, and not a day before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.records import NewHousehold, Refusal
from outreach.store import Rejection, Store, forgetting

from ..domain.cast import START, at, visit
from .cast import answer, door, first_answer, identity

NOW = at(80)
OLD = NOW + timedelta(days=35)


@pytest.fixture
def clock(monkeypatch):
    """What this tablet's clock says; it goes with the server's unless a test says otherwise."""
    said = {"now": NOW}
    monkeypatch.setattr(forgetting, "now", lambda: said["now"])
    return said


@pytest.fixture
def noted(store, clock):
    """Four visits (of households a, b, c and d) and a refusal, in this order, all held; nothing is safe yet."""
    for household in "abcd":
        store.add(visit(household))
    store.add(Refusal("r", "thon-1", "hanh", START))
    store.apply(None, first_answer([door(id) for id in "abcd"], have=5, at=NOW))
    return store


def told(store: Store, clock, at, **more):
    """An answer that says it is ``at``."""
    clock["now"] = at
    cursor = more.pop("cursor", None) or (store.cursor() or b"") + b"'"
    store.apply(store.cursor(), answer(have=more.pop("have", 5), complete=True, cursor=cursor, at=at, **more))


def own(store: Store) -> list[int]:
    """The numbers of the records that are still this tablet's."""
    rows = store._db.rows("SELECT n FROM visit WHERE n > 0 UNION ALL SELECT n FROM refusal ORDER BY 1")
    return [row[0] for row in rows]


def test_nothing_goes_before_it_is_safe(noted, clock):
    told(noted, clock, OLD + timedelta(days=365))
    assert own(noted) == [1, 2, 3, 4, 5]


def test_what_is_safe_goes_after_35_days(noted, clock):
    told(noted, clock, NOW, safe=3)
    told(noted, clock, OLD - timedelta(minutes=1), safe=5)
    assert own(noted) == [1, 2, 3, 4, 5]
    told(noted, clock, OLD, safe=5)
    assert own(noted) == [4, 5]
    assert noted.sync_state().forgotten == 3
    told(noted, clock, OLD + timedelta(days=35), safe=5)
    assert own(noted) == [5]  # the last one held tells a copy of this tablet from it


def test_every_kind_of_record_goes(noted, clock):
    noted.add(NewHousehold("e", "thon-1", "hanh", at(1)))
    noted.add(visit("a", 1))
    told(noted, clock, NOW, have=7, safe=7)
    told(noted, clock, OLD, have=7, safe=7)
    assert [noted.id_of(n) is None for n in range(1, 8)] == [True] * 6 + [False]


def test_it_stays_in_the_households_history_and_counts(noted, clock):
    before = noted.coverage(START), noted.visits_of("a")
    told(noted, clock, NOW, safe=5)
    told(noted, clock, OLD, safe=5)
    assert own(noted) == [5]
    assert (noted.coverage(START), noted.visits_of("a")) == before


def test_a_reading_from_the_start_takes_the_servers_rows_for_it(noted, clock):
    kept = noted.visits_of("a")
    told(noted, clock, NOW, safe=5)
    told(noted, clock, OLD, safe=5)
    doors = [door(id) for id in "abcd"]
    again = first_answer(doors, kept, have=5, safe=5, cursor=b"again", at=OLD)
    noted.apply(noted.cursor(), again)
    assert noted.visits_of("a") == kept
    assert noted.visits_of("b") == []  # the server says it has none


def test_of_hamlets_that_were_given_away_nothing_stays(noted, clock):
    told(noted, clock, NOW, safe=5, scope=("thon-2",))
    assert own(noted) == [1, 2, 3, 4, 5]
    told(noted, clock, OLD, safe=5, scope=("thon-2",))
    assert noted._db.rows("SELECT id FROM visit") == []
    assert noted._db.rows("SELECT household FROM reach") == []


@pytest.mark.parametrize("back", [{"safe": 2}, {"safe": 5, "restart": True}])
def test_a_server_set_back_makes_it_wait_anew(noted, clock, back):
    """By less that is safe or by another epoch; what still is may have been gone meanwhile."""
    told(noted, clock, NOW, safe=5)
    set_back = NOW + timedelta(days=30)
    told(noted, clock, set_back, **back, households=[door(id) for id in "abcd"])
    told(noted, clock, OLD, safe=5)
    assert own(noted) == [1, 2, 3, 4, 5]
    told(noted, clock, set_back + timedelta(days=35), safe=5)
    assert own(noted) == ([5] if back["safe"] == 5 else [3, 4, 5])
    told(noted, clock, OLD + timedelta(days=35), safe=5)
    assert own(noted) == [5]


def test_a_long_reading_after_that_counts_from_its_first_page(noted, clock):
    told(noted, clock, NOW, safe=5)
    set_back = NOW + timedelta(days=30)
    for hours, restart in ((0, True), (1, False)):
        cursor, at = b"page %d" % hours, set_back + timedelta(hours=hours)
        noted.apply(noted.cursor(), answer(have=5, safe=5, cursor=cursor, restart=restart, at=at))
    told(noted, clock, set_back + timedelta(days=35), safe=5)
    assert own(noted) == [5]


def test_what_waits_in_quarantine_stays_and_what_a_leader_put_aside_goes(noted, clock):
    rejected = [Rejection(1, "INVALID", "sai", "wrong"), Rejection(2, "SCOPE", "không tính", "no", aside=True)]
    told(noted, clock, NOW, safe=5, rejected=rejected)
    told(noted, clock, OLD, safe=5, rejected=rejected)
    assert own(noted) == [1, 5]
    assert (len(noted.visits_of("a")), noted.visits_of("b"), len(noted.visits_of("c"))) == (1, [], 1)
    assert [one.n for one in noted.sync_state().rejected] == [1]
    told(noted, clock, OLD, safe=5)
    assert noted.sync_state().mended == (1,)


def test_what_was_taken_after_all_is_like_any_other(noted, clock):
    aside = Rejection(2, "SCOPE", "không tính", "no", aside=True)
    told(noted, clock, NOW, safe=5, rejected=[aside])
    told(noted, clock, OLD - timedelta(days=1), safe=5)
    told(noted, clock, OLD, safe=5)
    assert (own(noted), len(noted.visits_of("b"))) == ([5], 1)


def test_what_lies_beyond_a_list_that_was_cut_may_wait_in_quarantine(noted, clock):
    told(noted, clock, NOW, safe=5)
    clock["now"] = OLD
    noted.apply(noted.cursor(), replace(answer(have=5, complete=True, cursor=b"cut", at=OLD, safe=5), listed=2))
    assert own(noted) == [3, 4, 5]


def test_while_one_of_the_clocks_is_wrong_nothing_goes(noted, clock):
    told(noted, clock, NOW, safe=5)
    later = OLD + timedelta(days=2)
    for wrong in (later - timedelta(days=3650), later + timedelta(days=3650)):
        clock["now"] = wrong
        cursor = noted.cursor()
        noted.apply(cursor, answer(have=5, complete=True, cursor=cursor + b"'", at=later, safe=5))
        assert own(noted) == [1, 2, 3, 4, 5]


def test_a_servers_clock_that_ran_ahead_makes_nothing_older(noted, clock):
    told(noted, clock, OLD, safe=5)
    told(noted, clock, NOW, safe=5)  # it was put right
    told(noted, clock, OLD - timedelta(days=1), safe=5)
    assert own(noted) == [1, 2, 3, 4, 5]
    told(noted, clock, OLD, safe=5)
    assert own(noted) == [5]


def test_a_servers_clock_that_was_behind_makes_nothing_older(noted, clock):
    told(noted, clock, NOW, safe=4)
    cursor = noted.cursor()  # its machine was started with a flat battery; the tablet's clock is right
    noted.apply(cursor, answer(have=5, complete=True, cursor=cursor + b"'", at=NOW - timedelta(days=2000), safe=5))
    told(noted, clock, OLD - timedelta(days=1), safe=5)  # it was put right
    assert own(noted) == [1, 2, 3, 4, 5]
    told(noted, clock, OLD, safe=5)
    assert own(noted) == [5]


def test_a_first_reading_under_way_is_left_alone(noted, clock):
    told(noted, clock, NOW, safe=5)
    clock["now"] = OLD
    noted.apply(noted.cursor(), answer(have=5, safe=5, cursor=b"page", restart=True, at=OLD))
    assert own(noted) == [1, 2, 3, 4, 5]


def test_under_another_name_the_rest_is_numbered_without_a_gap(noted, clock):
    told(noted, clock, NOW, safe=5)
    told(noted, clock, OLD, safe=5)
    noted.add(visit("a", 2))
    noted.add(visit("b", 2))
    told(noted, clock, OLD, safe=1)  # the server lost what this tablet no longer keeps
    noted.enrol(identity("tablet-b"))
    assert (own(noted), noted.sync_state().made, noted.sync_state().forgotten) == ([1, 2, 3], 3, 0)
