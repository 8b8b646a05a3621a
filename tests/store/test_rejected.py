"""What the server put into quarantine, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.records import Erased, Refusal
from outreach.store import Origin, Rejection

from ..domain.cast import at, visit
from .cast import answer, door, first_answer, identity

NOW = at(80)
WAITS = Rejection(2, "INVALID", "sai", "wrong")
ASIDE = Rejection(2, "SCOPE", "Lãnh đạo xã đã xem", "The leader looked at it", aside=True)


@pytest.fixture
def noted(store):
    """Three visits, all held."""
    for household in "abc":
        store.add(visit(household))
    store.apply(None, first_answer([door(id) for id in "abc"], have=3, rejected=[WAITS], at=NOW))
    return store


def told(store, cursor, **more):
    store.apply(store.cursor(), answer(have=more.pop("have", 3), cursor=cursor, **more))
    state = store.sync_state()
    return state.rejected, state.mended


def test_it_waits_as_long_as_the_server_says_so(noted):
    assert noted.sync_state().rejected == (WAITS,)
    assert told(noted, b"2", rejected=[WAITS], at=NOW) == ((WAITS,), ())


def test_it_is_known_when_and_at_which_door_it_was_noted(noted):
    noted.add(visit("nowhere", 3))
    noted.add(Refusal("r", "thon-1", "hanh", at(5).date(), 0))
    assert noted.origins([2, 4, 5]) == {
        2: Origin(at(0).date(), noted.household("b").code),
        4: Origin(at(3).date(), ""),
        5: Origin(at(5).date(), ""),
    }


def test_what_is_not_named_any_more_was_taken_and_is_told_for_a_week(noted):
    assert told(noted, b"2", at=NOW) == ((), (2,))
    assert told(noted, b"3", at=NOW + timedelta(days=6)) == ((), (2,))
    assert told(noted, b"4", at=NOW + timedelta(days=8)) == ((), ())


def test_what_a_leader_put_aside_says_so_and_may_be_taken_later(noted):
    assert told(noted, b"2", rejected=[ASIDE], at=NOW) == ((ASIDE,), ())
    assert told(noted, b"3", at=NOW) == ((), (2,))


def test_a_server_set_back_has_not_taken_it(noted):
    assert told(noted, b"2", have=1, at=NOW) == ((), ())
    assert told(noted, b"3", rejected=[WAITS], at=NOW) == ((WAITS,), ())


def test_a_list_that_was_cut_says_nothing_of_what_comes_behind(noted):
    first = Rejection(1, "INVALID", "sai", "wrong")
    noted.apply(b"1", answer(have=3, cursor=b"2", rejected=[first, WAITS], at=NOW))
    noted.apply(b"2", replace(answer(have=3, cursor=b"3", rejected=[first], at=NOW), listed=1))
    assert (noted.sync_state().rejected, noted.sync_state().mended) == ((first,), ())


def test_where_less_is_held_than_was_listed_what_lies_beyond_was_not_taken(noted):
    """A copy of this tablet handed in what the list speaks of."""
    noted.apply(b"1", replace(answer(have=1, cursor=b"2", at=NOW), listed=3))
    assert (noted.sync_state().rejected, noted.sync_state().mended) == ((), ())


def test_what_was_erased_meanwhile_was_not_taken(noted):
    erased = Erased("b", NOW)
    assert told(noted, b"2", erased=[erased], at=NOW) == ((), ())


def test_another_name_begins_without_any(noted):
    noted.enrol(identity("tablet-b"))
    state = noted.sync_state()
    assert (state.rejected, state.mended, state.made) == ((), (), 3)
