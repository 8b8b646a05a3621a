"""Guides as files: downloaded as the folder that git keeps, and taken in from one as drafts."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from outreach.content import GuideProblems
from outreach.domain.vietnamese import format_number
from outreach.server.guides import transfer
from outreach.server.guides.catalog import guides_of
from outreach.server.people.models import User

from .guards import editor, member

SHOWN_PROBLEMS = 50


@require_GET
@member
def guides_export(request: HttpRequest, user: User, slug: str = "") -> HttpResponse:
    """One guide, or all of them, as a zip file."""
    if slug and slug not in guides_of(user.commune):
        raise Http404
    data = transfer.zip_of(user.commune, slug or None)
    name = f"huong-dan-{slug}.zip" if slug else "huong-dan.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "POST"])
@editor
def guides_import(request: HttpRequest, user: User) -> HttpResponse:
    """Take in a zip file; every guide in it must be whole."""
    if request.method == "GET":
        return render(request, "guides/import.html")
    language = get_language() or "vi"
    try:
        imported = transfer.take_in(user.commune, transfer.read_zip(_uploaded(request.FILES.get("zip"))), user)
    except transfer.ImportRefused as refused:
        return render(request, "guides/import.html", {"refused": refused.text(language)}, status=400)
    except GuideProblems as error:
        problems = [(one.file, one.line, one.rule, one.text(language)) for one in error.problems]
        context = {"problems": problems[:SHOWN_PROBLEMS], "more": max(0, len(problems) - SHOWN_PROBLEMS)}
        return render(request, "guides/import.html", context, status=400)
    _tell(request, imported)
    return redirect("guides_edit", imported.begun[0]) if len(imported.begun) == 1 else redirect("guides")


def _uploaded(file: "UploadedFile[bytes] | None") -> bytes:
    if file is None:
        raise transfer.ImportRefused("Chưa chọn tệp. Hãy chọn một tệp .zip.", "Choose a zip file.")
    data: bytes = file.read(transfer.MAX_BYTES + 1)
    return data


def _tell(request: HttpRequest, imported: transfer.Imported) -> None:
    begun = len(imported.begun)
    if begun:
        words = ngettext("Đã nhận %(n)s bài thành bản nháp.", "Đã nhận %(n)s bài thành bản nháp.", begun)
        messages.success(request, words % {"n": format_number(begun)})
    if imported.voices:
        words = ngettext("Đã nhận %(n)s bản thu giọng đọc.", "Đã nhận %(n)s bản thu giọng đọc.", imported.voices)
        messages.success(request, words % {"n": format_number(imported.voices)})
    if imported.left:
        words = ngettext(
            "%(n)s bản thu chưa nhận: chỉ lãnh đạo thêm được giọng đọc.",
            "%(n)s bản thu chưa nhận: chỉ lãnh đạo thêm được giọng đọc.",
            imported.left,
        )
        messages.warning(request, words % {"n": format_number(imported.left)})
    if not begun and not imported.voices:
        messages.info(request, _("Không có bài nào khác với bài đang dùng."))
    if imported.busy:
        names = ", ".join(imported.busy)
        messages.warning(request, _("Bỏ qua bài đang có người sửa: %(names)s") % {"names": names})
