"""What is kept of one household, and what it contributes to the counts. All counting is the domain's."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Self

import msgspec

from outreach.domain.coverage import (
    Coverage,
    Day,
    Period,
    coverage_by_topic,
    day_facts,
    household_coverage,
    standing,
    within,
)
from outreach.domain.records import HouseholdState, Visit

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


@dataclass(frozen=True, slots=True)
class KeptDay:
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
        last = max(self, other, key=lambda day: (day.at, day.visit))
        return type(self)(self.facts.join(other.facts), last.at, last.visit, last.hamlet)


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


def join(days: Mapping[date, KeptDay], visits: Iterable[Visit]) -> KeptDays:
    """The days with more visits, none of which corrects another."""
    joined = dict(days)
    for visit in visits:
        kept, day = KeptDay.of(visit), visit.day
        joined[day] = joined[day].join(kept) if day in joined else kept
    return joined


def rebuild(visits: Iterable[Visit]) -> KeptDays:
    """The days from all visits of the household, corrections applied."""
    return join({}, standing(visits))


def facts(days: KeptDays) -> dict[date, Day]:
    """The days as the domain counts them."""
    return {date_: day.facts for date_, day in days.items()}


def first_promise(days: KeptDays) -> date | None:
    """The earliest date on which somebody promised to come again."""
    return min([day.facts.next_visit for day in days.values() if day.facts.next_visit], default=None)


def hamlet_in(days: KeptDays, period: Period, registered: str) -> str:
    """The hamlet at the last visit of the period, else where it is registered."""
    last = max(within(facts(days), period), default=None)
    return registered if last is None else days[last].hamlet


def month_name(day: date) -> str:
    """The period that a day's month is kept under, such as "2026-11"."""
    return f"{day.year:04}-{day.month:02}"


@lru_cache(maxsize=64)
def period_of(name: str, counted_from: date | None) -> Period:
    """The days of a kept period: the campaign from its first day on, or one month."""
    if name == CAMPAIGN:
        return Period(counted_from or date.min, date.max)
    return Period.month(date.fromisoformat(f"{name}-01"))


class Delta:
    """Changes of counts, collected one by one and added up when they are written."""

    def __init__(self) -> None:
        self._changes: dict[Key, list[Counts]] = defaultdict(list)

    def register(self, household: Registered, times: int = 1) -> None:
        """Households that are registered, before any visit."""
        self._changes[REGISTERED, ALL_TOPICS, household.hamlet].append(_unvisited(household.state, times))

    def visited(self, household: Registered, days: KeptDays, periods: Mapping[str, Period], sign: int) -> None:
        """What a household's visits change about what is registered, in each of ``periods`` (``sign``: 1 or -1)."""
        all_days = facts(days)
        counted: dict[tuple[date, ...], dict[str | None, Coverage]] = {}
        for name, period in periods.items():
            inside = within(all_days, period)
            if not inside:
                continue
            dates = tuple(inside)  # the campaign and a month often hold the same days: count them once
            if dates not in counted:
                counted[dates] = coverage_by_topic(household.state, inside)
            hamlet = days[max(dates)].hamlet
            for topic, counts in counted[dates].items():
                self._changes[name, topic or ALL_TOPICS, hamlet].append(_signed(counts, topic is None, sign))
            self._changes[name, ALL_TOPICS, household.hamlet].append(_unvisited(household.state, -sign))

    def rows(self, commune: str) -> list[tuple[object, ...]]:
        """Rows of ``HamletCount`` (commune, period, topic, hamlet, counters) that change something."""
        # In one order for all writers, so that no two of them wait for each other in a circle.
        sums = ((key, tuple(map(sum, zip(*self._changes[key], strict=True)))) for key in sorted(self._changes))
        return [(commune, *key, *counts) for key, counts in sums if any(counts)]


@lru_cache(maxsize=64)
def _unvisited(state: HouseholdState, times: int) -> Counts:
    return tuple(times * count for count in household_coverage(state, {})[: len(COUNTERS)])


@lru_cache(maxsize=4096)
def _signed(counts: Coverage, all_topics: bool, sign: int) -> Counts:
    """The values to add: all of them, or those that speak of one topic alone."""
    return tuple(sign * getattr(counts, name) if all_topics or name in TOPIC_COUNTERS else 0 for name in COUNTERS)
