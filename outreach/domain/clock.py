"""Time as Vietnam keeps it: one zone, no daylight saving."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

VIETNAM = timezone(timedelta(hours=7), "ICT")

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A tablet's clock may be off by this much before anybody is told or anything is corrected."""
COMMUNES_SINCE = date(2025, 7, 1)
"""The communes of today have existed since then (two-tier local government); no visit of theirs is older."""


class Unit(StrEnum):
    """What a length of time is counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class TimeBand(StrEnum):
    """Part of the day in which a door was knocked on."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def now() -> datetime:
    """The present moment in Vietnam, to the second (what the records keep)."""
    return datetime.now(UTC).astimezone(VIETNAM).replace(microsecond=0)


def roughly(length: timedelta) -> tuple[int, Unit]:
    """A length of time (not negative) as people say it: minutes, hours from two on, days from two on."""
    if length < timedelta(hours=2):
        return round(length / timedelta(minutes=1)), Unit.MINUTES
    if length < timedelta(days=2):
        return round(length / timedelta(hours=1)), Unit.HOURS
    return length.days, Unit.DAYS


def day_of(moment: datetime) -> date:
    """The calendar day in Vietnam of an aware moment."""
    return moment.astimezone(VIETNAM).date()


def begin_of(day: date) -> datetime:
    """The moment at which a calendar day begins in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)


def band_of(moment: datetime) -> TimeBand:
    """Morning before 12:00, afternoon before 18:00, evening after."""
    hour = moment.astimezone(VIETNAM).hour
    if hour < 12:
        return TimeBand.MORNING
    return TimeBand.AFTERNOON if hour < 18 else TimeBand.EVENING
