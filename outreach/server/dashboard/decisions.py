"""Cần người quyết: what nobody but a leader can settle, from what is on record now."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.domain.clock import now
from outreach.domain.gaps import size
from outreach.domain.vietnamese import format_number, format_percent, sort_key
from outreach.server.backups.reading import newest
from outreach.server.devices.models import Tablet
from outreach.server.guides.catalog import guides_of
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet
from outreach.server.records.calls import open_calls, unknown_calls
from outreach.server.records.held import missing, runs_held
from outreach.server.records.models import Quarantine
from outreach.server.rollups import progress

from . import household_review

SILENT_AFTER = timedelta(days=3)
FEWEST_SHOWN = 10
"""A step is only called hard once its guide was shown this often."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line; ``kind`` gives its colour, ``address`` is "" where there is no page to go to."""

    icon: str
    kind: str
    title: str
    detail: str
    address: str = ""


def decisions(user: User, language: str) -> list[Decision]:
    """The lines for this person: officials read them, leaders can act on them."""
    tablets = reverse("tablets") if user.is_leader else ""
    found = (
        _calling(user.commune, reverse("coverage_calls") if user.sees_doors else ""),
        _silent(user.commune, tablets),
        _missing(user.commune, tablets),
        _quarantined(user.commune, tablets),
        _unsaved(user.commune, tablets),
        _contested(user),
        _stuck(user.commune, language),
    )
    return [line for line in found if line]


def _calling(commune: str, address: str) -> Decision | None:
    """Households that asked for help; those not known yet count, for they wait as well."""
    calls, unknown = open_calls(commune), unknown_calls(commune)
    total = len(calls) + len(unknown)
    if not total:
        return None
    names = {hamlet.id: str(hamlet) for hamlet in Hamlet.objects.filter(commune=commune)}
    places = sorted({names[call.answer.hamlet] for call in calls if call.answer.hamlet in names}, key=sort_key)
    if unknown:
        places.append(_("chưa rõ thôn"))
    title = ngettext("%(n)s hộ nhờ giúp lại", "%(n)s hộ nhờ giúp lại", total) % {"n": format_number(total)}
    return Decision("hand-stop", "warning", title, ", ".join(places), address)


def _silent(commune: str, address: str) -> Decision | None:
    scopes = list(
        Tablet.objects.in_use(commune).filter(last_full_sync__lt=now() - SILENT_AFTER).values_list("scope", flat=True)
    )
    if not scopes:
        return None
    ids = {hamlet for scope in scopes for hamlet in scope}
    names = sorted((str(one) for one in Hamlet.objects.filter(commune=commune, id__in=ids)), key=sort_key)
    title = ngettext("%(n)s máy chưa gửi quá 3 ngày", "%(n)s máy chưa gửi quá 3 ngày", len(scopes))
    return Decision(
        "device-tablet-off", "warning", title % {"n": format_number(len(scopes))}, ", ".join(names), address
    )


def _missing(commune: str, address: str) -> Decision | None:
    """Numbers that never came though later ones did: somebody has to ask whoever noted them."""
    gaps = [missing(tablet, runs_held(tablet)) for tablet in Tablet.objects.in_use(commune)]
    total, tablets = sum(map(size, gaps)), sum(map(bool, gaps))
    if not total:
        return None
    title = ngettext("Thiếu %(n)s bản ghi", "Thiếu %(n)s bản ghi", total) % {"n": format_number(total)}
    detail = ngettext("Từ %(n)s máy; những số sau đã tới", "Từ %(n)s máy; những số sau đã tới", tablets)
    return Decision("alert-circle", "danger", title, detail % {"n": format_number(tablets)}, address)


def _quarantined(commune: str, address: str) -> Decision | None:
    held = Quarantine.objects.waiting(commune).aggregate(n=Count("n"), tablets=Count("tablet", distinct=True))
    if not held["n"]:
        return None
    title = ngettext("%(n)s bản ghi cần xem lại", "%(n)s bản ghi cần xem lại", held["n"])
    detail = ngettext("Từ %(n)s máy; chưa tính vào số liệu", "Từ %(n)s máy; chưa tính vào số liệu", held["tablets"])
    return Decision(
        "alert-circle",
        "danger",
        title % {"n": format_number(held["n"])},
        detail % {"n": format_number(held["tablets"])},
        f"{address}#can-xem" if address else "",
    )


def _unsaved(commune: str, address: str) -> Decision | None:
    """Nothing new is safe: what tablets forget once it is safe stays on them, and a broken disk would show."""
    backup = newest(commune)
    if not backup.worrying:
        return None
    days = backup.old_days
    title = (
        ngettext("Bản sao lưu đã cũ %(n)s ngày", "Bản sao lưu đã cũ %(n)s ngày", days) % {"n": format_number(days)}
        if days
        else _("Chưa có bản sao lưu nào")
    )
    detail = (
        _("Lượt thăm mới chưa an toàn nếu hỏng ổ đĩa; báo người quản trị máy chủ")
        if days
        else _("Máy chủ vừa chạy thì đợi vài phút; vẫn vậy thì báo người quản trị máy chủ")
    )
    return Decision("shield-off", "warning", title, detail, f"{address}#sao-luu" if address else "")


def _contested(user: User) -> Decision | None:
    """Values that two people gave the same field, and doors that have no code yet."""
    waiting = household_review.waiting(user)
    if not waiting:
        return None
    title = ngettext("%(n)s việc cần xem về hộ dân", "%(n)s việc cần xem về hộ dân", waiting)
    detail = _("Hai người ghi khác nhau, hoặc hộ mới chưa có mã")
    return Decision(
        "arrows-exchange",
        "warning",
        title % {"n": format_number(waiting)},
        detail,
        reverse("households_review") if user.is_leader else "",
    )


def _stuck(commune: str, language: str) -> Decision | None:
    known = guides_of(commune)
    places = [place for place in progress.stuck_places(commune) if place.shown >= FEWEST_SHOWN and place.guide in known]
    if not places:
        return None
    worst = max(places, key=lambda place: place.stuck / place.shown)
    guide = known[worst.guide]
    step = next((n for n, step in enumerate(guide.steps, start=1) if step.id == worst.step), None)
    if step is None:
        return None
    title = _("%(share)s mắc ở bước %(step)s bài “%(guide)s”") % {
        "share": format_percent(worst.stuck, worst.shown),
        "step": step,
        "guide": guide.text(language).title,
    }
    detail = _("%(stuck)s trên %(shown)s lượt xem bài này") % {
        "stuck": format_number(worst.stuck),
        "shown": format_number(worst.shown),
    }
    return Decision("flag", "primary", title, detail, reverse("guide", args=[worst.guide]))
