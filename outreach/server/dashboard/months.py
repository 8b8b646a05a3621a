"""What figures speak of: a month that is open still, closed, or revised since; of the campaign, what is still kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from outreach.domain.coverage import Coverage, total
from outreach.domain.period import Period
from outreach.domain.records import Commune
from outreach.domain.reporting import ClosedMonth, closes_on
from outreach.domain.retention import first_kept_day
from outreach.domain.vietnamese import format_date
from outreach.server.rollups import closing, reading, retention
from outreach.server.rollups.kept import CAMPAIGN, month_name


@dataclass(frozen=True, slots=True)
class MonthOver:
    """``counted`` are the figures as the records say today, by hamlet id; ``closed`` is None while it is open.

    ``kept``: all that was noted is still kept. What is left of a month that was deleted is no revision of it.
    """

    last: date
    counted: Mapping[str, Coverage]
    closed: ClosedMonth | None
    kept: bool

    @property
    def closes_on(self) -> date:
        """The day on which it is closed, or was to be."""
        return closes_on(Period.month(self.last))

    @property
    def short(self) -> bool:
        """Whether it was closed before every tablet had handed in all of it."""
        complete = self.closed.complete_up_to if self.closed else None
        return complete is not None and complete <= self.last

    @property
    def shown(self) -> Mapping[str, Coverage]:
        """The figures to show: as they were reported, if they were."""
        return self.closed.reported if self.closed else self.counted

    @property
    def revised(self) -> dict[str, Coverage]:
        """What has changed since it was closed about figures that the page shows, of the hamlets where anything has."""
        if self.closed is None or not self.kept:
            return {}
        since = self.closed.revised_by(self.counted).items()
        not_shown = dict.fromkeys(("visits", "contacts", "sustained", "due", "done"), 0)
        seen = {hamlet: change._replace(**not_shown) for hamlet, change in since}
        return {hamlet: change for hamlet, change in seen.items() if change != Coverage()}

    @property
    def today(self) -> Coverage:
        """The commune as the records say today."""
        return total(self.counted.values())

    @property
    def change(self) -> Coverage:
        """What has changed for the commune since it was closed."""
        return total(self.revised.values())


def months(commune: str, today: date) -> list[str]:
    """The months there is anything to see of, oldest first; that of ``today`` from its first minute on."""
    return sorted({*reading.months(commune), *closing.closed_months(commune), month_name(today)})


def period_words(period: str, counted_from: date | None) -> str:
    """What a page calls the campaign, or a month."""
    if period != CAMPAIGN:
        return _("Tháng %(month)s/%(year)s") % {"month": period[5:], "year": period[:4]}
    return _("Từ %(day)s") % {"day": format_date(counted_from)} if counted_from else _("Từ đầu")


def month_over(commune: str, period: str, topic: str, counted: Mapping[str, Coverage], today: date) -> MonthOver | None:
    """The month named ``period``; None for the campaign and for the month of ``today``."""
    if period == CAMPAIGN:
        return None
    month = Period.month(date.fromisoformat(f"{period}-01"))
    if month.last >= today:
        return None
    closed = closing.closed(commune, period, topic or None)
    return MonthOver(month.last, counted, closed, kept=month.first >= first_kept_day(today))


def counted_since(commune: Commune, today: date) -> date | None:
    """The first day that the campaign can still be counted from, where visits before it were deleted."""
    first = first_kept_day(today)
    if commune.counted_from and commune.counted_from >= first:
        return None
    return first if retention.was_any_visit_deleted(commune.code) else None
