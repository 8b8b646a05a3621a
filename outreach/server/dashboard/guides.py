"""Hướng dẫn: which guides the team shows, how fresh each is, and its square for handing out."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from outreach.domain.clock import now
from outreach.domain.guide import Guide, GuideText, Mark, topic_name
from outreach.handouts import qr
from outreach.server.guides.catalog import guides_of, latest_approved
from outreach.server.guides.form import GuideForm
from outreach.server.guides.models import OPEN_STATES, Revision, State
from outreach.server.people.models import User
from outreach.server.places.models import Commune

from .guards import member


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One guide. ``square`` is its QR, None where the commune has no public address yet.

    ``revision`` is the change of it that is under way; ``own`` when its version is the commune's.
    """

    guide: Guide
    text: GuideText
    topic: str
    today: date
    address: str
    square: SafeString | None
    revision: Revision | None
    own: bool

    @property
    def stale(self) -> bool:
        """Past its date."""
        return self.guide.is_stale(self.today)

    @property
    def to_confirm(self) -> int:
        """Steps that nobody has confirmed on a real phone yet."""
        return sum(step.mark is Mark.NEEDS_REVIEW for step in self.guide.steps)


@require_GET
@member
def guides_of_team(request: HttpRequest, user: User) -> HttpResponse:
    """Those past their date first, then all in the order of topics; and new ones that nobody approved yet.

    ?bai=, ?kieu= and ?co= are what was chosen to be printed, where it was too much or nothing.
    """
    site = Commune.objects.values_list("site", flat=True).get(code=user.commune)
    language, today = get_language() or "vi", now().date()
    guides, approved = guides_of(user.commune), latest_approved(user.commune)
    changing = {one.guide: one for one in Revision.objects.filter(commune=user.commune, state__in=OPEN_STATES)}
    lines = [
        GuideLine(
            guide,
            guide.text(language),
            topic_name(guide.topic, language),
            today,
            reverse("guide", args=[guide.id]) + ("?lang=en" if language == "en" else ""),
            _square(site, guide.id),
            changing.get(guide.id),
            guide.id in approved and approved[guide.id].version == guide.version,
        )
        for guide in guides.values()
    ]
    lines.sort(key=lambda line: not line.stale)
    context = {
        "lines": lines,
        "chosen": request.GET.getlist("bai"),
        "kind": request.GET.get("kieu", ""),
        "size": request.GET.get("co", ""),
        "site": site,
        "stale": [line for line in lines if line.stale],
        "waiting": [line for line in lines if line.revision and line.revision.state == State.REVIEW],
        "new": [
            (revision, _title(revision, language), topic_name(revision.topic, language))
            for revision in changing.values()
            if revision.guide not in guides
        ],
    }
    return render(request, "dashboard/guides.html", context)


def _title(revision: Revision, language: str) -> str:
    title = GuideForm.kept(revision.fields).title
    return title[language] or title["vi"] or revision.guide


def _square(site: str, slug: str) -> SafeString | None:
    try:
        return mark_safe(qr.svg(qr.guide_address(site, slug)))  # noqa: S308 a drawing of squares
    except qr.QrRefused:
        return None
