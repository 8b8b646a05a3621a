"""Giọng đọc: a leader adds a person's recording for each step of a guide."""

from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.content.sound import MAX_BYTES
from outreach.domain.guide import VOICES, Guide, Recording, StepText
from outreach.server.guides.catalog import guides_of
from outreach.server.pages.voices import voice_answer
from outreach.server.people.models import User
from outreach.server.voices import keeping

from .guards import leader, member
from .log_in_again import nothing_lost

_OWN_VOICES = [code for code in VOICES if code not in ("vi", "en")]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step. ``own`` when the recording is the commune's and may be removed here."""

    number: int
    id: str
    text: StepText
    recording: Recording | None
    own: bool


@require_http_methods(["GET", "POST"])
@leader
def guides_voices(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Every step with its recording in one language; a posted file becomes or replaces one."""
    guide = _guide(user, slug)
    voice = _voice(request.POST.get("voice") or request.GET.get("tieng", ""), user, guide)
    if request.method == "GET":
        return _page(request, user, guide, voice)
    step = request.POST.get("step", "")
    try:
        keeping.keep(user.commune, guide, voice, step, _uploaded(request.FILES.get("sound")), user.username)
    except keeping.VoiceRefused as refused:
        return _page(request, user, guide, voice, step, refused.text(get_language() or "vi"))
    messages.success(request, _("Đã lưu bản thu. Bà con nghe được ngay khi mở bài này."))
    return redirect(_address(slug, voice, step))


@require_POST
@nothing_lost
@leader
def guides_voices_remove(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Delete a step's recording."""
    guide = _guide(user, slug)
    voice = _voice(request.POST.get("voice", ""), user, guide)
    step = request.POST.get("step", "")
    if keeping.forget(user.commune, guide.id, voice, step):
        messages.success(request, _("Đã xóa bản thu."))
    return redirect(_address(slug, voice, step))


@require_GET
@member
def guides_voices_play(request: HttpRequest, user: User, slug: str, name: str) -> HttpResponse:
    """A recording of this commune."""
    return voice_answer(request, user.commune, name, public=False)


def _guide(user: User, slug: str) -> Guide:
    guide = guides_of(user.commune).get(slug)
    if guide is None:
        raise Http404
    return guide


def _voice(asked: str, user: User, guide: Guide) -> str:
    """The language asked for; else the one most was recorded in; else the first that no machine speaks."""
    if asked in VOICES:
        return asked
    recorded = [one.voice for one in keeping.voices_of(user.commune, guide.id)]
    return max(VOICES, key=recorded.count) if recorded else _OWN_VOICES[0]


def _address(slug: str, voice: str, step: str) -> str:
    return f"{reverse('guides_voices', args=[slug])}?tieng={voice}#{quote(step)}"


def _uploaded(file: "UploadedFile[bytes] | None") -> bytes:
    if file is None:
        raise keeping.VoiceRefused("Chưa chọn tệp. Hãy chọn bản thu của bước này.", "Choose this step's recording.")
    data: bytes = file.read(MAX_BYTES + 1)
    return data


def _page(
    request: HttpRequest, user: User, guide: Guide, voice: str, refused_step: str = "", refused: str = ""
) -> HttpResponse:
    own = {(one.voice, one.step) for one in keeping.voices_of(user.commune, guide.id)}
    language = get_language() or "vi"
    lines = [
        StepLine(
            number,
            step.id,
            step.texts.get(language) or step.texts["vi"],
            guide.recording(voice, step.id),
            (voice, step.id) in own,
        )
        for number, step in enumerate(guide.steps, start=1)
    ]
    counts = [(code, name, sum(one.voice == code for one in guide.voices)) for code, name in VOICES.items()]
    context = {
        "guide": guide,
        "title": guide.text(language).title,
        "voice": voice,
        "voice_name": VOICES[voice],
        "voices": counts,
        "lines": lines,
        "done": sum(line.recording is not None for line in lines),
        "refused": refused,
        "refused_step": refused_step,
    }
    return render(request, "dashboard/guide_voices.html", context, status=400 if refused else 200)
