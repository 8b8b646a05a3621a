"""Importing a household list: choose a file, see every line's fate, then say yes or turn it down."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.domain.records import Household
from outreach.domain.vietnamese import format_number
from outreach.server.people.models import User
from outreach.server.places import household_upload, mapping
from outreach.server.places.household_columns import ADDRESS, NEEDS, STATE, TITLES
from outreach.server.places.household_file import MAX_BYTES, FileRefused
from outreach.server.places.household_import import read_list, take_over
from outreach.server.places.household_rows import HouseholdList
from outreach.server.places.household_workbook import template_file, workbook_of_errors

from .guards import leader
from .log_in_again import nothing_lost
from .words import need_words, state_words

SHOWN = 200
"""Lines of each kind that a preview lists."""

SHOWN_NEW = 5
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@leader
def households_import(request: HttpRequest, user: User) -> HttpResponse:
    """Choose a file; one that can be read at all goes on to its preview."""
    context = {"without_hamlets": not mapping.hamlets(user.commune)}
    if request.method == "GET":
        return render(request, "dashboard/household_import.html", context)
    try:
        data = _uploaded(request.FILES.get("list"))
        read_list(user.commune, data)
    except FileRefused as refused:
        told = {"refused": refused.text(get_language() or "vi")}
        return render(request, "dashboard/household_import.html", context | told, status=400)
    return redirect("households_import_preview", household_upload.keep(user.commune, data))


def _uploaded(file: "UploadedFile[bytes] | None") -> bytes:
    if file is None:
        raise FileRefused("Chưa chọn tệp. Hãy chọn tệp rồi bấm “Xem trước”.", "Choose a file, then press “Preview”.")
    data: bytes = file.read(MAX_BYTES + 1)
    return data


@require_GET
@leader
def households_import_preview(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """What would be added, what changed and what is wrong, line by line; nothing has been done yet."""
    found = _kept(user, name)
    if found is None:
        return _gone(request)
    problems = [problem for row in found.bad for problem in row.problems]
    titles = {hamlet.id: hamlet.title for hamlet in mapping.hamlets(user.commune)}
    language = get_language() or "vi"
    context = {
        "name": name,
        "found": found,
        "sample": [(row, titles[row.hamlet]) for row in found.good[:SHOWN_NEW]],
        "changes": [
            (row.line, row.before.code, TITLES[field], _words(row.before, field), _words(row.after, field))
            for row in found.changed[:SHOWN]
            for field in row.changes
        ],
        "more_changed": max(0, len(found.changed) - SHOWN),
        "same": found.same[:SHOWN],
        "more_same": max(0, len(found.same) - SHOWN),
        "ignored": found.header.ignored,
        "problems": [(problem, problem.text(language)) for problem in problems[:SHOWN]],
        "more": max(0, len(problems) - SHOWN),
    }
    return render(request, "dashboard/household_preview.html", context)


def _words(household: Household, field: str) -> str:
    """What a registered household has in a field that lists change, "" for nothing."""
    return {
        ADDRESS: household.address_note,
        STATE: state_words(household.state),
        NEEDS: ", ".join(need_words(household.needs)),
    }[field]


@require_POST
@nothing_lost
@leader
def households_import_discard(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Turn the list down: the uploaded file is gone at once."""
    household_upload.forget(user.commune, name)
    messages.success(request, _("Đã bỏ danh sách vừa tải lên và xóa tệp. Không có gì thay đổi."))
    return redirect("households_import")


@require_POST
@nothing_lost
@leader
def households_import_take(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Add the new households and change those that are registered."""
    data = household_upload.kept(user.commune, name)
    if data is None:
        return _gone(request)
    found = take_over(user.commune, data)
    household_upload.forget(user.commune, name)
    added, changed = len(found.good), len(found.changed)
    done = []
    if added:
        done.append(ngettext("Đã nhập %(n)s hộ mới.", "Đã nhập %(n)s hộ mới.", added) % {"n": format_number(added)})
    if changed:
        words = ngettext("Đã cập nhật %(n)s hộ.", "Đã cập nhật %(n)s hộ.", changed)
        done.append(words % {"n": format_number(changed)})
    if done:
        messages.success(request, " ".join([*done, _("Các máy sẽ nhận ở lần đồng bộ tới.")]))
    else:
        messages.success(request, _("Danh sách không có gì mới nên không có gì thay đổi."))
    return redirect("households")


@require_GET
@leader
def households_import_bad(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The lines that cannot be added, as a file to mend and upload again."""
    found = _kept(user, name)
    if found is None:
        return _gone(request)
    data = workbook_of_errors(found, get_language() or "vi")
    return _download(data, "ho-dan-dong-loi.xlsx")


@require_GET
@leader
def households_import_template(request: HttpRequest, user: User) -> HttpResponse:
    """An empty list with the right column names."""
    return _download(template_file(), "ho-dan-mau.xlsx")


def _kept(user: User, name: str) -> HouseholdList | None:
    """The list put aside under this name; None when it is gone, or was never this commune's."""
    data = household_upload.kept(user.commune, name)
    return None if data is None else read_list(user.commune, data)


def _gone(request: HttpRequest) -> HttpResponse:
    """Reached by the browser's way back, or after an hour."""
    messages.error(
        request,
        _("Bản xem trước này không còn: tệp đã được nhập, đã bỏ, hoặc đã quá một giờ. Nếu cần, hãy tải lên lại."),
    )
    return redirect("households_import")


def _download(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
