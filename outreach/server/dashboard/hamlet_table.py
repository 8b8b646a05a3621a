"""The table per thôn: what is left first, and who answers for it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outreach.domain.coverage import Coverage
from outreach.domain.vietnamese import format_change, format_number, sort_key
from outreach.server.devices.models import Tablet
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet


@dataclass(frozen=True, slots=True)
class HamletLine:
    """One thôn by its id. ``officials`` are those whose tablets hold it; "" when none does.

    ``revised`` is what has changed about a closed month's figures since.
    """

    id: str
    title: str
    coverage: Coverage
    officials: str
    revised: Coverage

    @property
    def left(self) -> int:
        """Eligible households not yet reached."""
        return self.coverage.eligible - self.coverage.reached

    @property
    def revised_words(self) -> str:
        """What it is since, such as "trong diện 99 (−1), tiếp cận 18 (+5)"; "" for nothing that the table shows."""
        now = self.coverage + self.revised
        changes = (
            (_("trong diện"), now.eligible, self.revised.eligible),
            (_("tiếp cận"), now.reached, self.revised.reached),
            (_("giúp được"), now.helped, self.revised.helped),
        )
        return ", ".join(
            f"{words} {format_number(n)} ({format_change(change)})" for words, n, change in changes if change
        )

    @property
    def helped_width(self) -> float:
        """The bar's first segment, in hundredths of the eligible."""
        return _width(self.coverage.helped, self.coverage.eligible)

    @property
    def reached_width(self) -> float:
        """The bar up to the end of its second segment, in hundredths of the eligible."""
        return _width(self.coverage.reached, self.coverage.eligible)

    @property
    def words(self) -> str:
        """What the bar shows, for who cannot see it."""
        if not self.coverage.eligible:
            return _("không có hộ trong diện")
        return _("Đã tiếp cận %(reached)s, đã giúp được %(helped)s trên %(eligible)s hộ") % {
            "reached": format_number(self.coverage.reached),
            "helped": format_number(self.coverage.helped),
            "eligible": format_number(self.coverage.eligible),
        }


def hamlet_lines(commune: str, by_hamlet: Mapping[str, Coverage], revised: Mapping[str, Coverage]) -> list[HamletLine]:
    """Every thôn in use or with figures, most households left first; one that this server no longer knows too."""
    officials, none = _officials(commune), Coverage()
    known = {hamlet.id: hamlet for hamlet in Hamlet.objects.filter(commune=commune)}
    lines = [
        HamletLine(
            id_,
            str(known.get(id_, _("Thôn đã bỏ"))),
            by_hamlet.get(id_, none),
            officials.get(id_, ""),
            revised.get(id_, none),
        )
        for id_ in {**known, **by_hamlet, **revised}
        if (id_ in known and known[id_].valid_to is None) or id_ in revised or by_hamlet.get(id_, none) != none
    ]
    return sorted(lines, key=lambda line: (-line.left, sort_key(line.title)))


def _officials(commune: str) -> dict[str, str]:
    """Who holds each hamlet on a tablet in use, by hamlet id."""
    names = dict(User.objects.filter(commune=commune).values_list("official", "full_name"))
    holders: dict[str, set[str]] = defaultdict(set)
    for official, scope in Tablet.objects.in_use(commune).values_list("official", "scope"):
        for hamlet in scope:
            holders[hamlet].add(names.get(official, ""))
    return {hamlet: ", ".join(sorted(filter(None, some), key=sort_key)) for hamlet, some in holders.items()}


def _width(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
