from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.clock import TimeBand
from outreach.domain.days import Day, days_of
from outreach.domain.records import HandoutAnswer, HouseholdState, Outcome, Said
from outreach.domain.suggest import Candidate, Reason, reason_for, suggest

from .cast import START, at, gave, histories, household, visit

TODAY = START + timedelta(days=30)


def after(*visits, state=HouseholdState.ELIGIBLE):
    """Why to visit a household with this history today, or None."""
    return reason_for(Candidate(household(state=state), days_of(visits)), TODAY)


class TestReason:
    def test_never_visited(self):
        assert after().reason is Reason.NEVER_VISITED

    @pytest.mark.parametrize(("promised", "reason"), [(29, Reason.OVERDUE), (30, Reason.DUE_TODAY)])
    def test_a_promise_says_its_day(self, promised, reason):
        found = after(visit(day=10, next_visit=START + timedelta(days=promised)))
        assert (found.reason, found.promised) == (reason, START + timedelta(days=promised))

    def test_not_before_the_promised_day(self):
        assert after(visit(day=10, next_visit=TODAY + timedelta(days=1))) is None

    def test_a_promise_is_kept_by_knocking_again(self):
        helped = visit("h", 20, 9, Outcome.MET, gave())
        assert after(visit(day=10, next_visit=START + timedelta(days=15)), helped) is None

    def test_a_closed_door_is_tried_at_another_part_of_the_day(self):
        found = after(visit(day=1, hour=9, outcome=Outcome.NOBODY_HOME), visit(day=4, hour=8, outcome=Outcome.VACANT))
        assert (found.reason, found.absent) == (Reason.NOBODY_HOME, 2)
        assert found.band is TimeBand.EVENING

    def test_a_door_closed_at_every_part_of_the_day_is_left_alone(self):
        closed = [visit(day=day, hour=hour, outcome=Outcome.NOBODY_HOME) for day, hour in ((1, 9), (2, 15), (3, 19))]
        assert after(*closed[:2]).band is TimeBand.EVENING
        assert after(*closed) is None

    def test_who_asked_to_come_again_without_a_day(self):
        assert after(visit(day=5, outcome=Outcome.CALL_BACK)).reason is Reason.COME_AGAIN

    def test_reached_but_not_helped(self):
        assert after(visit(day=5)).reason is Reason.NOT_HELPED

    def test_helped_is_done(self):
        assert after(visit("h", 5, 9, Outcome.MET, gave())) is None

    def test_nobody_knocks_again_after_a_refusal(self):
        assert after(visit(day=5, outcome=Outcome.REFUSED)) is None

    def test_nobody_is_visited_twice_on_one_day(self):
        assert after(visit(day=30)) is None

    @pytest.mark.parametrize("state", [state for state in HouseholdState if state is not HouseholdState.ELIGIBLE])
    def test_only_households_that_count(self, state):
        assert after(state=state) is None


def candidates_from(history):
    return [Candidate(household(id), days_of([one for one in history if one.household == id])) for id in "abcde"]


@given(histories, st.integers(0, 6))
def test_walking_order_is_kept_and_nothing_more_pressing_is_left_out(history, limit):
    candidates = candidates_from(history)
    every = suggest(candidates, TODAY, 5)
    chosen = suggest(candidates, TODAY, limit)
    assert [one for one in every if one in chosen] == chosen
    assert len(chosen) == min(limit, len(every))
    pressing = list(Reason)
    left = [one for one in every if one not in chosen]
    if chosen and left:
        assert max(pressing.index(one.reason) for one in chosen) <= min(pressing.index(one.reason) for one in left)


def test_a_call_for_help_comes_before_every_other_reason():
    call = HandoutAnswer("answer", "h", "thon-1", "quet-vietqr", Said.HELP, at(9, 19))
    days = {START: Day(met=True, next_visit=START + timedelta(days=40))}
    today = START + timedelta(days=10)
    assert reason_for(Candidate(household("h"), days), today) is None
    called = reason_for(Candidate(household("h"), days, call), today)
    assert called
    assert (called.reason, called.asked) == (Reason.HELP_WANTED, call)
    assert reason_for(Candidate(household("h"), days, call), START) is None, "they were met that day"
    assert reason_for(Candidate(replace(household("h"), state=HouseholdState.MOVED), days, call), today) is None
