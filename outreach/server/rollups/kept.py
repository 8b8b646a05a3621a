"""What is kept of one household, and what it contributes to the counts. All counting is the domain's."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Self

import msgspec

from outreach.domain.coverage import Coverage, coverage_by_topic, household_coverage
from outreach.domain.days import Day, day_facts, joined, within
from outreach.domain.period import Period
from outreach.domain.records import HouseholdState, Visit
from outreach.domain.visit_versions import standing

CAMPAIGN = "campaign"
REGISTERED = ""
ALL_TOPICS = ""
COUNTERS = tuple(name for name in Coverage._fields if name not in ("due", "done"))
TOPIC_COUNTERS = ("helped", "effective", "already_able", "sustained")
"""The only counters that a topic changes; the others are those of all topics."""

Key = tuple[str, str, str]
"""Period, topic, hamlet id."""

Counts = tuple[int, ...]
"""Values of ``COUNTERS``."""


class KeptDay(msgspec.Struct, frozen=True):
    """The facts of one date, and which of its visits was last: its hamlet is the household's on that date."""

    facts: Day
    at: datetime
    visit: str
    hamlet: str

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """What one visit says of its date."""
        return cls(day_facts(visit), visit.started_at.astimezone(UTC), visit.id, visit.hamlet)

    def join(self, other: Self) -> Self:
        """Both visits' facts together."""
        last = max(self, other, key=_order)
        return type(self)(self.facts.join(other.facts), last.at, last.visit, last.hamlet)


def _order(day: KeptDay) -> tuple[datetime, str]:
    return day.at, day.visit


KeptDays = dict[date, KeptDay]
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(KeptDays)
encode: Callable[[KeptDays], bytes] = _ENCODER.encode
decode: Callable[[str], KeptDays] = _DECODER.decode


@dataclass(frozen=True, slots=True)
class Registered:
    """Where and as what a household is registered."""

    hamlet: str
    state: HouseholdState


def days_of(visits: Iterable[Visit]) -> KeptDays:
    """The days of one household from its visits in order of acceptance (corrections applied)."""
    return joined((visit.day, KeptDay.of(visit)) for visit in standing(visits))


def facts(days: KeptDays) -> dict[date, Day]:
    """The days as the domain counts them."""
    return {date_: day.facts for date_, day in days.items()}


def first_promise(days: KeptDays) -> date | None:
    """The earliest date on which somebody promised to come again."""
    promises = [day.facts.next_visit for day in days.values() if day.facts.next_visit]
    return min(promises) if promises else None


def hamlet_in(days: KeptDays, period: Period, registered: str) -> str:
    """The hamlet at the last visit of the period, else where it is registered."""
    last = max(within(days, period), default=None)
    return registered if last is None else days[last].hamlet


def month_name(day: date) -> str:
    """The period that a day's month is kept under, such as "2026-11"."""
    return f"{day.year:04}-{day.month:02}"


@lru_cache(maxsize=1024)
def month_of(day: date) -> tuple[str, Period]:
    """The month of a day: what it is kept under, and its days."""
    return month_name(day), Period.month(day)


@lru_cache(maxsize=64)
def period_of(name: str, counted_from: date | None) -> Period:
    """The days of a kept period: the campaign from its first day on, or one month."""
    if name == CAMPAIGN:
        return Period(counted_from or date.min, date.max)
    return Period.month(date.fromisoformat(f"{name}-01"))


class Delta:
    """Changes of counts: what households contribute comes or goes, collected one by one and added up in the end."""

    def __init__(self) -> None:
        self._changes: dict[Key, dict[int, list[Coverage]]] = defaultdict(lambda: {1: [], -1: []})

    def register(self, household: Registered, times: int) -> None:
        """Households that are registered, before any visit (``times`` below 0: no longer)."""
        sign = 1 if times > 0 else -1
        self._changes[REGISTERED, ALL_TOPICS, household.hamlet][sign] += [unvisited(household.state)] * abs(times)

    def visited(self, household: Registered, days: KeptDays, periods: Mapping[str, Period], sign: int) -> None:
        """What a household's visits change about what is registered, in each of ``periods`` (``sign``: 1 or -1)."""
        changes, before, told = self._changes, unvisited(household.state), facts(days)
        counted: dict[date, Day] = {}
        for name, period in periods.items():
            cut = within(told, period)
            if not cut:
                continue
            if len(cut) != len(counted) or cut.keys() != counted.keys():
                # Not the same days as the period before: the campaign and a month often hold the same.
                found, hamlet, counted = coverage_by_topic(household.state, cut), days[max(cut)].hamlet, cut
            for topic, counts in found.items():
                changes[name, topic or ALL_TOPICS, hamlet][sign].append(counts)
            changes[name, ALL_TOPICS, household.hamlet][-sign].append(before)

    def rows(self, commune: str) -> list[tuple[object, ...]]:
        """Rows of ``HamletCount`` (commune, period, topic, hamlet, counters) that change something."""
        # In one order for all writers, so that no two of them wait for each other in a circle.
        sums = ((key, _sum(key, self._changes[key])) for key in sorted(self._changes))
        return [(commune, *key, *counts) for key, counts in sums if any(counts)]


@lru_cache
def unvisited(state: HouseholdState) -> Coverage:
    """What a household counts for before any visit."""
    return household_coverage(state, {})


def _sum(key: Key, changes: Mapping[int, list[Coverage]]) -> Counts:
    """The values of ``COUNTERS`` to add: all of them, or those that speak of one topic alone."""
    come, gone = (Coverage(*map(sum, zip(*changes[sign], strict=True))) for sign in (1, -1))
    names = TOPIC_COUNTERS if key[1] else COUNTERS
    return tuple([getattr(come, name) - getattr(gone, name) if name in names else 0 for name in COUNTERS])
