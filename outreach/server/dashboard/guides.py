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
from outreach.domain.guide import Guide, GuideText, Mark
from outreach.handouts import qr
from outreach.server.pages.guides import guides
from outreach.server.people.models import User
from outreach.server.places.models import Commune

from .guards import member
from .words import topic_words


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One guide. ``square`` is its QR, None where the commune has no public address yet."""

    guide: Guide
    text: GuideText
    topic: str
    today: date
    address: str
    square: SafeString | None

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
    """All guides in the order of topics."""
    site = Commune.objects.values_list("site", flat=True).get(code=user.commune)
    language, today = get_language() or "vi", now().date()
    lines = [
        GuideLine(
            guide,
            guide.text(language),
            topic_words(guide.topic, language),
            today,
            reverse("guide", args=[guide.id]) + ("?lang=en" if language == "en" else ""),
            _square(site, guide.id),
        )
        for guide in guides().values()
    ]
    return render(request, "dashboard/guides.html", {"lines": lines, "site": site})


def _square(site: str, slug: str) -> SafeString | None:
    try:
        return mark_safe(qr.svg(qr.guide_address(site, slug)))  # noqa: S308 a drawing of squares
    except qr.QrRefused:
        return None
