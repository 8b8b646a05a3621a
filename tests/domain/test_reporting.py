from datetime import date

from outreach.domain.coverage import Coverage
from outreach.domain.period import Period
from outreach.domain.reporting import ClosedMonth, public_count

from .cast import START


def test_closed_months_stay_closed_and_late_arrivals_are_revised():
    closed = ClosedMonth(Period.month(START), date(2026, 10, 3), Coverage(eligible=10, reached=4))
    assert closed.revised_by(Coverage(eligible=10, reached=4)) is None
    assert closed.revised_by(Coverage(eligible=10, reached=6)) == Coverage(reached=2)
    assert closed.reported.reached == 4


def test_small_cells_are_hidden_in_public():
    assert [public_count(n) for n in (0, 1, 4, 5, 6)] == [0, None, None, 5, 6]
