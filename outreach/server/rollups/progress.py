"""The line of progress and the hard steps: kept beside the counts, in the same transaction."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from outreach.domain.period import Period
from outreach.domain.records import HouseholdState, Visit
from outreach.domain.visit_versions import standing
from outreach.server.database.rows import upsert

from .kept import KeptDays, Registered
from .models import ReachDay, StepCount, TabletDay

GIVEN = ""
"""The step under which a guide's givings are counted."""


class Progress:
    """Changes of the kept progress, added up before they are written."""

    def __init__(self, campaign: Period) -> None:
        self._campaign = campaign
        self.days: Counter[date] = Counter()
        self.steps: Counter[tuple[str, str]] = Counter()

    def household(self, registered: Registered, days: KeptDays, sign: int) -> None:
        """Count (``sign`` 1) or no longer count (-1) the day on which a household was first reached."""
        if registered.state is not HouseholdState.ELIGIBLE:
            return
        first, last = self._campaign.first, self._campaign.last
        reached = [date_ for date_, day in days.items() if day.facts.reached and first <= date_ <= last]
        if reached:
            self.days[min(reached)] += sign

    def visits(self, visits: Iterable[Visit], sign: int) -> None:
        """Count (or no longer count) the guides given at standing visits and the steps people got stuck at."""
        for visit in standing(visits):
            if not visit.help or visit.day not in self._campaign:
                continue
            for given in visit.help:
                self.steps[given.guide, GIVEN] += sign
                if given.stuck_step:
                    self.steps[given.guide, given.stuck_step] += sign

    def write(self, commune: str) -> None:
        """Put the changes into the tables."""
        # In one order for all writers, so that no two of them wait for each other in a circle.
        days = [(commune, day, times) for day, times in sorted(self.days.items()) if times]
        steps = [(commune, *key, times) for key, times in sorted(self.steps.items()) if times]
        upsert(ReachDay, ("commune", "day", "households"), days, add=True)
        upsert(StepCount, ("commune", "guide", "step", "times"), steps, add=True)


@dataclass(frozen=True, slots=True)
class StuckPlace:
    """A step at which somebody got stuck: how often, of how many times its guide was given."""

    guide: str
    step: str
    stuck: int
    shown: int


def reached_by_day(commune: str) -> dict[date, int]:
    """Households first reached on each date of the campaign."""
    return dict(ReachDay.objects.filter(commune=commune, households__gt=0).values_list("day", "households"))


def stuck_places(commune: str) -> list[StuckPlace]:
    """Every step at which somebody got stuck."""
    counts = {
        (guide, step): times
        for guide, step, times in StepCount.objects.filter(commune=commune, times__gt=0).values_list(
            "guide", "step", "times"
        )
    }
    return [
        StuckPlace(guide, step, times, counts.get((guide, GIVEN), 0))
        for (guide, step), times in counts.items()
        if step != GIVEN
    ]


def visits_between(commune: str, first: date, last: date) -> int:
    """Visits noted by all tablets on the dates from ``first`` to ``last``."""
    days = TabletDay.objects.filter(commune=commune, day__range=(first, last))
    return days.aggregate(total=Sum("visits"))["total"] or 0
