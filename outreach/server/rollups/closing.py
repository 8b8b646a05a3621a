"""Closing months: their figures are kept as reported, beside those that late arrivals go on changing."""

from collections.abc import Iterator
from datetime import date

from outreach.domain.certainty import complete_up_to
from outreach.domain.coverage import Coverage
from outreach.domain.reporting import ClosedMonth, months_due
from outreach.server.backups import lasting
from outreach.server.records import feed

from . import kept, models, reading
from .kept import ALL_TOPICS


def close_due(commune: str, today: date) -> list[str]:
    """Close the months from the first noted one on whose grace is over; the names of those closed by this call.

    However often and by however many processes it is called, each month is closed once, with figures of one moment.
    """
    if not _due(commune, today):
        return []
    with feed.writing(commune):  # nothing is counted meanwhile, and nobody else closes
        due = _due(commune, today)
        complete = complete_up_to(reading.tablets_in_use(commune))
        for month in due:
            row = models.ClosedMonth(commune=commune, month=month, closed_on=today, complete_up_to=complete)
            counts = list(_counted_now(commune, month))
            models.ClosedMonth.objects.bulk_create([row])
            models.ClosedCount.objects.bulk_create(counts)
            lasting.note_closed(row, counts)
    return due


def closed(commune: str, month: str, topic: str | None = None) -> ClosedMonth | None:
    """A month ("2026-10") as it was reported, for one topic or for all; None while it is open."""
    row = models.ClosedMonth.objects.filter(commune=commune, month=month).first()
    if row is None:
        return None
    reported = _counts(commune, month, ALL_TOPICS)
    if topic is not None:
        reported = reading.narrowed(reported, _counts(commune, month, topic))
    return ClosedMonth(row.closed_on, row.complete_up_to, reported)


def closed_months(commune: str) -> list[str]:
    """The months that are closed, oldest first."""
    names = models.ClosedMonth.objects.filter(commune=commune).order_by("month")
    return list(names.values_list("month", flat=True))


def _due(commune: str, today: date) -> list[str]:
    noted = reading.months(commune)
    if not noted:
        return []
    done = set(closed_months(commune))
    names = (kept.month_name(month.first) for month in months_due(date.fromisoformat(f"{noted[0]}-01"), today))
    return [name for name in names if name not in done]


def _counted_now(commune: str, month: str) -> Iterator[models.ClosedCount]:
    """The month as it is counted at this moment: the hamlets that have anything to count."""
    for hamlet, coverage in reading.coverage(commune, month).items():
        if coverage != Coverage():
            counts = {name: getattr(coverage, name) for name in kept.COUNTERS}
            yield models.ClosedCount(commune=commune, month=month, topic=ALL_TOPICS, hamlet=hamlet, **counts)
    of_topics = models.HamletCount.objects.filter(commune=commune, period=month).exclude(topic=ALL_TOPICS)
    for one in of_topics.values("topic", "hamlet", *kept.COUNTERS):
        yield models.ClosedCount(commune=commune, month=month, **one)


def _counts(commune: str, month: str, topic: str) -> dict[str, Coverage]:
    rows = models.ClosedCount.objects.filter(commune=commune, month=month, topic=topic)
    return {hamlet: Coverage(*counts) for hamlet, *counts in rows.values_list("hamlet", *kept.COUNTERS)}
