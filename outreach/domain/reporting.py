"""Figures that leave the commune: months as they were reported, and what may be published."""

from dataclasses import dataclass
from datetime import date

from .coverage import Coverage
from .period import Period

SMALLEST_PUBLIC_CELL = 5


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month as it was reported. Late arrivals do not change it; they are shown as revised."""

    month: Period
    closed_on: date
    reported: Coverage

    def revised_by(self, recount: Coverage) -> Coverage | None:
        """What late arrivals added to (or took from) the reported counts; None when nothing changed."""
        difference = recount - self.reported
        return None if difference == Coverage() else difference


def public_count(households: int) -> int | None:
    """A count as it may be published: None (hidden) from 1 to 4 households."""
    return None if 0 < households < SMALLEST_PUBLIC_CELL else households
