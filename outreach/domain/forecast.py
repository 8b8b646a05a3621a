"""Will the target be met? A forecast anyone can check with a pencil, from the last four weeks only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Households reached by ``on``, as counts of ``eligible``: expected, and the range it may fall in.

    ``paces`` are the households newly reached in each of the four weeks up to ``counted_to``, oldest first.
    """

    eligible: int
    counted_to: date
    on: date
    reached: int
    paces: tuple[int, ...]
    low: int
    expected: int
    high: int

    @property
    def days_left(self) -> int:
        """Days after ``counted_to`` up to and including ``on``."""
        return max(0, (self.on - self.counted_to).days)


def forecast(newly_reached: Mapping[date, int], eligible: int, counted_to: date, on: date) -> Forecast:
    """How far the reach will be on the day ``on`` if things go on as in the last four weeks.

    ``newly_reached`` maps a day to the households first reached on it. The four weeks are the 28 days up to
    and including ``counted_to`` (the day to which figures are complete, so that tablets which have not
    synced do not look like idleness). With R households reached up to that day and w weeks left::

        expected = R + w * (mean of the four weekly counts)
        low      = R + w * (the slowest of the four)
        high     = R + w * (the fastest of the four)

    each cut to ``eligible``, and never below what is already recorded, later days included. It knows nothing
    of holidays, storms or plans, and says so by its width.
    """
    known = sum(newly_reached.values())
    reached = sum(count for day, count in newly_reached.items() if day <= counted_to)
    paces = tuple(_week_up_to(newly_reached, counted_to - back * _WEEK) for back in reversed(range(WEEKS)))
    weeks_left = max(0, (on - counted_to).days) / 7

    def after(pace: float) -> int:
        return min(eligible, max(known, reached + math.floor(weeks_left * pace)))

    return Forecast(
        eligible=eligible,
        counted_to=counted_to,
        on=on,
        reached=reached,
        paces=paces,
        low=after(min(paces)),
        expected=after(sum(paces) / WEEKS),
        high=after(max(paces)),
    )


def _week_up_to(newly_reached: Mapping[date, int], last: date) -> int:
    return sum(newly_reached.get(last - timedelta(days=back), 0) for back in range(7))


def households_to_go(eligible: int, reached: int, target: int) -> int:
    """How many households are missing to reach ``target`` per cent of ``eligible`` (rounded up)."""
    return max(0, -(-eligible * target // 100) - reached)


def visits_a_day(to_go: int, days_left: int, visits: int, newly_reached: int) -> int | None:
    """Visits needed on each remaining day, rounded up; None when no pace or no day is left to reckon with.

    Not every visit reaches a new household: the last weeks' ``visits`` per household ``newly_reached`` is
    taken as the effort that each of the ``to_go`` households will need.
    """
    if to_go == 0:
        return 0
    if days_left <= 0 or newly_reached <= 0:
        return None
    return -(-to_go * visits // (newly_reached * days_left))
