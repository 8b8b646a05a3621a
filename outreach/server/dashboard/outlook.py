"""Kịp chỉ tiêu không? The line of progress, where it leads, and what it would take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from outreach.domain.certainty import complete_up_to
from outreach.domain.coverage import total
from outreach.domain.forecast import WEEKS, Forecast, forecast, households_to_go, visits_a_day
from outreach.domain.records import Commune
from outreach.domain.retention import first_kept_day
from outreach.domain.vietnamese import format_number, format_percent
from outreach.server.rollups import progress, reading

FEW = 10


@dataclass(frozen=True, slots=True)
class Point:
    """Households reached up to and including a day."""

    day: date
    reached: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the chart and the sentence below it say. ``forecast`` is None without a target day still to come."""

    eligible: int
    points: tuple[Point, ...]
    target: int | None
    target_on: date | None
    forecast: Forecast | None
    to_go: int
    visits_a_day: int | None
    visits_of_late: int

    @property
    def pace(self) -> str:
        """Visits a day in the forecast's four weeks, with one decimal while they are few."""
        a_day = self.visits_of_late / (7 * WEEKS)
        return format_number(a_day, 0 if a_day >= FEW else 1)

    @property
    def shares(self) -> dict[str, str]:
        """The forecast's three figures in whole per cent."""
        names = ("low", "expected", "high") if self.forecast else ()
        return {name: format_percent(getattr(self.forecast, name), self.eligible) for name in names}

    @property
    def paces(self) -> str:
        """The four weeks' counts in words: "10, 20, 30, 40"."""
        return ", ".join(map(format_number, self.forecast.paces)) if self.forecast else ""

    @property
    def chart(self) -> dict[str, Any]:
        """The chart's data, shares in per cent."""
        data: dict[str, Any] = {
            "points": [(point.day.isoformat(), self._share(point.reached)) for point in self.points],
            "target": self.target,
        }
        if self.forecast:
            data["from"] = (self.forecast.counted_to.isoformat(), self._share(self.forecast.reached))
            data["on"] = self.forecast.on.isoformat()
            for name in ("low", "expected", "high"):
                data[name] = self._share(getattr(self.forecast, name))
        return data

    def _share(self, households: int) -> float:
        return round(100 * households / self.eligible, 1)


def outlook(commune: Commune, today: date) -> Outlook | None:
    """The campaign's outlook; None before anybody was reached or registered."""
    counts = total(reading.coverage(commune.code).values())
    newly = progress.reached_by_day(commune.code)
    if not counts.eligible or not newly:
        return None
    complete = complete_up_to(reading.tablets_in_use(commune.code)) or today
    counted_to = min(today, complete)
    to_go = households_to_go(counts.eligible, counts.reached, commune.target) if commune.target else 0
    seen = None
    if commune.target_on and commune.target_on > today:
        seen = forecast(newly, counts.eligible, counted_to, commune.target_on)
    first = min(max(commune.counted_from or min(newly), first_kept_day(today)), min(newly))
    of_late = _visits_of_late(commune, seen) if seen else 0
    return Outlook(
        eligible=counts.eligible,
        points=tuple(_weekly(newly, first, counted_to)),
        target=commune.target,
        target_on=commune.target_on,
        forecast=seen,
        to_go=to_go,
        # From tomorrow on, by the effort of the forecast's own four weeks.
        visits_a_day=visits_a_day(to_go, (seen.on - today).days, of_late, sum(seen.paces)) if seen else None,
        visits_of_late=of_late,
    )


def _visits_of_late(commune: Commune, seen: Forecast) -> int:
    """The campaign's visits that were noted in the forecast's four weeks."""
    since = seen.counted_to - timedelta(weeks=WEEKS) + timedelta(days=1)
    return progress.visits_between(commune.code, max(since, commune.counted_from or since), seen.counted_to)


def _weekly(newly: Mapping[date, int], first: date, last: date) -> list[Point]:
    """The reach at the end of each week, ending with ``last``, from a start at nought."""
    ends = [last]
    while ends[-1] - timedelta(days=7) > first:
        ends.append(ends[-1] - timedelta(days=7))
    ends.reverse()
    points = [Point(first, sum(count for day, count in newly.items() if day <= first))] if first < ends[0] else []
    return points + [Point(end, sum(count for day, count in newly.items() if day <= end)) for end in ends]
