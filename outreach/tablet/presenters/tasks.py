"""Việc: the calls for help and the visits that were promised, by when they are due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.domain.clock import day_of
from outreach.domain.follow_ups import HELP_WITHIN
from outreach.domain.guide import Guide
from outreach.domain.records import HandoutAnswer, Household, HouseholdState
from outreach.domain.vietnamese import format_day, format_number
from outreach.store import HouseholdRow
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.door import Door
from outreach.tablet.presenters.words import CALL_LOOKS, call_text

SOON = 7
"""Days that are shown as coming."""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that are equally pressing."""

    title: str
    tasks: tuple[Door, ...]


def task_groups(
    asking: Sequence[HouseholdRow], promised: Sequence[HouseholdRow], guides: Mapping[str, Guide], today: date
) -> tuple[TaskGroup, ...]:
    """Calls for help, then promises: overdue, today, the next seven days, later; each in the order of its days. Empty
    groups are left out."""
    calls = sorted(
        ((row.asked, row) for row in asking if row.asked and row.household.state is HouseholdState.ELIGIBLE),
        key=lambda one: one[0].at,
    )
    called = {row.household.id for _call, row in calls}
    first = _group(_("Nhờ giúp lại"), tuple(_call(one, row, guides) for one, row in calls))
    promised = [row for row in promised if row.household.id not in called]
    return first + _promises(promised, today)


def choice_groups(households: Sequence[Household]) -> tuple[TaskGroup, ...]:
    """The households of which two people noted different things; no group when there are none."""
    tasks = tuple(
        Door(one.id, one.code, one.address_note, "arrows-exchange", "accent", _("Xem cả hai, chọn bên đúng"))
        for one in households
    )
    return _group(_("Hai người ghi khác nhau"), tasks)


def _group(title: str, tasks: tuple[Door, ...]) -> tuple[TaskGroup, ...]:
    """The group with its count in the title; none without tasks."""
    return (TaskGroup(f"{title} · {format_number(len(tasks))}", tasks),) if tasks else ()


def _promises(promised: Sequence[HouseholdRow], today: date) -> tuple[TaskGroup, ...]:
    rows = sorted(
        (row for row in promised if row.next_visit and row.household.state is HouseholdState.ELIGIBLE),
        key=lambda row: row.next_visit or today,
    )
    kinds = {
        "warning": (_("Quá hẹn"), [row for row in rows if _days_left(row, today) < 0]),
        "accent": (_("Hôm nay"), [row for row in rows if _days_left(row, today) == 0]),
        "primary": (_("7 ngày tới"), [row for row in rows if 0 < _days_left(row, today) <= SOON]),
        "neutral": (_("Sau đó"), [row for row in rows if _days_left(row, today) > SOON]),
    }
    groups = (_group(title, tuple(_task(row, kind, today) for row in some)) for kind, (title, some) in kinds.items())
    return tuple(one for group in groups for one in group)


def due_count(asking: Sequence[HouseholdRow], promised: Sequence[HouseholdRow], today: date) -> int:
    """How many households called for help, or were promised a visit by today: the badge on the place."""
    due = {row.household.id for row in promised if row.next_visit and row.next_visit <= today}
    counted_rows = {row.household.id: row.household.state for row in (*asking, *promised)}
    waiting = due | {row.household.id for row in asking}
    return sum(counted_rows[household] is HouseholdState.ELIGIBLE for household in waiting)


def _days_left(row: HouseholdRow, today: date) -> int:
    return ((row.next_visit or today) - today).days


def _call(call: HandoutAnswer, row: HouseholdRow, guides: Mapping[str, Guide]) -> Door:
    icon, kind = CALL_LOOKS
    due = _("hạn {day}").format(day=format_day(day_of(call.at) + HELP_WITHIN))
    household = row.household
    reason = f"{call_text(call, guides)} · {due}"
    return Door(household.id, household.code, household.address_note, icon, kind, reason)


def _task(row: HouseholdRow, kind: str, today: date) -> Door:
    household, day = row.household, row.next_visit or today
    if day < today:
        reason = counted("Hẹn ngày {day}, quá {count} ngày", (today - day).days, day=format_day(day))
    elif day == today:
        reason = _("Hẹn ghé lại hôm nay")
    else:
        reason = counted("Hẹn ngày {day}, còn {count} ngày", (day - today).days, day=format_day(day))
    return Door(household.id, household.code, household.address_note, "calendar-event", kind, reason)
