"""Months as they were reported: closed once, and never changed by what comes later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .coverage import Coverage
from .period import Period

GRACE = timedelta(days=5)
"""How long after its last day a month stays open for tablets that have not synced yet."""


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month as it was reported, by hamlet id; ``complete_up_to`` is None when there was no tablet."""

    closed_on: date
    complete_up_to: date | None
    reported: Mapping[str, Coverage]

    def revised_by(self, recount: Mapping[str, Coverage]) -> dict[str, Coverage]:
        """What late arrivals added to (or took from) the reported counts, of the hamlets where anything changed."""
        differences = {
            hamlet: recount.get(hamlet, Coverage()) - self.reported.get(hamlet, Coverage())
            for hamlet in {**self.reported, **recount}
        }
        return {hamlet: difference for hamlet, difference in differences.items() if difference != Coverage()}


def closes_on(month: Period) -> date:
    """The day on which a month is closed."""
    return month.last + timedelta(days=1) + GRACE


def months_due(first: date, today: date) -> list[Period]:
    """The months from that of ``first`` on that are to be closed by ``today``, oldest first."""
    due, month = [], Period.month(first)
    while closes_on(month) <= today:
        due.append(month)
        month = Period.month(month.last + timedelta(days=1))
    return due
