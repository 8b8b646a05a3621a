"""The kept line of progress and hard steps, whatever order visits and corrections come in."""

from datetime import timedelta
from itertools import permutations

import pytest

from outreach.domain.records import Ability, Help, Outcome
from outreach.server.rollups import progress
from outreach.server.rollups.models import ReachDay
from outreach.server.rollups.recount import ProgressDifference, progress_differences
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast

COMMUNE = NAM_DONG.code
STUCK = Help("kich-hoat-vneid", "vneid", 1, Ability.SHOWN, False, stuck_step="buoc-3")


def test_a_household_counts_on_the_first_day_it_was_reached(cast: Cast) -> None:
    earlier = NOW - timedelta(days=3)
    cast.send(cast.visit(), cast.visit(at=earlier), cast.visit(HOUSEHOLDS[1], outcome=Outcome.REFUSED, help=()))
    assert progress.reached_by_day(COMMUNE) == {earlier.date(): 1}


def test_days_before_the_campaign_do_not_count(cast: Cast) -> None:
    cast.send(cast.visit(at=NOW - timedelta(days=100), help=(STUCK,)))
    assert progress.reached_by_day(COMMUNE) == {}
    assert progress.stuck_places(COMMUNE) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_correction_takes_back_what_it_replaces(cast: Cast, order: tuple[int, ...]) -> None:
    mistaken = cast.visit(at=NOW - timedelta(days=5), help=(STUCK,))
    mended = cast.visit(at=mistaken.started_at, outcome=Outcome.NOBODY_HOME, agreed=None, help=(), replaces=mistaken.id)
    later = cast.visit(help=(STUCK,))
    records = [mistaken, mended, later]
    for n, place in enumerate(order, start=1):
        cast.send(records[place], first=n)
    assert progress.reached_by_day(COMMUNE) == {NOW.date(): 1}
    assert progress.stuck_places(COMMUNE) == [progress.StuckPlace("kich-hoat-vneid", "buoc-3", stuck=1, shown=1)]
    assert progress.visits_between(COMMUNE, mistaken.day, NOW.date()) == 2
    assert list(progress_differences(COMMUNE)) == []


def test_sending_again_changes_nothing(cast: Cast) -> None:
    visit = cast.visit(help=(STUCK,))
    cast.send(visit)
    cast.send(visit)
    assert progress.reached_by_day(COMMUNE) == {NOW.date(): 1}
    assert progress.stuck_places(COMMUNE)[0].shown == 1
    assert progress.visits_between(COMMUNE, NOW.date(), NOW.date()) == 1


def test_a_recount_finds_a_figure_that_was_tampered_with(cast: Cast) -> None:
    cast.send(cast.visit())
    assert list(progress_differences(COMMUNE)) == []
    ReachDay.objects.update(households=3)
    assert list(progress_differences(COMMUNE)) == [ProgressDifference(f"{NOW.date()}", 3, 1)]
