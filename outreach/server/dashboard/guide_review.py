"""One guide: where it stands, its history, and deciding on a change of it."""

from copy import copy
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from outreach.content import step_speech
from outreach.content.page_words import NOBODY_CHECKED, PAGE_WORDS
from outreach.domain.clock import day_of, now
from outreach.domain.guide import VOICES, ElementKind, Guide, topic_name
from outreach.server.guides import work
from outreach.server.guides.catalog import guides_of
from outreach.server.guides.diff import Change, Piece, changes
from outreach.server.guides.form import ElementForm, GuideForm, form_of
from outreach.server.guides.models import Revision, State
from outreach.server.people.models import User

from .guards import editor, member
from .guide_editing import stamp_seen
from .guide_words import field_words, kind_words, language_words
from .log_in_again import nothing_lost


@dataclass(frozen=True, slots=True)
class Past:
    """One revision with the names of who wrote it and who decided."""

    revision: Revision
    authors: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed field."""

    label: str
    pieces: tuple[Piece, ...]
    drawn: bool


@require_GET
@member
def guides_one(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """The guide in use, what is being changed, and every version there was."""
    guide, revision = guides_of(user.commune).get(slug), work.open_revision(user.commune, slug)
    history = _history(user.commune, slug)
    if guide is None and revision is None and not history:
        raise Http404
    language = get_language() or "vi"
    title, topic = slug, (guide or revision or history[0].revision).topic
    if guide:
        title = guide.text(language).title
    elif revision:
        written = GuideForm.kept(revision.fields).title
        title = written[language] or written["vi"] or slug
    nobody = guide is not None and guide.checked_by == NOBODY_CHECKED
    context = {
        "slug": slug,
        "guide": guide,
        "nobody_checked": PAGE_WORDS[language].nobody_checked if nobody else "",
        "title": title,
        "topic": topic_name(topic, language),
        "stale": guide.is_stale(day_of(now())) if guide else False,
        "revision": revision,
        "may_decide": bool(revision and work.may_decide(user, revision)),
        "writer": _names(user.commune, revision.authors) if revision else "",
        "history": history,
        "own": any(past.revision.version for past in history),
    }
    return render(request, "guides/one.html", context)


@require_http_methods(["GET", "POST"])
@nothing_lost
@editor
def guides_review(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """What waits for approval, compared with what is in use; a second person decides."""
    revision = work.open_revision(user.commune, slug)
    if revision is None or revision.state != State.REVIEW:
        if request.method == "POST":
            told = _("Trong lúc đó bản này đã sang bước khác; lần bấm vừa rồi không đổi gì. Hãy xem lại.")
            messages.warning(request, told)
        return redirect("guides_one", slug)
    refused, note = "", request.POST.get("note", "")
    if request.method == "POST":
        seen = copy(revision)
        seen.stamp = stamp_seen(request)
        try:
            return _decide(request, user, seen, note)
        except work.EditRefused as error:
            refused = error.text(get_language() or "vi")
    checked = work.examine_revision(revision)
    language = get_language() or "vi"
    used = guides_of(user.commune).get(slug)
    context = {
        "revision": revision,
        "guide": checked.sketch,
        "title": checked.sketch.text(language).title,
        "broken": [problem.text(language) for some in checked.problems.values() for problem in some],
        "lines": _lines(used, revision),
        "old_voices": _old_voices(used, checked.sketch) if used else [],
        "used": used,
        "writer": _names(user.commune, revision.authors),
        "may_decide": work.may_decide(user, revision),
        "note": note,
        "refused": refused,
    }
    return render(request, "guides/review.html", context, status=400 if refused else 200)


def _decide(request: HttpRequest, user: User, revision: Revision, note: str) -> HttpResponse:
    order = request.POST.get("do", "")
    if order == "approve":
        approved = work.approve(user, revision)
        told = _("Đã duyệt thành bản %(version)s. Trang của bà con đổi ngay; các máy nhận ở lần đồng bộ tới.")
        messages.success(request, told % {"version": approved.version})
    elif order == "reject":
        work.reject(user, revision, note)
        messages.success(request, _("Đã trả lại kèm lý do."))
    elif order == "take-back":
        work.take_back(revision)
        return redirect("guides_edit", revision.guide)
    return redirect("guides_one", revision.guide)


def _lines(used: Guide | None, revision: Revision) -> list[ChangeLine]:
    found = changes(form_of(used) if used else None, GuideForm.kept(revision.fields), _drawn)
    return [ChangeLine(_label(one), one.pieces, one.path[-1] == "screen") for one in found]


def _old_voices(used: Guide, guide: Guide) -> list[str]:
    """The steps that are to say something else than the recordings of them, which stay in use."""
    before, lines = {step.id: step for step in used.steps}, []
    for number, step in enumerate(guide.steps, start=1):
        for voice in used.recorded_voices:
            language = "en" if voice == "en" else "vi"
            if used.recording(voice, step.id) and (
                step_speech(before[step.id].texts[language], language) != step_speech(step.texts[language], language)
            ):
                lines.append(_("Bước %(number)s") % {"number": number} + f" · {VOICES[voice]}")
    return lines


def _drawn(element: ElementForm) -> str:
    """A drawn thing in one line."""
    pressed = _("cần bấm") if element.press else ""
    parts = (kind_words(ElementKind(element.kind)), element.text, element.value, element.icon, pressed)
    return " · ".join(part.replace("\n", " / ") for part in parts if part)


def _label(change: Change) -> str:
    path = change.path[2:] if change.path[0] == "step" else change.path
    label = field_words(path[0])
    if len(path) > 1:
        label = f"{label} ({language_words(path[1])})"
    return _("Bước %(number)s") % {"number": change.number} + f" · {label}" if change.number else label


def _history(commune: str, slug: str) -> list[Past]:
    rows = Revision.objects.filter(commune=commune, guide=slug, state__in=(State.APPROVED, State.REJECTED))
    rows = rows.order_by("-decided_at").defer("fields", "files")
    return [Past(row, _names(commune, row.authors), _names(commune, [row.decided_by])) for row in rows]


def _names(commune: str, officials: list[str]) -> str:
    names = dict(User.objects.filter(commune=commune, official__in=officials).values_list("official", "full_name"))
    # A revision without a known author came from a folder.
    return ", ".join(names[one] for one in officials if one in names) or _("nhập từ thư mục")
