from datetime import timedelta

from hypothesis import given

from outreach.domain.days import days_of, join_days

from .cast import START, at, histories, visit


@given(histories, histories)
def test_joining_days_is_counting_together(one, other):
    def own(history):
        return [v for v in history if v.household == "a"]

    joined = join_days(days_of(own(one)), days_of(own(other)))
    assert joined == days_of(own(one) + own(other))
    assert join_days(joined, joined) == joined


def test_a_visit_late_at_night_belongs_to_its_vietnamese_day():
    late = visit(day=0, hour=23)
    assert late.day == START
    assert at(0, 1).utctimetuple().tm_mday == 31


def test_of_two_promises_made_on_one_day_the_later_is_awaited():
    soon, late = (visit(next_visit=START + timedelta(days=days)) for days in (7, 14))
    for noted in ([soon, late], [late, soon]):
        assert days_of(noted)[START].next_visit == late.next_visit
