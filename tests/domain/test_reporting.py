from datetime import date, timedelta

from outreach.domain.coverage import Coverage
from outreach.domain.period import Period
from outreach.domain.reporting import ClosedMonth, closes_on, months_due

OCTOBER = Period.month(date(2026, 10, 1))


def test_late_arrivals_are_what_the_recount_has_beyond_the_report():
    reported = {
        "1": Coverage(eligible=10, reached=4),
        "2": Coverage(eligible=5, reached=1),
        "merged": Coverage(reached=1),
    }
    closed = ClosedMonth(date(2026, 11, 6), date(2026, 11, 5), reported)
    assert closed.revised_by(reported) == {}
    recount = {"1": Coverage(eligible=10, reached=6), "2": Coverage(eligible=5, reached=1), "new": Coverage(eligible=1)}
    assert closed.revised_by(recount) == {
        "1": Coverage(reached=2),
        "merged": Coverage(reached=-1),
        "new": Coverage(eligible=1),
    }


def test_a_month_is_closed_after_five_days_of_grace():
    assert closes_on(OCTOBER) == date(2026, 11, 6)
    day_before = closes_on(OCTOBER) - timedelta(days=1)
    assert months_due(date(2026, 10, 20), day_before) == []
    assert months_due(date(2026, 10, 20), closes_on(OCTOBER)) == [OCTOBER]


def test_months_of_which_nothing_came_are_closed_like_others():
    assert [month.first.month for month in months_due(date(2025, 11, 30), date(2026, 3, 6))] == [11, 12, 1, 2]
