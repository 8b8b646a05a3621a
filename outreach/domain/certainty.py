"""How sure a figure is: up to when it is complete, and what silent tablets may still add to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .coverage import Coverage, Rate, total
from .period import Period


@dataclass(frozen=True, slots=True)
class TabletSync:
    """A tablet in use: when everything on it was last on the server, and how many visits it can make a day.

    ``busiest_day`` is the most visits it ever noted on one date. ``unsent`` counts the records that it told of since,
    which are not on the server.
    """

    tablet: str
    hamlets: frozenset[str]
    last_full_sync: date
    busiest_day: int
    unsent: int = 0


def complete_up_to(tablets: Iterable[TabletSync]) -> date | None:
    """The oldest last full sync among the tablets in use; None without tablets. Every figure carries it."""
    return min((tablet.last_full_sync for tablet in tablets), default=None)


@dataclass(frozen=True, slots=True)
class Band:
    """Confirmed, and the most it could be once silent tablets have synced."""

    confirmed: Rate
    possible: Rate
    silent: int


def reach_band(by_hamlet: Mapping[str, Coverage], tablets: Iterable[TabletSync], as_of: date, period: Period) -> Band:
    """The reach rate of a period as a band.

    A tablet is silent when its last full sync was before ``as_of``, or on that day and it told of more since. On each
    day since (``as_of`` included, and on no more than the period has had by then) it can have reached at most as many
    new households as on its busiest day (one, if it never visited) or as it told of, and never more than are left in
    its hamlets.
    """
    left = {hamlet: max(0, c.eligible - c.reached) for hamlet, c in by_hamlet.items()}
    confirmed = total(by_hamlet.values()).reach_rate
    most_days = max(0, (min(as_of, period.last) - period.first).days + 1)
    more = silent = 0
    for tablet in sorted(tablets, key=lambda one: one.tablet):
        days = (as_of - tablet.last_full_sync).days
        if days < 0 or (days == 0 and not tablet.unsent):
            continue
        silent += 1
        room = max(min(days, most_days) * max(1, tablet.busiest_day), tablet.unsent) if most_days else 0
        for hamlet in sorted(tablet.hamlets & left.keys()):
            taken = min(room, left[hamlet])
            left[hamlet] -= taken
            room -= taken
            more += taken
    return Band(confirmed, Rate(confirmed.numerator + more, confirmed.denominator), silent)
