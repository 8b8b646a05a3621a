import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC

import pytest

from outreach.domain.draft import VisitStep, begin, finish
from outreach.domain.records import Outcome, Refusal
from outreach.domain.summary import Standing
from outreach.store import NotEnrolled, Store

from ..domain.cast import START, at, gave, visit
from .cast import HANH, answer, door, first_answer, identity


@pytest.fixture
def at_the_door(store):
    store.apply(None, first_answer([door("01-001"), door("01-002")]))
    return store


def test_records_of_every_kind_share_one_run_of_numbers(store):
    assert store.add(visit()) == 1
    assert store.add(Refusal("r", "thon-1", "hanh", START)) == 2
    assert store.add(visit()) == 3
    assert store.sync_state().made == 3


def test_a_record_that_cannot_be_written_takes_no_number(store):
    kept = visit()
    store.add(kept)
    with pytest.raises(Exception, match="UNIQUE"):
        store.add(kept)
    assert store.sync_state().made == 1
    assert store.add(visit()) == 2


@pytest.mark.parametrize("tap", ["the next step", "the last one", "not to be noted"])
def test_a_tap_that_waits_while_a_revoked_tablet_forgets_everything_leaves_nothing_behind(at_the_door, tap):
    taps = {
        "the next step": lambda: at_the_door.save_draft(begin(door("01-001"), HANH, at(1))),
        "the last one": lambda: at_the_door.add(visit("01-001")),
        "not to be noted": lambda: at_the_door.add(Refusal("r", "thon-1", "hanh", START)),
    }
    with ThreadPoolExecutor(1) as screen:
        with at_the_door._db.read():  # whoever has the store keeps everybody else waiting
            tapped = screen.submit(taps[tap])
            at_the_door.wipe(made=0)
        with pytest.raises(NotEnrolled):
            tapped.result()
    at_the_door.enrol(identity())
    assert (at_the_door.draft(), at_the_door.sync_state().made) == (None, 0)


def test_a_visit_comes_back_as_it_was_noted(at_the_door):
    noted = visit("01-001", 3, 19, Outcome.MET, gave(stuck_step="otp"), next_visit=START, note="hẹn chiều")
    at_the_door.add(noted)
    assert at_the_door.visits_of("01-001") == [noted]


def test_visits_come_in_the_order_of_acceptance_and_what_waits_comes_last(at_the_door):
    mine, waiting = visit("01-001", 9), visit("01-001", 1)
    theirs, later = visit("01-001", 5), visit("01-001", 2)
    at_the_door.add(mine)
    at_the_door.add(waiting)
    at_the_door.apply(b"1", answer(cursor=b"2", visits=[theirs, mine]))
    at_the_door.apply(b"2", answer(cursor=b"3", visits=[later]))
    assert at_the_door.visits_of("01-001") == [theirs, mine, later, waiting]


def test_moments_are_on_vietnams_clock_whoever_told_them(at_the_door):
    told = visit("01-001", 3, 19)
    by_utc = replace(told, started_at=told.started_at.astimezone(UTC), ended_at=told.ended_at.astimezone(UTC))
    at_the_door.apply(b"1", answer(cursor=b"2", visits=[by_utc]))
    assert at_the_door.visits_of("01-001")[0].started_at.hour == 19


def test_text_is_kept_in_one_unicode_form(at_the_door):
    at_the_door.add(visit("01-001", note=unicodedata.normalize("NFD", "hẹn buổi tối")))
    assert at_the_door.visits_of("01-001")[0].note == unicodedata.normalize("NFC", "hẹn buổi tối")


def test_a_correction_moves_the_figure_and_keeps_what_it_replaces(at_the_door):
    wrong = visit("01-001", 1, 9, Outcome.MET, gave())
    at_the_door.add(wrong)
    assert at_the_door.household_row("01-001").standing is Standing.HELPED
    at_the_door.add(visit("01-001", 1, 9, Outcome.NOBODY_HOME, replaces=wrong.id))
    assert at_the_door.household_row("01-001").standing is Standing.ATTEMPTED
    assert len(at_the_door.visits_of("01-001")) == 2


class TestDraft:
    def test_reopened_where_it_was(self, at_the_door, path):
        draft = replace(begin(at_the_door.household("01-001"), HANH, at(1)), step=VisitStep.ABILITY, agreed=True)
        at_the_door.save_draft(draft)
        at_the_door.close()
        again = Store.open(path)
        assert again.draft() == draft
        again.close()

    def test_ends_with_its_record_in_one_go(self, at_the_door):
        draft = replace(begin(at_the_door.household("01-001"), HANH, at(1)), agreed=True, outcome=Outcome.MET)
        at_the_door.save_draft(draft)
        at_the_door.add(finish(draft, at(1, 10)))
        assert at_the_door.draft() is None

    def test_survives_a_record_of_another_visit(self, at_the_door):
        draft = begin(at_the_door.household("01-001"), HANH, at(1))
        at_the_door.save_draft(draft)
        at_the_door.add(visit("01-002"))
        assert at_the_door.draft() == draft

    def test_can_be_dropped(self, at_the_door):
        at_the_door.save_draft(begin(at_the_door.household("01-001"), HANH, at(1)))
        at_the_door.discard_draft()
        assert at_the_door.draft() is None
