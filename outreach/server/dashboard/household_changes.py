"""What a leader does about one household: choose between values, give a code, merge, take apart, erase."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outreach.domain.clock import now
from outreach.domain.duplicates import is_provisional
from outreach.domain.errors import OutreachError
from outreach.domain.records import Household
from outreach.server.doors import erasure, finding, merging
from outreach.server.doors.editing import choose
from outreach.server.people.models import User
from outreach.server.places import mapping

from .guards import leader
from .household import household_page
from .household_lines import RefusedCode, visits_of
from .household_review import review_page
from .list_query import carried
from .log_in_again import nothing_lost


@require_POST
@nothing_lost
@leader
def household_choose(request: HttpRequest, user: User, household: str) -> HttpResponse:
    """Choose one of two values."""
    one = _one(user, household)
    contest, value = request.POST.get("contest", ""), request.POST.get("value", "")
    return _try(
        request,
        one.id,
        lambda: choose(user.commune, one, contest, value, user.official, now()),
        _("Đã chọn. Các máy nhận ở lần đồng bộ tới."),
    )


@require_http_methods(["GET", "POST"])
@nothing_lost
@leader
def household_code(request: HttpRequest, user: User, household: str) -> HttpResponse:
    """Give a found door its code; one that is refused stays in its field, with the reason."""
    one = _one(user, household)
    if request.method == "GET":  # from a page with a refused code: another language was chosen there
        return _to("households_one", request, one.id)
    code = request.POST.get("code", "")
    try:
        finding.give_code(user.commune, one.id, code, user.official, now())
    except OutreachError as error:
        why = error.text(get_language() or "vi")
        if one.merged_into is None and is_provisional(one):
            refused = RefusedCode(one.id, code, why)
            in_review = request.POST.get("from") == "review"
            return review_page(request, user, refused) if in_review else household_page(request, user, one.id, refused)
        messages.error(request, why)
    else:
        messages.success(request, _("Đã đặt mã hộ."))
    return _back(request, one.id)


@require_POST
@nothing_lost
@leader
def household_merge(request: HttpRequest, user: User, household: str) -> HttpResponse:
    """Count a household as this one from now on."""
    return _try(
        request,
        _one(user, household).id,
        lambda: merging.merge_households(
            user.commune, household, _one(user, request.POST.get("merged", "")).id, user.official, now()
        ),
        _("Đã gộp. Lượt thăm của cả hai tính cho hộ này; có thể tách lại bất cứ lúc nào."),
    )


@require_POST
@nothing_lost
@leader
def household_part(request: HttpRequest, user: User, household: str) -> HttpResponse:
    """Take two households apart again."""
    return _try(
        request,
        _one(user, household).id,
        lambda: merging.undo(user.commune, request.POST.get("merge", ""), user.official, now()),
        _("Đã tách lại thành hai hộ."),
    )


@require_http_methods(["GET", "POST"])
@leader
def household_erase(request: HttpRequest, user: User, household: str) -> HttpResponse:
    """Ask once more, then erase everything about a household."""
    if erasure.erased(user.commune, [household]):  # a second press, a page from before, or the browser's way back
        messages.info(request, _("Hộ này đã được xóa. Trang này cho biết máy nào đã xóa theo."))
        return redirect("households_erased")
    one = _one(user, household)
    if request.method == "GET":
        context = {"one": one, "visits": visits_of(user, [one.id])[one.id], "listed": carried(request)}
        return render(request, "dashboard/household_erase.html", context)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Hãy đánh dấu xác nhận rồi bấm xóa."))
        return _to("households_erase", request, one.id)
    try:
        erasure.erase(user.commune, one.id, user.official, now())
    except OutreachError as error:
        messages.error(request, error.text(get_language() or "vi"))
        return redirect("households")
    messages.success(request, _("Đã xóa hộ khỏi máy chủ. Trang này cho biết máy nào đã xóa theo."))
    return redirect("households_erased")


def _one(user: User, household: str) -> Household:
    found = next(mapping.households(user.commune, [household]), None)
    if found is None:
        raise Http404
    return found


def _try(request: HttpRequest, household: str, do: Callable[[], object], done: str) -> HttpResponse:
    """Do it, say how it went, and go back to the page that the form was on."""
    try:
        do()
    except OutreachError as error:
        messages.error(request, error.text(get_language() or "vi"))
    else:
        messages.success(request, done)
    return _back(request, household)


def _back(request: HttpRequest, household: str) -> HttpResponse:
    if request.POST.get("from") == "review":
        return redirect("households_review")
    return _to("households_one", request, household)


def _to(page: str, request: HttpRequest, household: str) -> HttpResponse:
    return redirect(reverse(page, args=[household]) + carried(request))
