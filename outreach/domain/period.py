"""A span of days that figures are asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included."""

    first: date
    last: date

    @classmethod
    def month(cls, day: date) -> Self:
        """The calendar month that ``day`` lies in."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
