"""Whom to visit today, and why: a pure choice among households, shown in walking order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .clock import TimeBand, day_of
from .days import Days
from .records import HandoutAnswer, Household, HouseholdState
from .summary import Standing, standing_of


class Reason(StrEnum):
    """Why a household is worth a visit, the most pressing first."""

    HELP_WANTED = "help_wanted"  # they asked for help by their handout, and nobody was met since
    OVERDUE = "overdue"  # a promised visit whose day has passed
    DUE_TODAY = "due_today"
    NOBODY_HOME = "nobody_home"  # only ever found closed; ``band`` is the part of day not tried yet
    NEVER_VISITED = "never_visited"
    COME_AGAIN = "come_again"  # somebody was met, but nobody has agreed to be helped yet
    NOT_HELPED = "not_helped"  # reached, yet no topic was finished


_PRESSING = {reason: rank for rank, reason in enumerate(Reason)}
_BANDS = (TimeBand.EVENING, TimeBand.AFTERNOON, TimeBand.MORNING)  # most people are home in the evening


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household, its days in the campaign, and its call for help if it made one (see ``help_wanted``)."""

    household: Household
    days: Days
    asked: HandoutAnswer | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A household to visit. ``promised`` is the day somebody promised; ``absent`` the days nobody was met;
    ``asked`` its call for help."""

    household: Household
    reason: Reason
    promised: date | None = None
    last_day: date | None = None
    absent: int = 0
    band: TimeBand | None = None
    asked: HandoutAnswer | None = None


def suggest(candidates: Iterable[Candidate], today: date, limit: int) -> list[Suggestion]:
    """The ``limit`` most pressing, in the order of ``candidates`` (which is the walking order).

    Among equal reasons the longest waiting come first, then those first on the way.
    """
    possible = [one for candidate in candidates if (one := reason_for(candidate, today))]
    ranked = sorted(range(len(possible)), key=lambda at: (*_urgency(possible[at]), at))
    return [possible[at] for at in sorted(ranked[:limit])]


def reason_for(candidate: Candidate, today: date) -> Suggestion | None:
    """Why to visit this household today, or None.

    Nobody is visited twice on one day, before the day that was promised (unless they called for help since), after
    refusing, or without a reason.
    """
    household, days = candidate.household, candidate.days
    if household.state is not HouseholdState.ELIGIBLE:
        return None
    last_day = max(days, default=None)
    if candidate.asked and last_day != today:
        return Suggestion(household, Reason.HELP_WANTED, last_day=last_day, asked=candidate.asked)
    if last_day is None:
        return Suggestion(household, Reason.NEVER_VISITED)
    promised = days[last_day].next_visit
    if last_day >= today or (promised and promised > today):
        return None
    if promised:
        reason = Reason.DUE_TODAY if promised == today else Reason.OVERDUE
        return Suggestion(household, reason, promised, last_day)
    if not any(day.met for day in days.values()):
        return _closed_door(household, days, last_day)
    reasons = {Standing.ATTEMPTED: Reason.COME_AGAIN, Standing.REACHED: Reason.NOT_HELPED}
    reason_now = reasons.get(standing_of(days))
    return Suggestion(household, reason_now, last_day=last_day) if reason_now else None


def _closed_door(household: Household, days: Days, last_day: date) -> Suggestion | None:
    """Try a part of the day that was not tried; a door closed at all of them waits for the leader."""
    tried = frozenset().union(*(day.bands for day in days.values()))
    band = next((one for one in _BANDS if one not in tried), None)
    if band is None:
        return None
    return Suggestion(household, Reason.NOBODY_HOME, None, last_day, len(days), band)


def _urgency(suggestion: Suggestion) -> tuple[int, date]:
    asked = day_of(suggestion.asked.at) if suggestion.asked else None
    waiting_since = asked or suggestion.promised or suggestion.last_day or date.min
    return _PRESSING[suggestion.reason], waiting_since
