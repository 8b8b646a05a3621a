"""The days on which the server looked for what is due: by them one sees whether its calendar is to be believed.

A clock that was set years ahead would make everything old, and end months that have yet to begin. In a week somebody
notices.
"""

from datetime import date, timedelta

from outreach.server.database.rows import upsert
from outreach.server.records.models import Deletion

DELETION = ("commune", "day", "visits", "answers", "aside")
_LONG_ENOUGH = timedelta(days=7)
_LATELY = timedelta(days=40)


def note(commune: str, today: date) -> None:
    """The server looks today."""
    upsert(Deletion, DELETION, [(commune, today, 0, 0, 0)], add=True)


def has_run_for_a_week(commune: str, today: date) -> bool:
    """Whether it has been running by this calendar for a week: it looked on a day 7 to 40 days ago too."""
    lived = (today - _LATELY, today - _LONG_ENOUGH)
    return Deletion.objects.filter(commune=commune, day__range=lived).exists()


def has_jumped(commune: str, today: date) -> bool:
    """Whether it looked before, but not within 40 days of this calendar, or only for less than a week by now: its clock
    was set, or it was off for long."""
    before = Deletion.objects.filter(commune=commune, day__lt=today - _LATELY)
    return before.exists() and not has_run_for_a_week(commune, today)
