"""Keeping the figures true in the transaction that changes what they count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from outreach.domain.coverage import Period
from outreach.domain.records import Visit
from outreach.server.database.rows import select, upsert
from outreach.server.records import visits as visit_rows

from . import kept
from .kept import Delta, KeptDays, Registered
from .models import HamletCount, TabletDay, Tally
from .progress import Progress

_COUNT_COLUMNS = ("commune", "period", "topic", "hamlet", *kept.COUNTERS)
_TALLY_COLUMNS = ("commune", "household", "days", "first_promise", "corrected")


def households_registered(commune: str, households: Iterable[Registered]) -> None:
    """Count households that were just added."""
    delta = Delta()
    for household, times in Counter(households).items():
        delta.register(household, times)
    _write(commune, delta)


def household_changed(
    commune: str, counted_from: date | None, household: str, before: Registered, after: Registered
) -> None:
    """Count a household whose state was changed as what it is now."""
    days = _tallies(commune, [household])[0].get(household, {})
    periods = _periods(counted_from, days)
    delta = Delta()
    progress = Progress(kept.period_of(kept.CAMPAIGN, counted_from))
    for registered, sign in ((before, -1), (after, 1)):
        delta.register(registered, sign)
        delta.visited(registered, days, periods, sign)
        progress.household(registered, days, sign)
    progress.write(commune)
    _write(commune, delta)


def visits_accepted(
    commune: str,
    counted_from: date | None,
    visits: Iterable[Visit],
    registered: Mapping[str, Registered],
) -> None:
    """Count visits that were just written; ``registered`` knows each of their households."""
    new: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        new[visit.household].append(visit)
    before, corrected = _tallies(commune, new)
    corrected |= {household for household, own in new.items() if any(visit.replaces for visit in own)}
    rebuilt: dict[str, list[Visit]] = defaultdict(list)
    for visit in visit_rows.of_households(commune, corrected):
        rebuilt[visit.household].append(visit)

    delta = Delta()
    progress = Progress(kept.period_of(kept.CAMPAIGN, counted_from))
    rows = []
    for household, own in new.items():
        old = before.get(household, {})
        if household in corrected:
            days = kept.rebuild(rebuilt[household])
            periods = _periods(counted_from, old.keys() | days.keys())
            progress.visits(_already(rebuilt[household], own), -1)
            progress.visits(rebuilt[household], 1)
        else:
            days = kept.join(old, own)
            periods = _periods(counted_from, {visit.day for visit in own})
            progress.visits(own, 1)
        delta.visited(registered[household], old, periods, -1)
        delta.visited(registered[household], days, periods, 1)
        progress.household(registered[household], old, -1)
        progress.household(registered[household], days, 1)
        text = kept.encode(days).decode()
        rows.append((commune, household, text, kept.first_promise(days), household in corrected))
    upsert(Tally, _TALLY_COLUMNS, rows)
    progress.write(commune)
    _write(commune, delta)


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


def _already(visits: Iterable[Visit], new: Iterable[Visit]) -> list[Visit]:
    """Those of a household's visits that were counted before ``new`` came."""
    ids = {visit.id for visit in new}
    return [visit for visit in visits if visit.id not in ids]


def _periods(counted_from: date | None, days: Iterable[date]) -> dict[str, Period]:
    """The campaign and every month that ``days`` touch."""
    names = {kept.CAMPAIGN, *(kept.month_name(day) for day in days)}
    return {name: kept.period_of(name, counted_from) for name in names}


def _write(commune: str, delta: Delta) -> None:
    upsert(HamletCount, _COUNT_COLUMNS, delta.rows(commune), add=True)
