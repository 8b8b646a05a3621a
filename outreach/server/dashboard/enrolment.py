"""Ghép máy mới: a code for one tablet, shown once, large enough to read across a table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.vietnamese import sort_key
from outreach.handouts import qr
from outreach.server.devices.enrolment import make_code
from outreach.server.devices.models import EnrolmentCode, Tablet
from outreach.server.devices.tokens import digest
from outreach.server.people.models import User
from outreach.server.places.models import Commune, Hamlet

from .guards import leader
from .log_in_again import nothing_lost


@require_http_methods(["GET", "POST"])
@nothing_lost
@leader
def tablets_enrol(request: HttpRequest, user: User) -> HttpResponse:
    """Choose whose tablet and which thôn; the answer shows the code, which is kept nowhere."""
    people = sorted(User.objects.filter(commune=user.commune, is_active=True), key=lambda one: sort_key(one.full_name))
    hamlets = sorted(Hamlet.objects.filter(commune=user.commune, valid_to=None), key=lambda one: sort_key(str(one)))
    official, scope = request.POST.get("official", ""), request.POST.getlist("hamlets")
    had = _had(user.commune)
    choices = [(one, had.get(one.official, [])) for one in people]
    context = {"people": choices, "hamlets": hamlets, "official": official, "scope": scope}
    if request.method == "GET":
        return render(request, "dashboard/enrol.html", context)
    person = next((one for one in people if one.official == official), None)
    try:
        if person is None:
            raise OutreachError("Hãy chọn người dùng máy.", "Choose who will use the tablet.")
        code = make_code(person, scope)
    except OutreachError as refused:
        context["refused"] = refused.text(get_language() or "vi")
        return render(request, "dashboard/enrol.html", context, status=400)
    site = Commune.objects.get(code=user.commune).site or f"{request.scheme}://{request.get_host()}"
    chosen = [str(hamlet) for hamlet in hamlets if hamlet.id in scope]
    context = {
        "made": EnrolmentCode.objects.get(commune=user.commune, code_hash=digest(code)),
        "person": person,
        "chosen": chosen,
        "groups": (code[:4], code[4:]),
        "site": site,
        "qr": _square(f"{site}/ghep#{code}"),
    }
    return render(request, "dashboard/enrol_code.html", context)


def _had(commune: str) -> dict[str, list[str]]:
    """The hamlets of each official's last tablet, by the official's id."""
    tablets = Tablet.objects.filter(commune=commune).order_by("enrolled_at")
    return dict(tablets.values_list("official", "scope"))


def _square(text: str) -> SafeString | None:
    """The QR of server and code; None for a plain-http address in a network, where the code is typed."""
    try:
        return mark_safe(qr.svg(text))  # noqa: S308 a drawing of squares
    except qr.QrRefused:
        return None


@require_GET
@leader
def tablets_enrol_state(request: HttpRequest, user: User, code_hash: str) -> HttpResponse:
    """Whether the code was used, asked by the open page every few seconds."""
    made = EnrolmentCode.objects.filter(commune=user.commune, code_hash=code_hash).first()
    if made is None:
        raise Http404
    return render(request, "dashboard/enrol_state.html", {"made": made, "expired": made.expires_at <= now()})
