"""The facts of one household on one date, in which several visit records have been joined.

Every measure is built from these *days*. Joining is commutative, associative and idempotent, so no order of arrival
can change a figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Protocol, Self, TypeVar

from .clock import TimeBand, band_of
from .period import Period
from .records import SOMEONE_MET, Ability, Help, Outcome, Visit
from .visit_versions import standing

_LADDER = (Ability.SHOWN, Ability.DID_WITH_HELP, Ability.DID_ALONE, Ability.CAN_TEACH)
_RANK = {ability: rank for rank, ability in enumerate((Ability.ALREADY_ABLE, *_LADDER))}
WITH_TASK_DONE = frozenset(_LADDER[1:])
WITHOUT_HELP = frozenset(_LADDER[2:])


class Joinable(Protocol):
    """Facts that several records noted: of one topic on one day, or of one date."""

    def join(self, other: Self, /) -> Self:
        """Both records' facts together."""


Key = TypeVar("Key")
Facts = TypeVar("Facts", bound=Joinable)


def joined(noted: Iterable[tuple[Key, Facts]]) -> dict[Key, Facts]:
    """What was noted, by its topic or date: what is of the same one is joined."""
    found: dict[Key, Facts] = {}
    for key, facts in noted:
        found[key] = found[key].join(facts) if key in found else facts
    return found


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
        dates = [day for day in (self.next_visit, other.next_visit) if day]
        return type(self)(
            self.met or other.met,
            self.reached or other.reached,
            self.refused or other.refused,
            self.bands | other.bands,
            joined(chain(self.topics.items(), other.topics.items())),
            max(dates) if dates else None,
        )


Days = Mapping[date, Day]
_ONLY = {band: frozenset({band}) for band in TimeBand}


def day_facts(visit: Visit) -> Day:
    """What one visit record says of its date."""
    reached = visit.outcome is Outcome.MET and visit.agreed is not False
    return Day(
        met=visit.outcome in SOMEONE_MET,
        reached=reached,
        refused=visit.outcome is Outcome.REFUSED,
        bands=_ONLY[band_of(visit.started_at)],
        topics=joined((given.topic, _topic_day(given)) for given in visit.help) if reached else {},
        next_visit=visit.next_visit,
    )


def _topic_day(given: Help) -> TopicDay:
    ability = given.ability
    return TopicDay(ability, ability is not Ability.ALREADY_ABLE and (given.finished or ability in WITH_TASK_DONE))


def days_of(visits: Iterable[Visit]) -> dict[date, Day]:
    """The days of one household from its visits in order of acceptance (corrections applied)."""
    return joined((visit.day, day_facts(visit)) for visit in standing(visits))


def join_days(one: Mapping[date, Facts], other: Mapping[date, Facts]) -> dict[date, Facts]:
    """Two sets of days of the same household as one."""
    return joined(chain(one.items(), other.items()))


def within(days: Mapping[date, Facts], period: Period) -> dict[date, Facts]:
    """Only the days of the period."""
    first, last = period.first, period.last
    return {date_: day for date_, day in days.items() if first <= date_ <= last}
