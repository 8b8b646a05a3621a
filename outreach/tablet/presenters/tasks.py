"""Việc: the visits that were promised, by when they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.domain.records import HouseholdState
from outreach.domain.vietnamese import format_day
from outreach.store import HouseholdRow
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.door import Door

SOON = 7
"""Days that are shown as coming."""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that are equally pressing."""

    title: str
    tasks: tuple[Door, ...]


def task_groups(promised: Sequence[HouseholdRow], today: date) -> tuple[TaskGroup, ...]:
    """Overdue, today, the next seven days, later; each in the order of its days. Empty groups are left out."""
    rows = sorted(
        (row for row in promised if row.next_visit and row.household.state is HouseholdState.ELIGIBLE),
        key=lambda row: row.next_visit or today,
    )
    groups = {
        "warning": (_("Quá hẹn"), [row for row in rows if _days_left(row, today) < 0]),
        "accent": (_("Hôm nay"), [row for row in rows if _days_left(row, today) == 0]),
        "primary": (_("7 ngày tới"), [row for row in rows if 0 < _days_left(row, today) <= SOON]),
        "neutral": (_("Sau đó"), [row for row in rows if _days_left(row, today) > SOON]),
    }
    return tuple(
        TaskGroup(f"{title} · {len(some)}", tuple(_task(row, kind, today) for row in some))
        for kind, (title, some) in groups.items()
        if some
    )


def due_count(promised: Sequence[HouseholdRow], today: date) -> int:
    """How many promises are due today or past: the badge on the place."""
    return sum(
        row.next_visit is not None and row.next_visit <= today and row.household.state is HouseholdState.ELIGIBLE
        for row in promised
    )


def _days_left(row: HouseholdRow, today: date) -> int:
    return ((row.next_visit or today) - today).days


def _task(row: HouseholdRow, kind: str, today: date) -> Door:
    household, day = row.household, row.next_visit or today
    if day < today:
        reason = counted("Hẹn ngày {day}, quá {count} ngày", (today - day).days, day=format_day(day))
    elif day == today:
        reason = _("Hẹn ghé lại hôm nay")
    else:
        reason = counted("Hẹn ngày {day}, còn {count} ngày", (day - today).days, day=format_day(day))
    return Door(household.id, household.code, household.address_note, "calendar-event", kind, reason)
