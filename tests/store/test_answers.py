"""Calls for help on the tablet: who waits, until when, and what is taken away with the household."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.records import HandoutAnswer, Outcome, Said
from outreach.domain.suggest import Reason
from outreach.store import Store

from ..domain.cast import START, at, visit
from .cast import answer, door, first_answer, identity

CALL = HandoutAnswer("answer-1", "01-001", "thon-1", "quet-vietqr", Said.HELP, at(3, 19))


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "tablet.db")
    opened.enrol(identity())
    doors = [door("01-001"), door("01-002", position=1), door("02-001", hamlet="thon-2")]
    visits = [visit("01-001", 1, 9, Outcome.MET), visit("01-002", 1, 9, Outcome.MET)]
    opened.apply(None, first_answer(doors, visits, answers=[CALL]))
    yield opened
    opened.close()


def bring(store: Store, *answers: HandoutAnswer, **more) -> None:
    cursor = store.cursor()
    assert store.apply(cursor, answer(cursor=(cursor or b"") + b"1", answers=list(answers), **more))


def test_a_household_that_asked_comes_first_until_it_was_met(store):
    day = START + timedelta(days=5)
    (row,) = store.calling()
    assert row.household.id == "01-001"
    assert store.household_row("01-001").asked == CALL
    assert [one.asked for one in store.households() if one.asked] == [CALL]
    (first,) = store.suggestions(day, 1)
    assert (first.household.id, first.reason, first.asked) == ("01-001", Reason.HELP_WANTED, CALL)

    store.add(visit("01-001", 4, 9, Outcome.NOBODY_HOME))
    assert store.help_wanted() == {"01-001": CALL}
    store.add(visit("01-001", 4, 15, Outcome.MET))
    assert store.help_wanted() == {}
    assert store.calling() == []
    assert all(one.reason is not Reason.HELP_WANTED for one in store.suggestions(day, 9))


def test_a_call_from_the_code_just_shown_counts(store):
    during = visit("01-002", 4, 9, Outcome.MET)
    bring(store, replace(CALL, id="answer-2", household="01-002", at=during.started_at + timedelta(minutes=10)))
    store.add(during)
    assert "01-002" in store.help_wanted()


def test_a_later_word_takes_a_call_back(store):
    bring(store, replace(CALL, said=Said.ALONE, at=at(3, 20)))
    assert store.help_wanted() == {}


def test_calls_about_two_guides_are_two_calls(store):
    other = replace(CALL, id="answer-2", guide="nop-ho-so", at=at(3, 8))
    bring(store, other, replace(CALL, said=Said.ALONE))
    assert store.help_wanted() == {"01-001": other}


def test_an_answer_of_a_visit_that_was_noted_elsewhere_goes(store):
    bring(store, replace(CALL, household="", hamlet=""))
    assert store.help_wanted() == {}
    assert store.calling() == []


def test_an_answer_goes_with_its_household(store):
    bring(store, scope=("thon-2",))
    assert store.help_wanted() == {}
    assert store.calling() == []


def test_what_the_server_no_longer_has_is_dropped(store):
    doors = [door("01-001"), door("01-002", position=1)]
    cursor = store.cursor()
    assert store.apply(cursor, replace(first_answer(doors), cursor=b"new"))
    assert store.help_wanted() == {}
