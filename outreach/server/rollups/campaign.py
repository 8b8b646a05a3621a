"""The campaign's figures when its first day moves: months stay as they are, the campaign is counted anew."""

from collections import defaultdict
from datetime import date

from outreach.domain.records import Visit
from outreach.server.places.mapping import merged_away
from outreach.server.records import visits

from . import keeping, kept
from .kept import CAMPAIGN
from .models import HamletCount, ReachDay, StepCount


def count_anew(commune: str, counted_from: date | None) -> None:
    """Count the campaign from this day on (None: from the first visit), in the transaction that moves it.

    The commune's feed must be locked, so that no visit comes in between.
    """
    figures, periods = keeping.Figures(commune, counted_from), {CAMPAIGN: kept.period_of(CAMPAIGN, counted_from)}
    visited = visits_by_household(commune)
    registered = keeping.registered_as(commune, visited)
    for household, own in visited.items():
        figures.days(registered[household], kept.days_of(own), periods, 1)
        figures.progress.visits(own, 1)
    HamletCount.objects.filter(commune=commune, period=CAMPAIGN).delete()
    ReachDay.objects.filter(commune=commune).delete()
    StepCount.objects.filter(commune=commune).delete()
    figures.write()


def visits_by_household(commune: str) -> dict[str, list[Visit]]:
    """Every visit, by the household that it counts for: one that was merged away counts for the one that is kept."""
    ends = merged_away(commune)
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits.of_commune(commune):
        found[ends.get(visit.household, visit.household)].append(visit)
    return found
