"""The measures: how much of a commune was reached and helped.

Implemented once, here, and used by tablet, server and reports. Each household counts by what its days add up to
(``summary``); how sure the sums are is said by ``certainty``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import add, attrgetter, sub
from typing import NamedTuple, Self

from .days import WITHOUT_HELP, Days, days_of, within
from .duplicates import kept_for
from .follow_ups import follow_ups
from .period import Period
from .records import Ability, Household, HouseholdState, Visit
from .summary import Standing, Summary, summary
from .visit_versions import standing

_EFFECTIVE = WITHOUT_HELP | {Ability.ALREADY_ABLE}
_BEGUN = attrgetter("started_at", "id")


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
    counts: dict[str | None, Coverage] = {None: contribution(state, found)}
    for topic in found.abilities:
        counts[topic] = contribution(state, found, topic)
    return counts


def contribution(state: HouseholdState, found: Summary, topic: str | None = None) -> Coverage:
    """``household_coverage`` of a household whose days were summed up already."""
    if state is not HouseholdState.ELIGIBLE:
        return _excluded(state)
    standing, abilities, helped, sustained, visits, contacts = found
    if topic is None:
        seen = abilities.values()
        effective, able = not _EFFECTIVE.isdisjoint(seen), Ability.ALREADY_ABLE in seen
        return _eligible(standing, effective, able, bool(helped), bool(sustained), visits, contacts)
    ability = abilities.get(topic)
    effective, able = ability in _EFFECTIVE, ability is Ability.ALREADY_ABLE
    return _eligible(standing, effective, able, topic in helped, topic in sustained, visits, contacts)


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
    inside = [visit for visit in standing(visits) if visit.day in period]
    return max(inside, key=_BEGUN).hamlet if inside else None


def total(coverages: Iterable[Coverage]) -> Coverage:
    """The commune from its hamlets."""
    result = Coverage()
    for coverage in coverages:
        result += coverage
    return result
