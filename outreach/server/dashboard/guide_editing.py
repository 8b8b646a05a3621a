"""Writing a guide: fields with their problems beside them, saved while one types, and sent to a second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outreach.content.markup import icon_names
from outreach.domain.clock import day_of, now
from outreach.domain.guide import TOPICS
from outreach.server.guides import work
from outreach.server.guides.catalog import last_version
from outreach.server.guides.changing import change
from outreach.server.guides.check import check
from outreach.server.guides.form import GuideForm, StepForm, read_form, tidy
from outreach.server.guides.models import Revision, State
from outreach.server.guides.names import slug_of
from outreach.server.people.models import User

from .guards import editor
from .guide_fields import Page
from .log_in_again import nothing_lost

FIRST_STEPS = 5


@require_POST
@nothing_lost
@editor
def guides_begin(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    try:
        revision = work.begin(user, slug)
    except work.EditRefused as refused:
        messages.error(request, refused.text(get_language() or "vi"))
        return redirect("guides")
    return redirect("guides_review" if revision.state == State.REVIEW else "guides_edit", slug)


@require_http_methods(["GET", "POST"])
@nothing_lost
@editor
def guides_new(request: HttpRequest, user: User) -> HttpResponse:
    """A guide that does not exist yet: its topic and its name; the rest is written in the editor."""
    topic, title = request.POST.get("topic", ""), request.POST.get("title", "")
    context = {"topics": TOPICS, "topic": topic, "title": title}
    if request.method == "GET":
        return render(request, "guides/new.html", context)
    slug = slug_of(title)
    try:
        if topic not in TOPICS or not slug:
            raise work.EditRefused("Hãy chọn chủ đề và ghi tên bài.", "Choose a topic and write the guide's name.")
        form = GuideForm(checked_on=day_of(now()).isoformat(), steps=[StepForm() for _step in range(FIRST_STEPS)])
        form.title["vi"] = title
        for _step in form.steps:
            _step.app = form.app
        work.begin_new(user, slug, topic, tidy(form))
    except work.EditRefused as refused:
        context["refused"] = refused.text(get_language() or "vi")
        return render(request, "guides/new.html", context, status=400)
    return redirect("guides_edit", slug)


@require_http_methods(["GET", "POST"])
@nothing_lost
@editor
def guides_edit(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """The draft. Every post keeps all that was typed first, whatever is asked besides."""
    revision = work.open_revision(user.commune, slug)
    if request.method == "GET":
        if revision is None or revision.state != State.DRAFT:
            return redirect("guides_one", slug)
        return _page(request, revision, GuideForm.kept(revision.fields))
    order = request.POST.get("do", "save")
    form = change(read_form(request.POST.dict()), order)
    if revision is None:
        # The draft was discarded elsewhere, or approved.
        try:
            revision, begun = work.begin_anew(user, slug, request.POST.get("topic", ""), form)
        except work.EditRefused as refused:
            messages.error(request, refused.text(get_language() or "vi"))
            return redirect("guides")
        if begun:
            told = _(
                "Trong lúc đó bản nháp này đã bị bỏ hoặc đã có người quyết. Chữ anh/chị gõ thành một bản nháp mới."
            )
            return _page(request, revision, form, told, 409)
    try:
        revision = work.save(user, revision, form, stamp_seen(request))
    except work.ChangedMeanwhile as meanwhile:
        told = meanwhile.text(get_language() or "vi")
        return _page(request, meanwhile.revision, form, told, 409, seen=stamp_seen(request))
    except work.EditRefused as refused:
        return _page(request, revision, form, refused.text(get_language() or "vi"), 409)
    if request.headers.get("HX-Request") == "true":
        template = "guides/saved.html" if order == "autosave" else "guides/editor_form.html"
        return render(request, template, {**_context(revision, form), "oob": True})
    return _after(request, user, revision, form, order)


def _after(request: HttpRequest, user: User, revision: Revision, form: GuideForm, order: str) -> HttpResponse:
    """Where a whole page goes once the draft is kept."""
    if order == "send":
        try:
            work.send(user, revision)
        except work.EditRefused as refused:
            return _page(request, revision, form, refused.text(get_language() or "vi"), 400)
        messages.success(request, _("Đã gửi duyệt. Một người khác sẽ xem và duyệt."))
        return redirect("guides_one", revision.guide)
    if order == "save":
        messages.success(request, _("Đã lưu bản nháp."))
    anchor = order.partition(":")[2]
    return redirect(reverse("guides_edit", args=[revision.guide]) + (f"#{anchor}" if anchor else ""))


@require_POST
@nothing_lost
@editor
def guides_discard(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Throw a draft away."""
    revision = work.open_revision(user.commune, slug)
    if revision:
        revision.stamp = stamp_seen(request)
        try:
            work.discard(user, revision)
            messages.success(request, _("Đã bỏ bản nháp."))
        except work.EditRefused as refused:
            messages.error(request, refused.text(get_language() or "vi"))
    return redirect("guides")


def stamp_seen(request: HttpRequest) -> int:
    """That of the revision on the page that was posted, or of what somebody saved since and is to be replaced."""
    text = request.POST.get("replaces", request.POST.get("stamp", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _page(
    request: HttpRequest,
    revision: Revision,
    form: GuideForm,
    refused: str = "",
    status: int = 200,
    seen: int | None = None,
) -> HttpResponse:
    """The editor. With ``seen``, a stamp before that of the revision, only its button "Lưu" replaces what is kept."""
    context = {**_context(revision, form), "refused": refused}
    if seen is not None:
        context |= {"stamp": seen, "replaces": revision.stamp}
    part = request.headers.get("HX-Request") == "true"
    response = render(request, "guides/editor_form.html" if part else "guides/edit.html", context, status=status)
    if part:
        # Saving while typing replaces only a line; this is about the whole form.
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#editor", "outerHTML settle:0"
    return response


def _context(revision: Revision, form: GuideForm) -> dict[str, Any]:
    language = get_language() or "vi"
    checked = check(form, revision.guide, revision.topic, last_version(revision.commune, revision.guide) + 1)
    return {
        "revision": revision,
        "stamp": revision.stamp,
        "page": Page(form, checked, language),
        "title": form.title.get(language) or form.title["vi"],
        "topic": TOPICS[revision.topic][language],
        "icons": sorted(icon_names()),
    }
