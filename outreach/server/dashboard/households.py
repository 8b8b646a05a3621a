"""The list of households: found by code, address note or thôn, with or without accents; or those of one figure."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from outreach.domain.clock import now
from outreach.domain.records import HouseholdState
from outreach.domain.vietnamese import search_words, sort_key
from outreach.server.people.models import User
from outreach.server.places import mapping
from outreach.server.places.models import Hamlet, Household

from . import household_review
from .figures import behind_figure
from .guards import leader
from .household_words import note_words
from .list_query import carrying
from .words import need_words, state_words

PAGE = 50


@require_GET
@leader
def households(request: HttpRequest, user: User) -> HttpResponse:
    """Fifty households a page; a search while typing asks for the result alone (HX-Request)."""
    hamlets = sorted(Hamlet.objects.filter(commune=user.commune), key=lambda one: sort_key(str(one)))
    titles = {hamlet.id: str(hamlet) for hamlet in hamlets}
    chosen = request.GET.get("thon", "")
    words = search_words(request.GET.get("tim", ""))
    behind = behind_figure(user.commune, request.GET, now().date())
    found = Household.objects.filter(commune=user.commune)
    if chosen in titles and behind is None:
        found = found.filter(hamlet=chosen)
    for word in words[:8]:
        found = found.filter(folded__contains=word)
    place = Case(
        *(When(hamlet=hamlet.id, then=Value(rank)) for rank, hamlet in enumerate(hamlets)),
        default=Value(len(hamlets)),
        output_field=IntegerField(),
    )
    found = found.order_by(place, "position", "code")
    ids = found.values_list("id", flat=True)
    page = Paginator(behind.among(ids, chosen) if behind else ids, PAGE).get_page(request.GET.get("trang"))
    rows = [
        {
            "id": one.id,
            "code": one.code,
            "hamlet": titles.get(behind.hamlets[one.id] if behind else one.hamlet, _("Thôn đã bỏ")),
            "note": note_words(one),
            "state": state_words(one.state),
            "counted": one.state is HouseholdState.ELIGIBLE,
            "needs": need_words(one.needs),
        }
        for one in mapping.load_households(found.filter(id__in=list(page)))
    ]
    query = request.GET.copy()
    query.pop("trang", None)
    part = request.headers.get("HX-Request") == "true"
    context = {
        "part": part,
        "hamlets": hamlets,
        "chosen": chosen,
        "search": request.GET.get("tim", ""),
        "behind": behind,
        "page": page,
        "rows": rows,
        "query": query.urlencode(),
        "listed": carrying(request.GET.urlencode()),
        "total": page.paginator.count if not (words or chosen) else None,
        "to_review": household_review.waiting(user),
        "registered": Household.objects.filter(commune=user.commune).aggregate(n=Count("id"))["n"],
    }
    return render(request, "dashboard/household_rows.html" if part else "dashboard/households.html", context)
