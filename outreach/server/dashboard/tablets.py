"""Máy: which tablets the commune trusts, how far each has handed in its work, and revoking one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from outreach.domain.clock import CLOCK_TOLERANCE, Unit, day_of, now, roughly
from outreach.domain.errors import OutreachError
from outreach.domain.gaps import Run, size, words
from outreach.domain.vietnamese import format_number, sort_key
from outreach.server.backups.reading import newest
from outreach.server.devices.enrolment import revoke
from outreach.server.devices.models import Tablet
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet
from outreach.server.records.held import missing, runs_held, unsent

from .decisions import SILENT_AFTER
from .guards import leader
from .quarantine_lines import decided, waiting_groups


@dataclass(frozen=True, slots=True)
class TabletLine:
    """One tablet with its names looked up."""

    tablet: Tablet
    official: str
    hamlets: str
    at: datetime
    held: tuple[Run, ...]
    in_use: bool

    @property
    def unsent(self) -> int:
        """Records it said it made that are not here, as of its last exchange; those missing in a gap among them."""
        return unsent(self.tablet, self.held)

    @property
    def gaps(self) -> str:
        """The numbers that are missing though later ones are here, "" for none."""
        return words(self.missing)

    @property
    def missing(self) -> tuple[Run, ...]:
        """The same as runs."""
        return missing(self.tablet, self.held)

    @property
    def missing_count(self) -> int:
        """How many that are."""
        return size(self.missing)

    @property
    def complete_today(self) -> bool:
        """Whether everything on it was here today; nobody knows what else a silent tablet holds."""
        return day_of(self.tablet.last_full_sync) == day_of(self.at)

    @property
    def renamed(self) -> bool:
        """Whether it goes on under a new name, so that nothing more is awaited of this one."""
        return self.tablet.superseded_at is not None

    @property
    def silent_days(self) -> int:
        """Whole days since everything on it was last here; 0 while that is no worry."""
        silent = self.at - self.tablet.last_full_sync
        return silent.days if silent > SILENT_AFTER and self.in_use else 0

    @property
    def clock(self) -> str:
        """How far its clock is off, "" within five minutes."""
        offset = timedelta(seconds=self.tablet.clock_offset)
        if abs(offset) <= CLOCK_TOLERANCE:
            return ""
        count, unit = roughly(abs(offset))
        match unit:
            case Unit.MINUTES:
                amount = ngettext("%(n)s phút", "%(n)s phút", count)
            case Unit.HOURS:
                amount = ngettext("%(n)s giờ", "%(n)s giờ", count)
            case Unit.DAYS:
                amount = ngettext("%(n)s ngày", "%(n)s ngày", count)
        words = _("nhanh %(amount)s") if offset > timedelta(0) else _("chậm %(amount)s")
        return words % {"amount": amount % {"n": format_number(count)}}


@require_GET
@leader
def tablets(request: HttpRequest, user: User) -> HttpResponse:
    """All tablets, those in use first, the longest silent on top; then old names, and what waits in quarantine."""
    lines = _lines(user.commune)
    context = {
        "in_use": [line for line in lines if line.in_use],
        "renamed": [line for line in lines if line.renamed and not line.tablet.revoked_at],
        "revoked": [line for line in lines if line.tablet.revoked_at],
        "holed": [line for line in lines if line.gaps and not line.tablet.revoked_at],
        "quarantine": waiting_groups(user.commune),
        "decided": decided(user.commune),
        "backup": newest(user.commune),
    }
    return render(request, "dashboard/tablets.html", context)


@require_http_methods(["GET", "POST"])
@leader
def tablets_revoke(request: HttpRequest, user: User, tablet: str) -> HttpResponse:
    """Ask once more, then stop trusting a tablet."""
    lines = _lines(user.commune)
    line = next((one for one in lines if one.tablet.id == tablet), None)
    if line is None:
        raise Http404
    if line.tablet.revoked_at:  # a second press, a page from before, or the browser's way back
        messages.info(request, _("Máy của %(name)s đã được thu hồi.") % {"name": line.official})
        return redirect("tablets")
    if request.method == "GET":
        return render(request, "dashboard/tablet_revoke.html", {"line": line, "newer": _newer(lines, tablet)})
    try:
        revoke(line.tablet)
    except OutreachError as error:
        messages.error(request, error.text(get_language() or "vi"))
        return redirect("tablets")
    newer = _newer(_lines(user.commune), tablet)  # it may have taken a new name since the page was opened
    for one in newer:
        told = _("Chỉ tên cũ bị thu hồi. Máy của %(name)s nay mang tên mới và vẫn dùng được.") % {"name": one.official}
        link = reverse("tablets_revoke", args=[one.tablet.id])
        messages.warning(request, format_html('{} <a href="{}">{}</a>', told, link, _("Xem máy mang tên mới")))
    if not newer:
        messages.success(request, _("Đã thu hồi máy của %(name)s.") % {"name": line.official})
    return redirect("tablets")


def _newer(lines: list[TabletLine], tablet: str) -> list[TabletLine]:
    """Under which names a tablet that took a new one is in use now; none for one that still goes by its own."""
    if not any(line.tablet.id == tablet and line.renamed for line in lines):
        return []
    after = [line for line in lines if line.tablet.renewed_from == tablet]
    return [line for line in after if line.in_use] + [one for line in after for one in _newer(lines, line.tablet.id)]


def _lines(commune: str) -> list[TabletLine]:
    people = dict(User.objects.filter(commune=commune).values_list("official", "full_name"))
    hamlets = {one.id: str(one) for one in Hamlet.objects.filter(commune=commune)}
    in_use = set(Tablet.objects.in_use(commune).values_list("id", flat=True))
    at = now()
    return [
        TabletLine(
            tablet,
            people.get(tablet.official, ""),
            ", ".join(sorted((hamlets[one] for one in tablet.scope if one in hamlets), key=sort_key)),
            at,
            runs_held(tablet),
            tablet.id in in_use,
        )
        for tablet in Tablet.objects.filter(commune=commune).order_by("last_full_sync", "id")
    ]
