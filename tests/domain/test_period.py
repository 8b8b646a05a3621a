from datetime import date

from outreach.domain.period import Period

from .cast import START


def test_a_month_ends_on_its_last_day():
    assert Period.month(date(2026, 2, 14)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert Period.month(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2026, 12, 31))


def test_both_ends_belong_to_it():
    september = Period.month(START)
    assert START in september
    assert date(2026, 9, 30) in september
    assert date(2026, 10, 1) not in september
