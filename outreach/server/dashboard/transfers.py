"""Tệp không mạng: taking what tablets exported, and the answers to bring back to them."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from outreach.domain.clock import now
from outreach.domain.vietnamese import format_number
from outreach.server.devices.models import Tablet
from outreach.server.people.models import User
from outreach.server.transfers.models import TransferFile, Way
from outreach.server.transfers.taking import Taken, take
from outreach.server.transfers.upload import sealed_files
from outreach.sync.codes import CodesMissing, Gathered
from outreach.sync.sealed_file import FileRefused, answer_file_name

from .guards import leader
from .log_in_again import nothing_lost

SHOWN = 50


@require_http_methods(["GET", "POST"])
@nothing_lost
@leader
def tablets_files(request: HttpRequest, user: User) -> HttpResponse:
    """Upload files, pictures of codes, or a scanner's text; below it what came lately."""
    if request.method == "GET":
        return _page(request, user)
    codes, files, scanned = Gathered(), request.FILES.getlist("files"), request.POST.get("codes", "")
    refused: list[tuple[str, FileRefused]] = []
    try:
        codes.add([scanned])
        if not files and codes.run is None:
            raise FileRefused(
                "Chưa có gì để nhận. Hãy chọn tệp .gocua hoặc ảnh mã QR, hay quét mã vào ô bên dưới.",
                "There is nothing to take yet. Choose a .gocua file or pictures of codes, or scan codes into the box.",
            )
    except FileRefused as nothing:
        return _page(request, user, [("", nothing)], scanned)
    for name, found in sealed_files(files, codes):
        try:
            if isinstance(found, FileRefused):
                raise found
            _tell(request, take(found, Way.PAGE, now(), user.commune))
        except FileRefused as why:  # the others are another tablet's
            refused.append((name if len(files) > 1 else "", why))
    if refused:
        missing = any(isinstance(why, CodesMissing) for _name, why in refused)
        return _page(request, user, refused, codes.lines() if missing else "")
    return redirect("tablets_files")


@require_GET
@leader
def tablets_files_answer(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The sealed answer to a file, for its tablet."""
    file = TransferFile.objects.filter(commune=user.commune, id=name).first()
    if file is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{answer_file_name(file.id)}"'}
    return HttpResponse(bytes(file.answer), content_type="application/octet-stream", headers=headers)


def _page(
    request: HttpRequest, user: User, refused: Sequence[tuple[str, FileRefused]] = (), codes: str = ""
) -> HttpResponse:
    """``refused`` names what was not taken and says why, ``codes`` are those that were read so far."""
    people = dict(User.objects.filter(commune=user.commune).values_list("official", "full_name"))
    ways = {Way.PAGE: _("trang này"), Way.COMMAND: _("dòng lệnh"), Way.CARRIED: _("máy khác mang hộ")}
    files = TransferFile.objects.filter(commune=user.commune).defer("answer").order_by("-received_at")[:SHOWN]
    lines = [(file, people.get(file.official, ""), ways[Way(file.way)]) for file in files]
    tablets = {file.tablet for file in files}
    revoked = Tablet.objects.filter(commune=user.commune, id__in=tablets, revoked_at__isnull=False).exists()
    told = [(name, why.text(get_language() or "vi")) for name, why in refused]
    context = {"lines": lines, "revoked": revoked, "refused": told, "codes": codes}
    return render(request, "dashboard/transfers.html", context, status=400 if refused else 200)


def _tell(request: HttpRequest, taken: Taken) -> None:
    file = taken.file
    person = User.objects.filter(commune=file.commune, official=file.official).first()
    words = [
        _("Đã nhận tệp từ máy của %(name)s:") % {"name": person.full_name if person else "–"},
        ngettext("%(n)s bản ghi mới,", "%(n)s bản ghi mới,", taken.taken) % {"n": format_number(taken.taken)},
        ngettext("%(n)s đã có từ trước,", "%(n)s đã có từ trước,", taken.held) % {"n": format_number(taken.held)},
        ngettext("%(n)s để riêng chờ xem lại.", "%(n)s để riêng chờ xem lại.", taken.aside)
        % {"n": format_number(taken.aside)},
    ]
    messages.success(request, " ".join(words))
    if wiping := taken.wiping():
        messages.warning(request, wiping[1] if get_language() == "en" else wiping[0])
    elif taken.problem:
        text = taken.problem.en if get_language() == "en" else taken.problem.vi
        messages.warning(request, _("Máy chủ trả lời máy đó: “%(text)s”") % {"text": text})
