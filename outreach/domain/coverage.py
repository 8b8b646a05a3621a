"""The measures: how much of a commune was reached and helped, and how sure that is.

Implemented once, here, and used by tablet, server and reports. Everything is built from *days*: the
facts of one household on one date, in which several visit records have been joined. Joining is
commutative, associative and idempotent, so no order of arrival can change a figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import add, attrgetter, sub
from typing import NamedTuple, Self

from .clock import TimeBand, band_of
from .duplicates import kept_for
from .records import SOMEONE_MET, Ability, HandoutAnswer, Household, HouseholdState, Outcome, Said, Visit

SMALLEST_PUBLIC_CELL = 5
UNREACHABLE_ATTEMPTS = 3
UNREACHABLE_BANDS = 2
SUSTAINED_AFTER = timedelta(days=14)
SUSTAINED_WITHIN = timedelta(days=45)
HELP_WITHIN = timedelta(days=3)
"""How soon the team means to be at the door of a household that asked for help."""

_LADDER = (Ability.SHOWN, Ability.DID_WITH_HELP, Ability.DID_ALONE, Ability.CAN_TEACH)
_RANK = {ability: rank for rank, ability in enumerate((Ability.ALREADY_ABLE, *_LADDER))}
_WITH_TASK_DONE = frozenset(_LADDER[1:])
_WITHOUT_HELP = frozenset(_LADDER[2:])
_EFFECTIVE = _WITHOUT_HELP | {Ability.ALREADY_ABLE}


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included."""

    first: date
    last: date

    @classmethod
    def month(cls, day: date) -> Self:
        """The calendar month that ``day`` lies in."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


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
_BEGUN = attrgetter("started_at", "id")


def day_facts(visit: Visit) -> Day:
    """What one visit record says of its date."""
    reached = visit.outcome is Outcome.MET and visit.agreed is not False
    topics: dict[str, TopicDay] = {}
    if reached:
        for given in visit.help:
            helped = given.ability is not Ability.ALREADY_ABLE and (given.finished or given.ability in _WITH_TASK_DONE)
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


def standing(visits: Iterable[Visit]) -> list[Visit]:
    """One household's visits as they stand, in the order given: of visits that correct one another only one.

    ``visits`` come in the order in which the server accepted them (see ``versions``).
    """
    visits = list(visits)
    return [own[0] for own in versions(visits)] if any(visit.replaces for visit in visits) else visits


def versions(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Visits that correct one another together: first the one that stands, then the others, last accepted first.

    ``visits`` are of one household, in the order in which the server accepted them; those it has yet to accept
    come last, in the order in which they were written. A visit that was corrected does not stand; of several
    corrections the one accepted last does. The order of the result is that of the visits that stand.
    """
    visits = list(visits)
    replaced = {visit.replaces for visit in visits if visit.replaces}
    above: dict[str, str] = {}

    def family(id_: str) -> str:
        while id_ in above:
            id_ = above[id_]
        return id_

    for visit in visits:
        if visit.replaces and family(visit.id) != family(visit.replaces):
            above[family(visit.id)] = family(visit.replaces)
    together: dict[str, list[Visit]] = {}
    for visit in reversed(visits):
        together.setdefault(family(visit.id), []).append(visit)
    place = {visit.id: at for at, visit in enumerate(visits)}
    # Stable, so what no correction replaces comes first, last accepted before the others. (Visits that replace each
    # other in a circle have none such: the last one stands, for nothing noted may vanish.)
    found = [sorted(own, key=lambda visit: visit.id in replaced) for own in together.values()]
    return sorted(found, key=lambda own: place[own[0].id])


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


def last_met_at(visits: Iterable[Visit]) -> datetime | None:
    """When the latest visit began at which an adult was met and accepted; one household's, in order of acceptance."""
    return max((visit.started_at for visit in standing(visits) if day_facts(visit).reached), default=None)


def help_wanted(answers: Iterable[HandoutAnswer], last_met: datetime | None) -> HandoutAnswer | None:
    """The oldest call for help of one household that was not met since (``last_met_at``), or None.

    Of two answers about a guide the later one counts. A call during the visit itself, from the code just shown, counts.
    """
    latest: dict[str, HandoutAnswer] = {}
    for answer in sorted(answers, key=lambda one: (one.at, one.id)):
        latest[answer.guide] = answer
    waiting = (one for one in latest.values() if one.said is Said.HELP and (not last_met or one.at > last_met))
    return min(waiting, key=lambda one: (one.at, one.id), default=None)


class Standing(StrEnum):
    """Where a household stands in a period; exactly one holds."""

    NOT_VISITED = "not_visited"
    ATTEMPTED = "attempted"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    REACHED = "reached"
    HELPED = "helped"


class Summary(NamedTuple):
    """What the days of one household add up to.

    ``abilities`` is what was seen last of each topic (a household may also unlearn); ``helped`` the topics on which a
    guide was finished or the task done with help; ``sustained`` those done again without help 14 to 45 days after they
    were first done.
    """

    standing: Standing
    abilities: dict[str, Ability]
    helped: set[str]
    sustained: set[str]
    visits: int
    contacts: int


def summary(days: Days) -> Summary:
    """One pass over the days of a household, oldest first (this is what counting thousands of visits waits for)."""
    abilities: dict[str, Ability] = {}
    helped: set[str] = set()
    sustained: set[str] = set()
    first_done: dict[str, date] = {}
    contacts, reached, refused = 0, False, False
    for date_ in sorted(days):
        day = days[date_]
        contacts += day.met
        reached = reached or day.reached
        refused = refused or day.refused
        for topic, seen in day.topics.items():
            abilities[topic] = seen.ability
            if seen.helped:
                helped.add(topic)
            first = first_done.get(topic)
            if first is None:
                if seen.ability in _WITH_TASK_DONE:
                    first_done[topic] = date_
            elif seen.ability in _WITHOUT_HELP and SUSTAINED_AFTER <= date_ - first <= SUSTAINED_WITHIN:
                sustained.add(topic)
    if reached:  # beats refused: they were talked round later
        standing = Standing.HELPED if helped else Standing.REACHED
    elif refused:
        standing = Standing.REFUSED
    else:
        standing = _not_met(days, contacts)
    return Summary(standing, abilities, helped, sustained, len(days), contacts)


def _not_met(days: Days, contacts: int) -> Standing:
    """Unreachable needs three days in two bands, nobody met on any of them."""
    if not days:
        return Standing.NOT_VISITED
    if contacts or len(days) < UNREACHABLE_ATTEMPTS:
        return Standing.ATTEMPTED
    bands = frozenset().union(*(day.bands for day in days.values()))
    return Standing.UNREACHABLE if len(bands) >= UNREACHABLE_BANDS else Standing.ATTEMPTED


def standing_of(days: Days) -> Standing:
    """Where a household with these days stands."""
    return summary(days).standing


def follow_ups(days: Days, period: Period, as_of: date) -> tuple[int, int]:
    """(due, done) of one household: promised dates in the period up to ``as_of``, and those kept.

    A promise is kept when somebody knocked again after the day it was made, whatever came of it.
    """
    due = done = 0
    for made_on, day in days.items():
        if day.next_visit and day.next_visit in period and day.next_visit <= as_of:
            due += 1
            done += any(made_on < later <= as_of for later in days)
    return due, done


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that never loses its base."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1, or None without a base."""
        return self.numerator / self.denominator if self.denominator else None


class Coverage(NamedTuple):
    """Counts of households (and of visits) in a period; those of hamlets add up to the commune's."""

    eligible: int = 0
    vacant: int = 0
    demolished: int = 0
    moved: int = 0
    merged: int = 0
    attempted: int = 0
    reached: int = 0
    refused: int = 0
    unreachable: int = 0
    helped: int = 0
    effective: int = 0
    already_able: int = 0
    sustained: int = 0
    visits: int = 0
    contacts: int = 0
    due: int = 0
    done: int = 0

    # Counts add up; they are not strung together as other tuples are.
    def __add__(self, other: Self) -> Self:  # type: ignore[override]
        return type(self)(*map(add, self, other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(*map(sub, self, other))

    @property
    def not_met(self) -> int:
        """Visited, but neither reached nor refused, nor often enough to be unreachable ("Chưa gặp").

        So attempted = reached + refused + unreachable + not met.
        """
        return self.attempted - self.reached - self.refused - self.unreachable

    @property
    def excluded(self) -> int:
        """Registered households that are not counted."""
        return self.vacant + self.demolished + self.moved + self.merged

    @property
    def attempt_rate(self) -> Rate:
        """Attempted of eligible."""
        return Rate(self.attempted, self.eligible)

    @property
    def reach_rate(self) -> Rate:
        """Reached of eligible."""
        return Rate(self.reached, self.eligible)

    @property
    def contact_rate(self) -> Rate:
        """Visits with someone met, of all visits."""
        return Rate(self.contacts, self.visits)

    @property
    def help_rate(self) -> Rate:
        """Helped of reached."""
        return Rate(self.helped, self.reached)

    @property
    def effective_rate(self) -> Rate:
        """Did alone, can teach or already able, of eligible."""
        return Rate(self.effective, self.eligible)

    @property
    def follow_up_rate(self) -> Rate:
        """Promised visits kept, of those due."""
        return Rate(self.done, self.due)


def household_coverage(state: HouseholdState, days: Days, topic: str | None = None) -> Coverage:
    """One household's contribution to the counts of the period that ``days`` were cut to.

    With ``topic``, helped, effective, already able and sustained speak of that topic alone. Follow-ups
    depend on the day of asking and are counted by ``follow_ups``.
    """
    return contribution(state, summary(days), topic)


def coverage_by_topic(state: HouseholdState, days: Days) -> dict[str | None, Coverage]:
    """``household_coverage`` of all topics (None) and of each topic that was seen, counted in one go."""
    found = summary(days)
    return {topic: contribution(state, found, topic) for topic in (None, *found.abilities)}


def contribution(state: HouseholdState, found: Summary, topic: str | None = None) -> Coverage:
    """``household_coverage`` of a household whose days were summed up already."""
    if state is not HouseholdState.ELIGIBLE:
        return _excluded(state)
    if topic is None:
        seen, helped, sustained = [*found.abilities.values()], bool(found.helped), bool(found.sustained)
    else:
        seen = [found.abilities[topic]] if topic in found.abilities else []
        helped, sustained = topic in found.helped, topic in found.sustained
    effective, able = not _EFFECTIVE.isdisjoint(seen), Ability.ALREADY_ABLE in seen
    return _eligible(found.standing, effective, able, helped, sustained, found.visits, found.contacts)


@lru_cache
def _excluded(state: HouseholdState) -> Coverage:
    return Coverage(**{state.value: 1})


@lru_cache(maxsize=4096)
def _eligible(
    standing: Standing, effective: bool, able: bool, helped: bool, sustained: bool, visits: int, contacts: int
) -> Coverage:
    """The contribution of one eligible household; few differ, so each is made once."""
    return Coverage(
        eligible=1,
        attempted=int(standing is not Standing.NOT_VISITED),
        reached=int(standing in (Standing.REACHED, Standing.HELPED)),
        refused=int(standing is Standing.REFUSED),
        unreachable=int(standing is Standing.UNREACHABLE),
        helped=int(helped),
        effective=int(effective),
        already_able=int(able),
        sustained=int(sustained),
        visits=visits,
        contacts=contacts,
    )


def count(
    households: Iterable[Household],
    visits: Iterable[Visit],
    period: Period,
    as_of: date,
    topic: str | None = None,
) -> dict[str, Coverage]:
    """Coverage per hamlet id, counted from the records themselves (the recount of every kept figure).

    A visited household counts in the hamlet it had at its last visit of the period, others where they are
    registered. Visits of a household that was merged into another count for the one that is kept; those of each
    household come in order of acceptance.
    """
    households = list(households)
    ends = kept_for({one.id: one.merged_into for one in households if one.merged_into})
    by_household: dict[str, list[Visit]] = {}
    for visit in visits:
        by_household.setdefault(ends.get(visit.household, visit.household), []).append(visit)
    totals: dict[str, Coverage] = {}
    for household in households:
        own = by_household.get(household.id, [])
        days = days_of(own)
        in_period = within(days, period)
        due, done = follow_ups(days, period, as_of)
        hamlet = hamlet_at_visit(own, period) or household.hamlet
        counts = household_coverage(household.state, in_period, topic)
        if household.state is HouseholdState.ELIGIBLE:
            counts += Coverage(due=due, done=done)
        totals[hamlet] = totals.get(hamlet, Coverage()) + counts
    return totals


def hamlet_at_visit(visits: Iterable[Visit], period: Period) -> str | None:
    """The hamlet noted at the last standing visit of the period."""
    for visit in sorted(standing(visits), key=_BEGUN, reverse=True):
        if visit.day in period:
            return visit.hamlet
    return None


def total(coverages: Iterable[Coverage]) -> Coverage:
    """The commune from its hamlets."""
    result = Coverage()
    for coverage in coverages:
        result += coverage
    return result


@dataclass(frozen=True, slots=True)
class TabletSync:
    """A tablet in use: when everything on it was last on the server, and how many visits it can make a day.

    ``busiest_day`` is the most visits it ever noted on one date.
    """

    tablet: str
    hamlets: frozenset[str]
    last_full_sync: date
    busiest_day: int


def complete_up_to(tablets: Iterable[TabletSync]) -> date | None:
    """The oldest last full sync among the tablets in use; None without tablets. Every figure carries it."""
    return min((tablet.last_full_sync for tablet in tablets), default=None)


@dataclass(frozen=True, slots=True)
class Band:
    """Confirmed, and the most it could be once silent tablets have synced."""

    confirmed: Rate
    possible: Rate
    silent: int


def reach_band(by_hamlet: Mapping[str, Coverage], tablets: Iterable[TabletSync], as_of: date) -> Band:
    """The reach rate as a band.

    A tablet is silent when its last full sync was before ``as_of``. On each day since (``as_of`` included)
    it can have reached at most as many new households as on its busiest day (one, if it never visited), and
    never more than are left in its hamlets.
    """
    left = {hamlet: max(0, c.eligible - c.reached) for hamlet, c in by_hamlet.items()}
    confirmed = total(by_hamlet.values()).reach_rate
    more = silent = 0
    for tablet in sorted(tablets, key=lambda one: one.tablet):
        days = (as_of - tablet.last_full_sync).days
        if days <= 0:
            continue
        silent += 1
        room = days * max(1, tablet.busiest_day)
        for hamlet in sorted(tablet.hamlets & left.keys()):
            taken = min(room, left[hamlet])
            left[hamlet] -= taken
            room -= taken
            more += taken
    return Band(confirmed, Rate(confirmed.numerator + more, confirmed.denominator), silent)


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month as it was reported. Late arrivals do not change it; they are shown as revised."""

    month: Period
    closed_on: date
    reported: Coverage

    def revised_by(self, recount: Coverage) -> Coverage | None:
        """What late arrivals added to (or took from) the reported counts; None when nothing changed."""
        difference = recount - self.reported
        return None if difference == Coverage() else difference


def public_count(households: int) -> int | None:
    """A count as it may be published: None (hidden) from 1 to 4 households."""
    return None if 0 < households < SMALLEST_PUBLIC_CELL else households
