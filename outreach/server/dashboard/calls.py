"""Nhờ giúp lại: the households that asked for help by their handout and wait for somebody."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from outreach.domain.clock import day_of, now
from outreach.domain.follow_ups import HELP_WITHIN
from outreach.server.devices.models import Tablet
from outreach.server.guides.catalog import guides_of
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet, Household
from outreach.server.records.calls import open_calls, unknown_calls

from .guards import member


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call. ``code`` is "" while the household is not known, for its visit is not here: the tablet of ``official``
    has it still, it waits in quarantine, or the household was erased."""

    code: str
    place: str
    guide: str
    at: datetime
    due: date
    late: bool
    official: str


@require_GET
@member
def calls_of_commune(request: HttpRequest, user: User) -> HttpResponse:
    """All open calls, the longest waiting first. Not for who only changes guides: they name doors."""
    if not user.sees_doors:
        raise PermissionDenied
    commune, language, today = user.commune, get_language() or "vi", now().date()
    known, unknown = open_calls(commune), unknown_calls(commune)
    doors = {
        id_: (code, hamlet, note)
        for id_, code, hamlet, note in Household.objects.filter(
            commune=commune, id__in=[call.answer.household for call in known]
        ).values_list("id", "code", "hamlet", "address_note")
    }
    hamlets = {hamlet.id: str(hamlet) for hamlet in Hamlet.objects.filter(commune=commune)}
    names = dict(User.objects.filter(commune=commune).values_list("official", "full_name"))
    holders = dict(
        Tablet.objects.filter(commune=commune, id__in=[call.tablet for call in unknown]).values_list("id", "official")
    )
    titles = {guide.id: guide.text(language).title for guide in guides_of(commune).values()}
    lines = []
    for call in known:
        code, hamlet, note = doors.get(call.answer.household, ("", "", ""))
        place = " · ".join(part for part in (hamlets.get(hamlet, ""), note) if part)
        official = names.get(call.official, "")
        lines.append(
            _line(code, place, titles.get(call.answer.guide, call.answer.guide), call.answer.at, official, today)
        )
    for one in unknown:
        official = names.get(holders.get(one.tablet, ""), "")
        lines.append(_line("", "", titles.get(one.guide, one.guide), one.at, official, today))
    return render(request, "dashboard/calls.html", {"lines": lines})


def _line(code: str, place: str, title: str, at: datetime, official: str, today: date) -> CallLine:
    due = day_of(at) + HELP_WITHIN
    return CallLine(code, place, title, at, due, due < today, official)
