"""The facts of one household on one date, in which several visit records have been joined.

Every measure is built from these *days*. Joining is commutative, associative and idempotent, so no order of arrival
can change a figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from .clock import TimeBand, band_of
from .period import Period
from .records import SOMEONE_MET, Ability, Outcome, Visit
from .visit_versions import standing

_LADDER = (Ability.SHOWN, Ability.DID_WITH_HELP, Ability.DID_ALONE, Ability.CAN_TEACH)
_RANK = {ability: rank for rank, ability in enumerate((Ability.ALREADY_ABLE, *_LADDER))}
WITH_TASK_DONE = frozenset(_LADDER[1:])
WITHOUT_HELP = frozenset(_LADDER[2:])


@dataclass(frozen=True, slots=True)
class TopicDay:
    """What was done on one topic on one day."""

    ability: Ability
    helped: bool

    def join(self, other: Self) -> Self:
        """The higher ability; helped if either was."""
        best = max(self.ability, other.ability, key=_RANK.__getitem__)
        return type(self)(best, self.helped or other.helped)


@dataclass(frozen=True, slots=True)
class Day:
    """The facts of one household on one date, however many records noted them."""

    met: bool = False
    reached: bool = False
    refused: bool = False
    bands: frozenset[TimeBand] = frozenset()
    topics: Mapping[str, TopicDay] = field(default_factory=dict)
    next_visit: date | None = None

    def join(self, other: Self) -> Self:
        """Both records' facts together."""
        topics = dict(self.topics)
        for topic, theirs in other.topics.items():
            topics[topic] = topics[topic].join(theirs) if topic in topics else theirs
        dates = [day for day in (self.next_visit, other.next_visit) if day]
        return type(self)(
            self.met or other.met,
            self.reached or other.reached,
            self.refused or other.refused,
            self.bands | other.bands,
            topics,
            max(dates) if dates else None,
        )


Days = Mapping[date, Day]
_ONLY = {band: frozenset({band}) for band in TimeBand}


def day_facts(visit: Visit) -> Day:
    """What one visit record says of its date."""
    reached = visit.outcome is Outcome.MET and visit.agreed is not False
    topics: dict[str, TopicDay] = {}
    if reached:
        for given in visit.help:
            helped = given.ability is not Ability.ALREADY_ABLE and (given.finished or given.ability in WITH_TASK_DONE)
            one = TopicDay(given.ability, helped)
            topics[given.topic] = topics[given.topic].join(one) if given.topic in topics else one
    return Day(
        met=visit.outcome in SOMEONE_MET,
        reached=reached,
        refused=visit.outcome is Outcome.REFUSED,
        bands=_ONLY[band_of(visit.started_at)],
        topics=topics,
        next_visit=visit.next_visit,
    )


def join_days(one: Days, other: Days) -> dict[date, Day]:
    """Two sets of days of the same household as one."""
    joined = dict(one)
    for date_, day in other.items():
        joined[date_] = joined[date_].join(day) if date_ in joined else day
    return joined


def days_of(visits: Iterable[Visit]) -> dict[date, Day]:
    """The days of one household from its visits in order of acceptance (corrections applied)."""
    days: dict[date, Day] = {}
    for visit in standing(visits):
        date_, facts = visit.day, day_facts(visit)
        days[date_] = days[date_].join(facts) if date_ in days else facts
    return days


def within(days: Days, period: Period) -> dict[date, Day]:
    """Only the days of the period."""
    first, last = period.first, period.last
    return {date_: day for date_, day in days.items() if first <= date_ <= last}
