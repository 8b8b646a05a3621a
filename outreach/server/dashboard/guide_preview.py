"""A guide as it will look, drawn by the real renderers into frames of the editor: a citizen's phone, and a tablet.

Frames are sandboxed and run no script. The tablet's own drawing is made by Kivy, which a server does not have: its
frame shows the same words and the same drawn screen laid out as the tablet lays them out.
"""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from outreach.content.assets import page_policy, stylesheet
from outreach.content.links import Links
from outreach.content.markup import sprite
from outreach.content.page_words import PAGE_WORDS
from outreach.content.pages import guide_page
from outreach.content.phone import phone
from outreach.domain.clock import day_of, now
from outreach.domain.guide import LANGUAGES, Guide
from outreach.server.guides import work
from outreach.server.guides.catalog import approved_guide, guides_of
from outreach.server.guides.models import Revision, State
from outreach.server.people.models import User
from outreach.server.places import mapping

from .guards import member

_LINKS = Links()
_SCRIPT = re.compile(r"<script\b[^>]*></script>")


@require_GET
@member
@xframe_options_sameorigin
def guides_preview(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """``ban``: a revision's id, else the guide in use; ``may``: "bang" for a tablet; ``tieng``, ``buoc`` (from 1)."""
    guide = _guide(user, slug, request.GET.get("ban", ""))
    language = request.GET.get("tieng", "")
    language = language if language in LANGUAGES else "vi"
    policy = page_policy(_LINKS)
    if request.GET.get("may") == "bang":
        response = _tablet(request, guide, language)
        policy = policy.replace("style-src ", "style-src 'self' ")
    else:
        page = guide_page(guide, language, mapping.commune(user.commune), today=day_of(now()), links=_LINKS)
        # The frame may not run scripts; without the tag no browser complains of it.
        response = HttpResponse(_SCRIPT.sub("", page))
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'self'"
    return response


def _guide(user: User, slug: str, revision_id: str) -> Guide:
    """The guide that a revision is or would be; officials see no drafts."""
    if not revision_id:
        guide = guides_of(user.commune).get(slug)
    else:
        revision = Revision.objects.filter(commune=user.commune, guide=slug, id=revision_id).first()
        if revision is None or (revision.state != State.APPROVED and not user.is_editor):
            raise Http404
        approved = revision.state == State.APPROVED
        guide = approved_guide(user.commune, revision.hash) if approved else work.examine_revision(revision).sketch
    if guide is None:
        raise Http404
    return guide


def _tablet(request: HttpRequest, guide: Guide, language: str) -> HttpResponse:
    """One step as the official sees it, in landscape."""
    asked = request.GET.get("buoc", "")
    at = min(int(asked) if asked.isdecimal() and len(asked) < 4 else 1, len(guide.steps)) - 1
    words = PAGE_WORDS[language]
    step = guide.steps[max(0, at)] if guide.steps else None
    drawing = phone(step.screen, words) if step else ""
    context = {
        "lang": language,
        "title": guide.text(language).title,
        "words": words,
        "step": step,
        "number": max(0, at) + 1,
        "count": len(guide.steps),
        "text": step.texts[language] if step else None,
        "drawing": mark_safe(drawing),  # noqa: S308 the renderer's own, which escapes
        "sprite": mark_safe(sprite(drawing)),  # noqa: S308
        "style": mark_safe(stylesheet(_LINKS)),  # noqa: S308
    }
    return render(request, "guides/tablet_step.html", context)
