"""Visits noted by a wrong clock: kept, put on the right day, marked, and still known as the same record."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.domain.clock import CLOCK_TOLERANCE, COMMUNES_SINCE, VIETNAM, day_of
from outreach.domain.correction import as_written, corrected
from outreach.domain.records import NewHousehold, Outcome, Refusal, Visit

from .cast import visit

RECEIVED = datetime(2026, 11, 21, 15, 0, tzinfo=VIETNAM)
TEN_YEARS = timedelta(days=3653)
NOTED = visit("a", 80, 9, Outcome.MET, next_visit=date(2026, 12, 5))
REFUSED = Refusal("r", "thon-1", "hanh", date(2026, 11, 20))
clocks = st.timedeltas(timedelta(days=-20_000), timedelta(days=20_000))


def noted_by(clock: timedelta) -> Visit:
    """The visit as a tablet whose clock is so far ahead writes it."""
    begun = NOTED.started_at + clock
    promised = date(2026, 12, 5) + (day_of(begun) - NOTED.day)
    return replace(NOTED, started_at=begun, ended_at=NOTED.ended_at + clock, next_visit=promised)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_clock_within_the_tolerance_changes_nothing(seconds):
    clock = timedelta(seconds=seconds)
    just_noted = replace(NOTED, started_at=RECEIVED + clock, ended_at=RECEIVED + clock)
    for noted in (NOTED, just_noted):
        assert corrected(noted, clock, RECEIVED) == noted


def test_ten_years_ahead_or_behind_comes_to_the_right_day():
    for clock in (TEN_YEARS, -TEN_YEARS):
        right = corrected(noted_by(clock), clock, RECEIVED)
        assert (right.day, right.started_at, right.next_visit) == (NOTED.day, NOTED.started_at, NOTED.next_visit)
        assert right.corrected_by == clock.total_seconds()


def test_a_clock_set_right_before_the_sync_leaves_the_day_of_arrival():
    for clock in (TEN_YEARS, -TEN_YEARS):
        right = corrected(noted_by(clock), timedelta(), RECEIVED)
        assert right.started_at == RECEIVED
        assert right.corrected_by


def test_a_server_on_a_day_when_there_were_no_communes_corrects_nothing():
    """Its machine has a flat battery, and the network has not told it the time yet."""
    received = RECEIVED.replace(year=2020)
    for record in (NOTED, REFUSED):
        assert corrected(record, RECEIVED - received, received) == record


@given(clocks, clocks)
def test_it_is_possible_marked_and_the_same_record_whatever_the_clocks_said(at_visit, at_sync):
    written = noted_by(at_visit)
    assume(written.started_at.year < 2100)
    right = corrected(written, at_sync, RECEIVED)
    assert right.day >= COMMUNES_SINCE
    assert right.started_at <= RECEIVED + CLOCK_TOLERANCE
    assert right.ended_at - right.started_at == NOTED.ended_at - NOTED.started_at
    assert (right.corrected_by == 0) == (right == written)
    assert as_written(right) == written
    assert corrected(right, at_sync, RECEIVED) == right


@given(clocks)
def test_a_refusal_keeps_its_day_in_the_same_way(at_sync):
    right = corrected(REFUSED, at_sync, RECEIVED)
    assert COMMUNES_SINCE <= right.day <= day_of(RECEIVED)
    assert as_written(right) == REFUSED


@pytest.mark.parametrize("clock", [TEN_YEARS, -TEN_YEARS])
def test_a_door_that_was_found_gets_its_true_day_in_the_same_way(clock):
    found = NewHousehold("n", "thon-1", "hanh", NOTED.started_at + clock)
    right = corrected(found, clock, RECEIVED)
    assert (right.at, right.corrected_by) == (NOTED.started_at, clock.total_seconds())
    assert as_written(right) == found
