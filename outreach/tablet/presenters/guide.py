"""The guide viewer: one step at a time, and the practice on the drawn phone. Used in a visit and alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from outreach.content import helplines, step_speech
from outreach.domain.draft import GuideProgress, practise, show_step, toggle_stuck
from outreach.domain.guide import LANGUAGES, VOICES, Guide, Mark, Recording, Screen, Step, StepText, topic_name
from outreach.domain.vietnamese import format_date
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _

OTHER_LANGUAGE = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}
"""The language the viewer can change to, and that language's own name for it."""


@dataclass(frozen=True, slots=True)
class StepView:
    """What one step shows. ``number`` counts from 1; empty sentences are left out by the screen."""

    number: int
    count: int
    action: str
    warning: str
    success: str
    otherwise: str
    screen: Screen
    unchecked: bool
    stuck: bool

    @property
    def first(self) -> bool:
        """Nothing before it."""
        return self.number == 1

    @property
    def last(self) -> bool:
        """Nothing after it."""
        return self.number == self.count


@dataclass(frozen=True, slots=True)
class PracticeEnd:
    """What was learnt, when the last step of the practice was pressed."""

    title: str
    done_when: str
    learnt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A banner for who is practising; ``pressing`` ones are shown even where there is little room."""

    kind: str
    icon: str
    text: str
    pressing: bool = True


class GuidePresenter:
    """A guide on its way through ``progress``; ``commit`` keeps each new progress before it is shown.

    Whatever ``commit`` raises leaves the presenter where it was. Without a visit (``household`` "") nobody
    can be stuck: there is nothing to note it in. ``voice`` is the one listened to so far, a key of ``VOICES``.
    """

    def __init__(
        self,
        guide: Guide,
        progress: GuideProgress,
        commit: Callable[[GuideProgress], None],
        language: str,
        household: str = "",
        voice: str = "",
    ) -> None:
        self.guide = guide
        self.progress = progress
        self.language = language
        self.household = household
        self.voice = voice if voice in (*LANGUAGES, *guide.recorded_voices) else language
        self.missed = False
        self._praised = False
        self._commit = commit

    @property
    def in_visit(self) -> bool:
        """Whether a household is being visited."""
        return bool(self.household)

    @property
    def title(self) -> str:
        """The guide's name."""
        return self.guide.text(self.language).title

    @property
    def subtitle(self) -> str:
        """Topic, and where we are."""
        topic = topic_name(self.guide.topic, language())
        if not self.in_visit:
            return f"{topic} · " + counted("{count} bước", len(self.guide.steps))
        return f"{topic} · " + _("đang thăm hộ {code}").format(code=self.household)

    @property
    def needed(self) -> tuple[str, ...]:
        """What to have at hand before the first step."""
        return self.guide.text(self.language).needed

    def stale(self, today: date) -> str:
        """What to say when the guide is past its date; "" while it is not."""
        if not self.guide.is_stale(today):
            return ""
        day = format_date(self.guide.valid_until)
        return _("Hướng dẫn này cần kiểm tra lại: chỉ chắc đúng đến {day}.").format(day=day)

    def numbers(self, hotline: str) -> tuple[str, ...]:
        """Whom to call, for the last step: the commune's ``hotline`` and the national numbers of the topic."""
        own = (_("Cần giúp? Gọi {number}").format(number=hotline),) if hotline else ()
        national = tuple(f"{one.about[self.language]}: {one.number}" for one in helplines(self.guide))
        return own + national if self.step.last else ()

    @property
    def step(self) -> StepView:
        """The step being shown."""
        return self._view(self._step_at(self.progress.step))

    def forward(self) -> bool:
        """Show the next step; False when this was the last."""
        if self.step.last:
            return False
        self._put(show_step(self.progress, self.step.number))
        return True

    def backward(self) -> bool:
        """Show the step before; False when this is the first."""
        if self.step.first:
            return False
        self._put(show_step(self.progress, self.step.number - 2))
        return True

    def toggle_stuck(self) -> None:
        """They got stuck here, or not after all."""
        self._put(toggle_stuck(self.progress, self._step_at(self.progress.step).id))

    def change_language(self) -> None:
        """The guide's words in the other language; the drawn apps stay as they are."""
        self.choose_voice(OTHER_LANGUAGE[self.language][0])

    @property
    def voices(self) -> tuple[tuple[str, str], ...]:
        """What the guide can be heard in: the code and name of both written languages, and of those recorded."""
        codes = (*LANGUAGES, *(code for code in self.guide.recorded_voices if code not in LANGUAGES))
        return tuple((code, VOICES[code]) for code in codes)

    def choose_voice(self, voice: str) -> None:
        """Hear it in one of ``voices``, and read it in that language too if it is written in it."""
        self.voice = voice
        self.language = voice if voice in LANGUAGES else self.language

    @property
    def speech(self) -> str:
        """The step as the machine reads it aloud, in ``language``."""
        return step_speech(self._words(self._step_at(self.progress.step)), self.language)

    @property
    def recording(self) -> Recording | None:
        """The step as a person of the commune reads it aloud in the chosen voice, if one does."""
        return self.guide.recording(self.voice, self._step_at(self.progress.step).id)

    @property
    def practising(self) -> bool:
        """Whether the citizen is pressing through the drawn phone."""
        return self.progress.practice is not None

    @property
    def practice_step(self) -> StepView | None:
        """The step to press; None when all were."""
        at = self.progress.practice
        return None if at is None or at >= len(self.guide.steps) else self._view(self._step_at(at))

    @property
    def practice_end(self) -> PracticeEnd:
        """What to say at the end."""
        text = self.guide.text(self.language)
        return PracticeEnd(text.title, text.done_when, tuple(self._words(one).action for one in self.guide.steps))

    def start_practice(self) -> None:
        """From the first step, however far the guide was shown."""
        self._practise(0)

    def stop_practice(self) -> None:
        """Back to the step that was being shown."""
        self._practise(None)

    @property
    def advice(self) -> Advice:
        """A word to who is practising: praise, where to press, or what this step wants."""
        step = self.practice_step
        if self.missed:
            return Advice("tip", "hand-click", _("Không sao. Chỗ cần bấm là chỗ có viền vàng."))
        if step and step.screen.pressable is None:
            return Advice("info", "eye", _("Bước này chỉ để đọc và chờ. Xem xong thì bấm “Tiếp”."))
        if self._praised:
            return Advice("success", "circle-check", _("Đúng rồi! Mời làm tiếp bước này."), pressing=False)
        words = _("Mời bấm thử trên điện thoại vẽ. Bấm sai cũng không sao, không gửi gì đi.")
        return Advice("info", "hand-click", words, pressing=step is not None and step.first)

    def press_right(self) -> None:
        """They pressed what had to be pressed."""
        self._practise((self.progress.practice or 0) + 1)
        self._praised = True

    def press_wrong(self) -> None:
        """They pressed elsewhere: nothing happens but a kind word, and the place is shown."""
        self.missed = True

    def practice_back(self) -> None:
        """The step of the practice before this one."""
        self._practise(max(0, (self.progress.practice or 0) - 1))

    def _practise(self, at: int | None) -> None:
        self._put(practise(self.progress, at))
        self.missed = self._praised = False

    def _put(self, progress: GuideProgress) -> None:
        self._commit(progress)
        self.progress = progress

    def _step_at(self, at: int) -> Step:
        # A newer version of the guide may have fewer steps than the one this visit began with.
        return self.guide.steps[min(at, len(self.guide.steps) - 1)]

    def _words(self, step: Step) -> StepText:
        return step.texts.get(self.language) or step.texts["vi"]

    def _view(self, step: Step) -> StepView:
        words = self._words(step)
        return StepView(
            number=self.guide.steps.index(step) + 1,
            count=len(self.guide.steps),
            action=words.action,
            warning=words.warning,
            success=words.success,
            otherwise=words.otherwise,
            screen=step.screen,
            unchecked=step.mark is Mark.NEEDS_REVIEW,
            stuck=self.progress.stuck_step == step.id,
        )
