"""Importing a household list: choose a file, see every line's fate, then say yes."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.domain.vietnamese import format_number
from outreach.server.people.models import User
from outreach.server.places import household_upload, mapping
from outreach.server.places.household_file import MAX_BYTES, FileRefused
from outreach.server.places.household_import import read_list, take_over
from outreach.server.places.household_rows import HouseholdList
from outreach.server.places.household_workbook import template_file, workbook_of_errors

from .guards import leader

SHOWN_ERRORS = 200
SHOWN_ROWS = 5
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@leader
def households_import(request: HttpRequest, user: User) -> HttpResponse:
    """Choose a file; one that can be read at all goes on to its preview."""
    if request.method == "GET":
        return render(request, "dashboard/household_import.html")
    try:
        data = _uploaded(request.FILES.get("list"))
        read_list(user.commune, data)
    except FileRefused as refused:
        context = {"refused": refused.text(get_language() or "vi")}
        return render(request, "dashboard/household_import.html", context, status=400)
    return redirect("households_import_preview", household_upload.keep(user.commune, data))


def _uploaded(file: "UploadedFile[bytes] | None") -> bytes:
    if file is None:
        raise FileRefused("Chưa chọn tệp. Hãy chọn tệp rồi bấm “Xem trước”.", "Choose a file, then press “Preview”.")
    data: bytes = file.read(MAX_BYTES + 1)
    return data


@require_GET
@leader
def households_import_preview(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """What would be added and what is wrong, line by line; nothing has been added yet."""
    found = _kept(user, name)
    problems = [problem for row in found.bad for problem in row.problems]
    titles = {hamlet.id: hamlet.title for hamlet in mapping.hamlets(user.commune)}
    language = get_language() or "vi"
    context = {
        "name": name,
        "found": found,
        "sample": [(row, titles[row.hamlet]) for row in found.good[:SHOWN_ROWS]],
        "ignored": found.header.ignored,
        "problems": [(problem, problem.text(language)) for problem in problems[:SHOWN_ERRORS]],
        "more": max(0, len(problems) - SHOWN_ERRORS),
    }
    return render(request, "dashboard/household_preview.html", context)


@require_POST
@leader
def households_import_take(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Add the good lines."""
    data = household_upload.kept(user.commune, name)
    if data is None:
        return _gone(request)
    found = take_over(user.commune, data)
    household_upload.forget(user.commune, name)
    added = len(found.good)
    words = ngettext("Đã nhập %(n)s hộ.", "Đã nhập %(n)s hộ.", added) % {"n": format_number(added)}
    messages.success(request, f"{words} " + _("Các máy sẽ nhận ở lần đồng bộ tới."))
    return redirect("households")


@require_GET
@leader
def households_import_bad(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The lines that cannot be added, as a file to mend and upload again."""
    found = _kept(user, name)
    data = workbook_of_errors(found, get_language() or "vi")
    return _download(data, "ho-dan-dong-loi.xlsx")


@require_GET
@leader
def households_import_template(request: HttpRequest, user: User) -> HttpResponse:
    """An empty list with the right column names."""
    return _download(template_file(), "ho-dan-mau.xlsx")


def _kept(user: User, name: str) -> HouseholdList:
    data = household_upload.kept(user.commune, name)
    if data is None:
        raise Http404
    return read_list(user.commune, data)


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Tệp này đã được nhập hoặc đã quá một ngày. Nếu cần, hãy tải tệp lên lại."))
    return redirect("households_import")


def _download(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
