"""What the days of one household add up to: where it stands, what it can do, what lasted."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from .days import WITH_TASK_DONE, WITHOUT_HELP, Days
from .records import Ability

UNREACHABLE_ATTEMPTS = 3
UNREACHABLE_BANDS = 2
SUSTAINED_AFTER = timedelta(days=14)
SUSTAINED_WITHIN = timedelta(days=45)


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
                if seen.ability in WITH_TASK_DONE:
                    first_done[topic] = date_
            elif seen.ability in WITHOUT_HELP and SUSTAINED_AFTER <= date_ - first <= SUSTAINED_WITHIN:
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
