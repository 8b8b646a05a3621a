"""A visit that was noted at the wrong household: taken back there, and noted at the right one, both or nothing."""

from dataclasses import replace

import pytest

from outreach.domain.draft import begin, reopen
from outreach.domain.records import Erased, Outcome
from outreach.domain.summary import Standing
from outreach.store import HouseholdErased, Store

from ..domain.cast import START, at, gave, visit
from .cast import HANH, answer, door, first_answer

WRONG, RIGHT = "01-001", "01-002"


@pytest.fixture
def noted(store):
    """A visit at the wrong door, with all that a visit can say."""
    store.apply(None, first_answer([door(WRONG), door(RIGHT, hamlet="thon-2"), door("01-003")]))
    one = visit(WRONG, 3, 9, Outcome.MET, gave(), next_visit=at(9).date(), note="cửa sau")
    store.add(one)
    return one


def facts(one):
    """What a visit says, whichever record and door says it."""
    return replace(one, id="", household="", hamlet="", replaces=None)


def test_a_moved_visit_leaves_nothing_at_the_wrong_door_and_all_its_facts_at_the_right_one(store, noted):
    store.retract(noted, store.household(RIGHT))
    kept, taken_back = store.visits_of(WRONG)
    (moved,) = store.visits_of(RIGHT)
    assert (kept, taken_back.outcome, taken_back.replaces) == (noted, Outcome.RETRACTED, noted.id)
    assert (facts(moved), moved.household, moved.hamlet, moved.replaces) == (facts(noted), RIGHT, "thon-2", noted.id)
    wrong, right = store.household_row(WRONG), store.household_row(RIGHT)
    assert (wrong.standing, wrong.last_day, wrong.next_visit) == (Standing.NOT_VISITED, None, None)
    assert (right.standing, right.last_day, right.next_visit) == (Standing.HELPED, noted.day, noted.next_visit)
    assert [row.household.id for row in store.households(promised=True)] == [RIGHT]
    assert sum(one.reached for one in store.coverage(START).values()) == 1


def test_where_nothing_else_was_noted_no_trace_of_a_figure_is_left(store, noted):
    store.retract(noted, None)
    with store._db.read() as db:
        assert db.rows("SELECT household FROM reach") == []
    assert WRONG in {one.household.id for one in store.suggestions(at(3).date(), 9)}
    assert sum(one.visits for one in store.coverage(START).values()) == 0


def test_another_visit_of_that_door_stays_counted(store, noted):
    store.add(visit(WRONG, 1, 9, Outcome.NOBODY_HOME))
    store.retract(noted, None)
    row = store.household_row(WRONG)
    assert (row.standing, row.last_day, row.next_visit) == (Standing.ATTEMPTED, at(1).date(), None)


def test_both_records_take_the_next_numbers_in_the_order_in_which_they_are_to_be_judged(store, noted):
    store.retract(noted, store.household(RIGHT))
    with store._db.read() as db:
        assert db.rows("SELECT n, household FROM visit ORDER BY n") == [(1, WRONG), (2, WRONG), (3, RIGHT)]
    assert store.sync_state().made == 3


@pytest.mark.parametrize("gone", [WRONG, RIGHT])
def test_a_door_that_was_erased_meanwhile_is_refused_and_nothing_is_written(store, noted, gone):
    right, before = store.household(RIGHT), store.visits_of(WRONG)
    store.apply(b"1", answer(cursor=b"2", erased=[Erased(gone, at(4))]))
    with pytest.raises(HouseholdErased):
        store.retract(noted, right)
    assert store.visits_of(WRONG) == ([] if gone == WRONG else before)
    assert (store.visits_of(RIGHT), store.sync_state().made) == ([], 1)


def test_what_cannot_be_written_whole_is_not_written_at_all(store, noted, monkeypatch, path):
    draft = reopen(noted, {})
    store.save_draft(draft)
    monkeypatch.setattr("outreach.store.visits.moved", lambda one, _right: one)  # its id is taken
    with pytest.raises(Exception, match="UNIQUE"):
        store.retract(noted, store.household(RIGHT))
    assert (store.visits_of(WRONG), store.draft(), store.sync_state().made) == ([noted], draft, 1)
    store.close()
    again = Store.open(path)
    assert (again.visits_of(WRONG), again.sync_state().made) == ([noted], 1)
    again.close()


def test_done_twice_it_counts_once(store, noted):
    for _ in range(2):
        store.retract(noted, store.household(RIGHT))
    assert store.household_row(WRONG).standing is Standing.NOT_VISITED
    assert sum(one.visits for one in store.coverage(START).values()) == 1


def test_an_unfinished_correction_of_it_goes(store, noted):
    store.save_draft(reopen(noted, {}))
    store.retract(noted, None)
    assert store.draft() is None


@pytest.mark.parametrize("replaces", [None, "another"])
def test_any_other_visit_under_way_stays(store, noted, replaces):
    under_way = replace(begin(store.household(WRONG), HANH, at(4)), replaces=replaces, note="dở")
    store.save_draft(under_way)
    store.retract(noted, store.household(RIGHT))
    assert store.draft() == under_way


def test_where_it_went_is_known_while_that_door_is_on_this_tablet(store, noted):
    store.retract(noted, None)
    assert store.moved_to(store.visits_of(WRONG)[-1]) is None
    store.retract(noted, store.household(RIGHT))
    assert store.moved_to(store.visits_of(WRONG)[-1]) == store.visits_of(RIGHT)[0]


def test_what_is_rescued_of_a_damaged_file_is_still_taken_back(store, noted, path):
    store.retract(noted, store.household(RIGHT))
    store.close()
    rescued, salvaged = Store.open_damaged(path, at(5))
    with rescued._db.read() as db:
        assert db.rows("SELECT household FROM reach") == [(RIGHT,)]
    assert salvaged.unsent == 3
    rescued.close()
