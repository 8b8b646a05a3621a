"""Cài đặt của xã: whom people may call, from when on visits count, and the target; for the leader."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outreach.domain.clock import day_of, now
from outreach.domain.retention import MONTHS_KEPT
from outreach.domain.vietnamese import format_date
from outreach.server.people.models import User
from outreach.server.places import commune_settings
from outreach.server.places.models import CommuneChange

from .commune_form import CommuneForm
from .deletion_lines import deletion_lines
from .guards import leader
from .log_in_again import nothing_lost


@require_http_methods(["GET", "POST"])
@nothing_lost
@leader
def settings_of_commune(request: HttpRequest, user: User) -> HttpResponse:
    """The form and who changed what; a posted form that cannot be taken comes back as it was typed."""
    was = commune_settings.settings_of(user.commune)
    if request.method == "GET":
        return _page(request, user, CommuneForm.of(was))
    form = CommuneForm.posted(request.POST.dict())
    wanted = form.read(was, day_of(now()))
    if wanted is None:
        return _page(request, user, form, 400)
    try:
        changed = commune_settings.change(user.commune, wanted, _seen(request), user.official, now())
    except commune_settings.ChangedMeanwhile as meanwhile:
        return _page(request, user, form, 409, meanwhile.text(get_language() or "vi"))
    messages.success(request, _said(changed))
    return redirect("settings")


def _said(changed: frozenset[str]) -> str:
    if not changed:
        return _("Không có gì thay đổi.")
    if "counted_from" in changed:
        return _("Đã lưu và đếm lại số liệu cả đợt. Các máy nhận ở lần đồng bộ tới.")
    return _("Đã lưu. Các máy nhận ở lần đồng bộ tới.")


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 19 else -1


def _page(request: HttpRequest, user: User, form: CommuneForm, status: int = 200, refused: str = "") -> HttpResponse:
    seen = request.POST.get("seen", "") if form.wrong else str(commune_settings.last_change(user.commune))
    context = {
        "form": form,
        "seen": seen,
        "refused": refused,
        "changes": _changes(user),
        "deletions": deletion_lines(user.commune),
        "months_kept": MONTHS_KEPT,
    }
    return render(request, "dashboard/commune_settings.html", context, status=status)


def _changes(user: User) -> list[dict[str, object]]:
    names = dict(User.objects.filter(commune=user.commune).values_list("official", "full_name"))
    return [
        {
            "field": _field_words(change.field),
            "old": _value_words(change.field, change.old),
            "new": _value_words(change.field, change.new) or _("để trống"),
            "who": names.get(change.official, ""),
            "at": change.at,
        }
        for change in CommuneChange.objects.filter(commune=user.commune).order_by("-seq", "field")
    ]


def _field_words(name: str) -> str:
    return {
        "hotline": _("Số hỗ trợ"),
        "counted_from": _("Đếm từ ngày"),
        "target": _("Chỉ tiêu tiếp cận"),
        "target_on": _("Hạn của chỉ tiêu"),
    }[name]


def _value_words(name: str, value: str) -> str:
    if value and name in ("counted_from", "target_on"):
        return format_date(date.fromisoformat(value))
    return f"{value} %" if value and name == "target" else value
