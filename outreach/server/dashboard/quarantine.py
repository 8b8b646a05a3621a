"""Bản ghi cần xem lại: a leader takes a record out of quarantine, or sets it aside with a reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.vietnamese import format_number
from outreach.server.ingest.quarantine import LONGEST_REASON, Admitted, admit, set_aside
from outreach.server.people.models import User
from outreach.server.records.models import Admission, Quarantine

from .guards import leader
from .log_in_again import nothing_lost
from .quarantine_lines import counted_kinds, kept_lines, names_of

PLACE = "can-xem"
"""Where on the page of tablets these records are, and what was done about them is told."""


@require_http_methods(["GET", "POST"])
@leader
def tablets_admit_all(request: HttpRequest, user: User, tablet: str) -> HttpResponse:
    """Say what all of a tablet's waiting records are, then take them; say it anew where others have come meanwhile."""
    kept = list(Quarantine.objects.waiting(user.commune).filter(tablet=tablet).order_by("n"))
    names = names_of(user.commune)
    if tablet not in names.tablets:
        raise Http404
    if not kept:
        return _dealt_with(request)
    if request.POST.get("count") == str(len(kept)):
        _tell(request, admit(user.commune, tablet, user.official, now()))
        return _back()
    context = {
        "changed": request.method == "POST",
        "tablet": names.tablets[tablet],
        "official": names.owner(tablet),
        "count": len(kept),
        "kinds": counted_kinds(kept),
        "first": min(one.received_at for one in kept),
        "last": max(one.received_at for one in kept),
    }
    return render(request, "dashboard/quarantine_all.html", context, status=409 if context["changed"] else 200)


@require_POST
@nothing_lost
@leader
def tablets_admit(request: HttpRequest, user: User, tablet: str, n: int) -> HttpResponse:
    """Take one record, or try again to."""
    kept = _one(user, tablet, n)
    if kept is None:
        return _dealt_with(request)
    if kept.aside_at and request.POST.get("shown") == "waiting":
        text = _("Trong lúc đó đã có người để riêng bản ghi này, không tính: %(why)s") % {"why": kept.aside_why}
        messages.warning(request, text, extra_tags=PLACE)
        return _back()
    _tell(request, admit(user.commune, tablet, user.official, now(), n))
    return _back()


@require_http_methods(["GET", "POST"])
@nothing_lost
@leader
def tablets_set_aside(request: HttpRequest, user: User, tablet: str, n: int) -> HttpResponse:
    """Ask for the reason, then set one record aside; whoever noted it reads the reason on their tablet."""
    kept = _one(user, tablet, n)
    if kept is None:
        return _dealt_with(request)
    refused, why = "", request.POST.get("why", "")
    if request.method == "POST":
        try:
            set_aside(user.commune, tablet, n, user.official, why, now())
            text = _("Đã để riêng bản ghi số %(n)s, không tính.") % {"n": format_number(n)}
            messages.success(request, text, extra_tags=PLACE)
            return _back()
        except OutreachError as error:
            refused = error.text(get_language() or "vi")
    (line,) = kept_lines(user.commune, [kept])
    official = names_of(user.commune).owner(tablet)
    context = {"line": line, "official": official, "refused": refused, "why": why, "longest": LONGEST_REASON}
    return render(request, "dashboard/quarantine_aside.html", context, status=400 if refused else 200)


def _one(user: User, tablet: str, n: int) -> Quarantine | None:
    """The record; None for one that was taken already."""
    kept = Quarantine.objects.filter(commune=user.commune, tablet=tablet, n=n).exclude(body="").first()
    if kept is None and not Admission.objects.filter(commune=user.commune, tablet=tablet, n=n).exists():
        raise Http404
    return kept


def _dealt_with(request: HttpRequest) -> HttpResponse:
    """A second press, or a page from before somebody else decided."""
    messages.info(request, _("Không còn gì để làm ở đây: đã được xử lý rồi. Hãy xem lại."), extra_tags=PLACE)
    return _back()


def _tell(request: HttpRequest, done: Admitted) -> None:
    if done.taken:
        text = ngettext(
            "Đã nhận %(n)s bản ghi, tính vào số liệu.", "Đã nhận %(n)s bản ghi, tính vào số liệu.", done.taken
        )
        messages.success(request, text % {"n": format_number(done.taken)}, extra_tags=PLACE)
    if done.left:
        text = ngettext(
            "%(n)s bản ghi vẫn chưa nhận được; lý do ở bên dưới.",
            "%(n)s bản ghi vẫn chưa nhận được; lý do ở bên dưới.",
            done.left,
        )
        messages.warning(request, text % {"n": format_number(done.left)}, extra_tags=PLACE)


def _back() -> HttpResponse:
    return redirect(f"{reverse('tablets')}#{PLACE}")
