"""What was noted is kept for twelve months of the calendar, and visits that correct one another go together."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.records import Visit
from outreach.domain.retention import first_kept_day, to_delete
from outreach.domain.visit_versions import standing

from .cast import visit

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def kept_through(day: date) -> date:
    """The same day a year later, or the last of that month."""
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 22), date(2025, 11, 22)),
        (date(2028, 2, 28), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2027, 3, 1)),  # what is of 28 February has had its twelve months
        (date(2029, 2, 28), date(2028, 2, 28)),  # and the 29th has its last day
        (date(2029, 3, 1), date(2028, 3, 1)),
        (date(2027, 1, 1), date(2026, 1, 1)),
    ],
)
def test_the_calendar(today, first):
    assert first_kept_day(today) == first


@given(DAYS, DAYS)
def test_a_day_is_kept_up_to_the_same_day_a_year_later(day, today):
    assert (day >= first_kept_day(today)) == (today <= kept_through(day))


def test_what_is_old_goes_alone_where_nothing_corrects_it():
    old, young = visit("a", 1), visit("a", 2)
    assert to_delete([old, young], {old.id}) == [old]


def test_a_correction_and_what_it_corrects_go_together():
    first, other = visit("a", 1), visit("a", 3)
    second = replace(visit("a", 1), replaces=first.id)
    third = replace(visit("a", 1), replaces=second.id)
    noted = [first, other, second, third]
    for kept in (first, second, third):
        assert to_delete(noted, {one.id for one in noted} - {kept.id}) == [other]
    assert to_delete(noted, {first.id, second.id, third.id}) == [first, second, third]


@given(st.data())
def test_whatever_goes_nothing_that_did_not_stand_stands(data):
    noted: list[Visit] = []
    for day in data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=8)):
        corrects = data.draw(st.none() | st.sampled_from(noted)) if noted else None
        noted.append(replace(visit("a", day), replaces=corrects and corrects.id))
    old = data.draw(st.sets(st.sampled_from([one.id for one in noted])))
    gone = to_delete(noted, old)
    left = [one for one in noted if one not in gone]
    assert {one.id for one in gone} <= old
    assert standing(left) == [one for one in standing(noted) if one not in gone]
    assert standing(gone) == [one for one in standing(noted) if one in gone]
    assert to_delete(left, old) == []
