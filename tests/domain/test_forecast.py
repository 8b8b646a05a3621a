"""The forecast against figures worked out by hand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.forecast import forecast, households_to_go, visits_a_day

TODAY = date(2026, 11, 20)
SIX_WEEKS_ON = TODAY + timedelta(weeks=6)


def weekly(*counts: int) -> dict[date, int]:
    """Households newly reached in the weeks up to today, oldest first, all on the week's last day."""
    return {TODAY - timedelta(weeks=back): count for back, count in enumerate(reversed(counts))}


def test_expected_is_the_mean_pace_and_the_range_its_slowest_and_fastest_week() -> None:
    seen = forecast(weekly(500, 10, 20, 30, 40), 2000, TODAY, SIX_WEEKS_ON)
    assert seen.reached == 600
    assert seen.paces == (10, 20, 30, 40)
    assert (seen.low, seen.expected, seen.high) == (660, 750, 840)


def test_nothing_goes_beyond_the_eligible() -> None:
    seen = forecast(weekly(10, 20, 30, 400), 500, TODAY, SIX_WEEKS_ON)
    assert (seen.low, seen.expected, seen.high) == (500, 500, 500)


def test_later_days_already_recorded_are_not_forgotten() -> None:
    seen = forecast({TODAY + timedelta(days=1): 7}, 100, TODAY, TODAY)
    assert seen.reached == 0
    assert (seen.low, seen.expected, seen.high) == (7, 7, 7)


def test_idle_weeks_promise_nothing() -> None:
    seen = forecast(weekly(50, 0, 0, 0, 0), 100, TODAY, SIX_WEEKS_ON)
    assert (seen.low, seen.expected, seen.high) == (50, 50, 50)


@given(
    st.dictionaries(st.integers(-60, 3).map(lambda n: TODAY + timedelta(days=n)), st.integers(0, 40)),
    st.integers(0, 120),
)
def test_the_range_holds_the_expected_and_the_past(newly: dict[date, int], days: int) -> None:
    eligible = sum(newly.values()) + 100
    seen = forecast(newly, eligible, TODAY, TODAY + timedelta(days=days))
    assert sum(newly.values()) <= seen.low <= seen.expected <= seen.high <= eligible


def test_households_to_go_rounds_up_so_that_the_target_is_truly_met() -> None:
    assert households_to_go(2314, 1482, 80) == 370  # 80 % of 2314 is 1851.2
    assert households_to_go(100, 90, 80) == 0


def test_visits_a_day_counts_the_knocks_that_reach_nobody() -> None:
    assert visits_a_day(to_go=370, days_left=40, visits=300, newly_reached=240) == 12  # 9.25 households, 1.25 knocks


def test_visits_a_day_without_a_pace_or_a_day_left_is_unknown() -> None:
    assert visits_a_day(10, 5, 20, 0) is None
    assert visits_a_day(10, 0, 20, 5) is None
    assert visits_a_day(0, 0, 0, 0) == 0
