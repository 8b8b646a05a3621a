"""How long what was noted at a door is kept. The greeting promises it; server and tablets keep the promise alike."""

from calendar import monthrange
from collections.abc import Container, Iterable
from datetime import date, timedelta

from .records import Visit
from .visit_versions import versions

MONTHS_KEPT = 12
SAFE_KEPT = timedelta(days=35)
"""How long a tablet keeps its own records once they are in a verified backup, for a server that may be set back."""


def first_kept_day(today: date) -> date:
    """The first day of which everything is still kept on ``today`` (both in Vietnam).

    What was noted on a day is kept up to and including the same day twelve months later, or the last of that month
    where it has no such day, and is deleted on the day after.
    """
    year, month = divmod(today.year * 12 + today.month - 1 - MONTHS_KEPT, 12)
    first = date(year, month + 1, 1)
    return first + timedelta(days=min(today.day - 1, monthrange(first.year, first.month)[1]))


def to_delete(visits: Iterable[Visit], old: Container[str]) -> list[Visit]:
    """The visits of one household that are not kept any longer; ``old`` are the ids of those that are past their time.

    Visits that correct one another go together, once all of them are old: with its correction gone, a visit that does
    not stand would stand again. ``visits`` come in the order of acceptance, and so does the result.
    """
    visits = list(visits)
    families = versions(visits)
    gone = {visit.id for own in families if all(one.id in old for one in own) for visit in own}
    return [visit for visit in visits if visit.id in gone]
