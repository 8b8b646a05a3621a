"""Keeping the figures true in the transaction that changes what they count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from outreach.domain.days import join_days
from outreach.domain.duplicates import merged_groups
from outreach.domain.period import Period
from outreach.domain.records import HouseholdState, Visit
from outreach.server.database.rows import select, upsert
from outreach.server.places.mapping import merged_away
from outreach.server.places.models import Household
from outreach.server.records import visits as visit_rows

from . import kept
from .kept import Delta, KeptDays, Registered
from .models import HamletCount, TabletDay, Tally
from .progress import Progress

_COUNT_COLUMNS = ("commune", "period", "topic", "hamlet", *kept.COUNTERS)
_TALLY_COLUMNS = ("commune", "household", "days", "first_promise", "corrected")


class Figures:
    """Changes of a commune's counts and of its progress, added up before they are written."""

    def __init__(self, commune: str, counted_from: date | None) -> None:
        self._commune = commune
        self._counted_from = counted_from
        self._counts = Delta()
        self.progress = Progress(kept.period_of(kept.CAMPAIGN, counted_from))

    def household(self, registered: Registered, days: KeptDays, sign: int) -> None:
        """Count (``sign`` 1) or no longer count (-1) one household with its days."""
        self._counts.register(registered, sign)
        self.days(registered, days, _periods(self._counted_from, *days), sign)

    def days(self, registered: Registered, days: KeptDays, periods: Mapping[str, Period], sign: int) -> None:
        """Count (or no longer count) what its days change in each of ``periods``."""
        self._counts.visited(registered, days, periods, sign)
        self.progress.household(registered, days, sign)

    def write(self) -> None:
        """Put the changes into the tables."""
        self.progress.write(self._commune)
        upsert(HamletCount, _COUNT_COLUMNS, self._counts.rows(self._commune), add=True)


def households_registered(commune: str, households: Iterable[Registered]) -> None:
    """Count households that were just added."""
    delta = Delta()
    for household, times in Counter(households).items():
        delta.register(household, times)
    upsert(HamletCount, _COUNT_COLUMNS, delta.rows(commune), add=True)


def households_changed(
    commune: str, counted_from: date | None, places: Mapping[str, tuple[Registered, Registered]]
) -> None:
    """Count households, by id, that were registered as the one and now are registered as the other."""
    moved = {household: (was, now) for household, (was, now) in places.items() if was != now}
    days_of, _ = _tallies(commune, moved)
    figures = Figures(commune, counted_from)
    for household, place in moved.items():
        for registered, sign in zip(place, (-1, 1), strict=True):
            figures.household(registered, days_of.get(household, {}), sign)
    figures.write()


def visits_accepted(
    commune: str,
    counted_from: date | None,
    visits: Iterable[Visit],
    registered: Mapping[str, Registered],
) -> None:
    """Count visits that were just written; ``registered`` knows each of their households.

    Visits of a household that was merged into another count for the one that is kept.
    """
    ends = merged_away(commune)
    new: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        new[ends.get(visit.household, visit.household)].append(visit)
    if ends:
        registered = {**registered, **registered_as(commune, new.keys() - registered.keys())}
    before, corrected = _tallies(commune, new)
    corrected |= {household for household, own in new.items() if any(visit.replaces for visit in own)}
    rebuilt = visits_of_groups(commune, merged_groups(corrected, ends))
    figures = Figures(commune, counted_from)
    progress, rows = figures.progress, []
    for household, own in new.items():
        old = before.get(household, {})
        if household in corrected:
            days = kept.days_of(rebuilt[household])
            periods = _periods(counted_from, *(old.keys() | days.keys()))
            progress.visits(_already(rebuilt[household], own), -1)
            progress.visits(rebuilt[household], 1)
        else:
            noted = kept.days_of(own)
            days = join_days(old, noted)
            periods = _periods(counted_from, *noted)
        if old:
            figures.days(registered[household], old, periods, -1)
        figures.days(registered[household], days, periods, 1)
        rows.append(_tally(commune, household, days, household in corrected))
    progress.visits([visit for household, own in new.items() if household not in corrected for visit in own], 1)
    upsert(Tally, _TALLY_COLUMNS, rows)
    figures.write()


def regrouping(commune: str, counted_from: date | None, households: Iterable[str], ends: Mapping[str, str]) -> None:
    """No longer count the guides given at visits of these households and of those they are merged with, whose visits
    are about to belong together otherwise, or to be deleted; ``regrouped`` counts what is left of them.

    A correction may be of another household than what it corrects, so they are taken back together. ``ends`` is
    ``merged_away`` as it is still.
    """
    progress = Progress(kept.period_of(kept.CAMPAIGN, counted_from))
    for visits in visits_of_groups(commune, merged_groups(households, ends)).values():
        progress.visits(visits, -1)
    progress.write(commune)


def regrouped(
    commune: str,
    counted_from: date | None,
    before: Mapping[str, Registered],
    after: Mapping[str, Registered],
    ends: Mapping[str, str],
) -> None:
    """Count households anew whose visits now belong together otherwise, or that are gone, after ``regrouping``.

    ``before`` and ``after`` say as what each of them is registered (one that is gone is not in ``after``);
    ``ends`` is ``merged_away`` as it is now. The visits of those that are gone must be deleted already.
    """
    old, _ = _tallies(commune, before)
    figures = Figures(commune, counted_from)
    for household, registered in before.items():
        figures.household(registered, old.get(household, {}), -1)
    roots = [household for household in after if household not in ends]
    visited = visits_of_groups(commune, merged_groups(roots, ends))
    rows = []
    for household, registered in after.items():
        own = visited.get(household, [])
        days = kept.days_of(own)
        figures.household(registered, days, 1)
        if own:
            figures.progress.visits(own, 1)
            rows.append(_tally(commune, household, days, any(visit.replaces for visit in own)))
    Tally.objects.filter(commune=commune, household__in=[*before, *after]).delete()
    upsert(Tally, _TALLY_COLUMNS, rows)
    figures.write()


def registered_as(commune: str, households: Iterable[str]) -> dict[str, Registered]:
    """As what these households are registered."""
    rows = select(Household, ("id", "hamlet", "state"), commune, "id", households)
    return {id_: _registered(hamlet, state) for id_, hamlet, state in rows}


@lru_cache(maxsize=1024)
def _registered(hamlet: str, state: str) -> Registered:
    return Registered(hamlet, HouseholdState(state))


def visits_of_groups(commune: str, members: Mapping[str, str]) -> dict[str, list[Visit]]:
    """The visits of ``merged_groups``, by the household that is kept."""
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in visit_rows.of_households(commune, members):
        found[members[visit.household]].append(visit)
    return found


def tablet_noted(commune: str, tablet: str, days: Iterable[date]) -> None:
    """Count a tablet's visits by the date they were noted on."""
    rows = [(commune, tablet, day, times) for day, times in sorted(Counter(days).items())]
    upsert(TabletDay, ("commune", "tablet", "day", "visits"), rows, add=True)


def _tallies(commune: str, households: Iterable[str]) -> tuple[dict[str, KeptDays], set[str]]:
    """The kept days, and which households have a correction."""
    days: dict[str, KeptDays] = {}
    corrected: set[str] = set()
    for household, text, is_corrected in select(
        Tally, ("household", "days", "corrected"), commune, "household", households
    ):
        days[household] = kept.decode(text)
        if is_corrected:
            corrected.add(household)
    return days, corrected


def _tally(commune: str, household: str, days: KeptDays, corrected: bool) -> tuple[object, ...]:
    """The values of ``_TALLY_COLUMNS``."""
    return commune, household, kept.encode(days).decode(), kept.first_promise(days), corrected


def _already(visits: Iterable[Visit], new: Iterable[Visit]) -> list[Visit]:
    """Those of a household's visits that were counted before ``new`` came."""
    ids = {visit.id for visit in new}
    return [visit for visit in visits if visit.id not in ids]


@lru_cache(maxsize=1024)
def _periods(counted_from: date | None, *days: date) -> Mapping[str, Period]:
    """The campaign and every month that ``days`` touch."""
    return {kept.CAMPAIGN: kept.period_of(kept.CAMPAIGN, counted_from), **dict(map(kept.month_of, days))}
