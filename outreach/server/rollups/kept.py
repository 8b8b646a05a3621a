"""What is kept of one household, and what it contributes to the counts. All counting is the domain's."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from operator import add, attrgetter, mul
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
)
from outreach.domain.records import HouseholdState, Visit

CAMPAIGN = "campaign"
REGISTERED = ""
ALL_TOPICS = ""
COUNTERS = tuple(field.name for field in fields(Coverage) if field.name not in ("due", "done"))
TOPIC_COUNTERS = ("helped", "effective", "already_able", "sustained")
"""The only counters that a topic changes; the others are those of all topics."""

Key = tuple[str, str, str]
"""Period, topic, hamlet id."""

Counts = tuple[int, ...]
"""Values of ``COUNTERS``."""

_values: Callable[[Coverage], Counts] = attrgetter(*COUNTERS)
_NOTHING = (0,) * len(COUNTERS)
_TOPIC_MASK = tuple(int(name in TOPIC_COUNTERS) for name in COUNTERS)


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
    return min((day.facts.next_visit for day in days.values() if day.facts.next_visit), default=None)


def hamlet_in(days: KeptDays, period: Period, registered: str) -> str:
    """The hamlet at the last visit of the period, else where it is registered."""
    last = max((date_ for date_ in days if date_ in period), default=None)
    return registered if last is None else days[last].hamlet


def month_name(day: date) -> str:
    """The period that a day's month is kept under, such as "2026-11"."""
    return f"{day.year:04}-{day.month:02}"


def period_of(name: str, counted_from: date | None) -> Period:
    """The days of a kept period: the campaign from its first day on, or one month."""
    if name == CAMPAIGN:
        return Period(counted_from or date.min, date.max)
    return Period.month(date.fromisoformat(f"{name}-01"))


class Delta:
    """Changes of counts, added up before they are written."""

    def __init__(self) -> None:
        self.counts: dict[Key, Counts] = {}

    def add(self, key: Key, counts: Counts, times: int = 1) -> None:
        """Add to one row, ``times`` times."""
        before = self.counts.get(key, _NOTHING)
        self.counts[key] = tuple(map(add, before, counts if times == 1 else [times * value for value in counts]))

    def register(self, household: Registered, times: int = 1) -> None:
        """Households that are registered, before any visit."""
        self.add((REGISTERED, ALL_TOPICS, household.hamlet), _unvisited(household.state), times)

    def visited(self, household: Registered, days: KeptDays, periods: Mapping[str, Period], sign: int) -> None:
        """What a household's visits change about what is registered, in each of ``periods`` (``sign``: 1 or -1)."""
        counted: dict[tuple[date, ...], list[tuple[str, Counts]]] = {}
        for name, period in periods.items():
            inside = {date_: day.facts for date_, day in days.items() if date_ in period}
            if not inside:
                continue
            dates = tuple(inside)  # the campaign and a month often hold the same days: count them once
            if dates not in counted:
                counted[dates] = _by_topic(household.state, inside)
            hamlet = days[max(dates)].hamlet
            for topic, counts in counted[dates]:
                self.add((name, topic, hamlet), counts, sign)
            self.add((name, ALL_TOPICS, household.hamlet), _unvisited(household.state), -sign)

    def rows(self, commune: str) -> list[tuple[object, ...]]:
        """Rows of ``HamletCount`` (commune, period, topic, hamlet, counters) that change something."""
        # In one order for all writers, so that no two of them wait for each other in a circle.
        return [(commune, *key, *counts) for key, counts in sorted(self.counts.items()) if any(counts)]


@cache
def _unvisited(state: HouseholdState) -> Counts:
    return _values(household_coverage(state, {}))


def _by_topic(state: HouseholdState, days: Mapping[date, Day]) -> list[tuple[str, Counts]]:
    """One household's counts for all topics, then those that speak of each topic alone."""
    return [
        (ALL_TOPICS, _values(counts)) if topic is None else (topic, tuple(map(mul, _values(counts), _TOPIC_MASK)))
        for topic, counts in coverage_by_topic(state, days).items()
    ]
