from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.certainty import Band, TabletSync, complete_up_to, reach_band
from outreach.domain.coverage import Coverage, Rate
from outreach.domain.period import Period

EVER = Period(date.min, date.max)


class TestCertainty:
    tablets = (
        TabletSync("t1", frozenset({"thon-1"}), date(2026, 11, 21), 9),
        TabletSync("t2", frozenset({"thon-2"}), date(2026, 11, 19), 9),
    )
    by_hamlet = {"thon-1": Coverage(eligible=100, reached=50), "thon-2": Coverage(eligible=100, reached=40)}  # noqa: RUF012

    def test_complete_up_to_is_the_oldest_last_full_sync(self):
        assert complete_up_to(self.tablets) == date(2026, 11, 19)
        assert complete_up_to([]) is None

    def test_a_band_adds_what_silent_tablets_may_hold(self):
        band = reach_band(self.by_hamlet, self.tablets, date(2026, 11, 21), EVER)
        assert band == Band(Rate(90, 200), Rate(90 + 2 * 9, 200), 1)

    def test_what_a_tablet_told_of_is_awaited_though_everything_was_here_earlier_that_day(self):
        tablet = TabletSync("t1", frozenset({"thon-1"}), date(2026, 11, 21), 9, unsent=3)
        assert reach_band(self.by_hamlet, [tablet], date(2026, 11, 21), EVER) == Band(Rate(90, 200), Rate(93, 200), 1)
        assert reach_band(self.by_hamlet, [tablet], date(2026, 11, 20), EVER).silent == 0

    def test_a_silent_tablet_may_hold_all_that_it_told_of(self):
        tablet = TabletSync("t1", frozenset({"thon-1"}), date(2026, 11, 20), 0, unsent=40)
        assert reach_band(self.by_hamlet, [tablet], date(2026, 11, 21), EVER).possible == Rate(130, 200)

    def test_a_silent_tablet_that_never_noted_a_visit_may_hold_one_a_day(self):
        tablet = TabletSync("t1", frozenset({"thon-1"}), date(2026, 11, 18), 0)
        assert reach_band(self.by_hamlet, [tablet], date(2026, 11, 21), EVER).possible == Rate(93, 200)

    def test_never_more_than_is_left(self):
        band = reach_band(self.by_hamlet, self.tablets, date(2027, 11, 21), EVER)
        assert band.possible == Rate(200, 200)
        assert band.silent == 2

    def test_two_silent_tablets_cannot_reach_one_household_twice(self):
        both = [TabletSync(name, frozenset({"thon-1"}), date(2026, 11, 1), 9) for name in "ab"]
        by_hamlet = {"thon-1": Coverage(eligible=10, reached=5)}
        assert reach_band(by_hamlet, both, date(2026, 11, 21), EVER).possible == Rate(10, 10)

    @pytest.mark.parametrize(
        ("period", "as_of", "days"),
        [
            (Period.month(date(2026, 10, 1)), date(2026, 11, 1), 31),
            (Period.month(date(2026, 11, 1)), date(2026, 11, 21), 21),
            (Period(date(2026, 11, 20), date.max), date(2026, 11, 21), 2),
            (Period(date(2026, 12, 1), date.max), date(2026, 11, 21), 0),
        ],
    )
    def test_who_is_silent_since_before_the_period_can_have_noted_on_its_days_only(self, period, as_of, days):
        silent = TabletSync("t", frozenset({"thon-1"}), date(2026, 8, 1), 1)
        band = reach_band({"thon-1": Coverage(eligible=500)}, [silent], as_of, period)
        assert band == Band(Rate(0, 500), Rate(days, 500), 1)

    @given(st.integers(0, 60), st.integers(0, 40))
    def test_the_band_never_falls_below_the_confirmed_figure(self, days, busiest):
        tablet = TabletSync("t", frozenset({"thon-1", "thon-9"}), date(2026, 11, 21) - timedelta(days=days), busiest)
        band = reach_band(self.by_hamlet, [tablet], date(2026, 11, 21), EVER)
        assert band.confirmed.numerator <= band.possible.numerator <= band.confirmed.denominator
