"""Printed sheets for the team: chosen guides as a PDF, each with its steps or all on one list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from outreach.domain.clock import now
from outreach.handouts.paper import Size
from outreach.server.guides.catalog import guides_of
from outreach.server.people.models import User
from outreach.server.places import mapping

from .guards import member

MOST = 10
"""Guides with all their steps in one PDF: each takes the server a second or two."""


@require_GET
@member
def guides_print(request: HttpRequest, user: User) -> HttpResponse:
    """?bai=slug (once a guide), ?co=A4 or A5, ?kieu=tung-bai or danh-sach. 404 for what the form does not offer."""
    known = guides_of(user.commune)
    chosen = [known[slug] for slug in dict.fromkeys(request.GET.getlist("bai")) if slug in known]
    size, kind = request.GET.get("co", Size.A4), request.GET.get("kieu", "tung-bai")
    if size not in set(Size) or kind not in ("tung-bai", "danh-sach"):
        raise Http404
    if not chosen:
        return _again(request, _("Chưa chọn bài nào. Hãy chọn ít nhất một bài."))
    if kind == "tung-bai" and len(chosen) > MOST:
        return _again(request, _("Mỗi lần in tối đa %(most)s bài. Hãy chọn bớt.") % {"most": MOST})
    # WeasyPrint takes half a second to import, and hardly any request needs it.
    from outreach.handouts.sheets import guide_sheets, set_sheet

    make = guide_sheets if kind == "tung-bai" else set_sheet
    pdf = make(chosen, get_language() or "vi", mapping.commune(user.commune), Size(size), now().date())
    name = chosen[0].id if len(chosen) == 1 else "huong-dan"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}-{size.lower()}.pdf"'},
    )


def _again(request: HttpRequest, reason: str) -> HttpResponse:
    """Back to the form, with all that was chosen on it."""
    messages.error(request, reason)
    return redirect(f"{reverse('guides')}?{request.GET.urlencode()}")
