"""What a household waits for: a visit that was promised, or the help it asked for."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from .days import Days, day_facts
from .period import Period
from .records import HandoutAnswer, Said, Visit
from .visit_versions import standing

HELP_WITHIN = timedelta(days=3)
"""How soon the team means to be at the door of a household that asked for help."""


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
