from datetime import timedelta

from outreach.domain.days import days_of
from outreach.domain.follow_ups import follow_ups, help_wanted
from outreach.domain.period import Period
from outreach.domain.records import HandoutAnswer, Said

from .cast import START, at, visit


def test_a_promise_is_due_on_its_day_and_kept_by_the_next_knock():
    promise = visit("h", 0, next_visit=START + timedelta(days=14))
    kept = visit("h", 15)
    october = Period.month(START)
    assert follow_ups(days_of([promise]), october, START + timedelta(days=13)) == (0, 0)
    assert follow_ups(days_of([promise]), october, START + timedelta(days=14)) == (1, 0)
    assert follow_ups(days_of([promise, kept]), october, START + timedelta(days=15)) == (1, 1)
    assert follow_ups(days_of([promise, kept]), october, START + timedelta(days=14)) == (1, 0)


def test_of_two_calls_the_one_that_waits_longer_is_told():
    early, late = (
        HandoutAnswer(guide, "h", "thon-1", guide, Said.HELP, at(day)) for guide, day in (("a", 1), ("b", 2))
    )
    assert help_wanted([late, early], None) == early
    assert help_wanted([late, early], at(1)) == late
