"""Reading aloud: one text at a time, by a person's recording or by the machine, and never the screen's business."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty

from outreach.domain.errors import OutreachError
from outreach.domain.guide import Guide, Recording
from outreach.tablet.platform.device import device_voice, on_android
from outreach.tablet.platform.speech import Voice, VoiceState

LOOK_SECONDS = 0.2

_NAMES = {"vi": ("tiếng Việt", "Vietnamese"), "en": ("tiếng Anh", "English")}


class CannotRead(OutreachError):
    """Nothing is heard; the sentence says what to do about it."""


class Reader(EventDispatcher):
    """What ``reading`` says while something is being read.

    Voices return at once and are looked at now and then, so nothing waits. Raises ``CannotRead`` on the screen's
    thread where there turns out to be no voice. ``find`` tells where a guide's recording lies.
    """

    reading = BooleanProperty(False)

    def __init__(
        self,
        find: Callable[[Guide, Recording], Path],
        voice: Callable[[str], Voice] = device_voice,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.find = find
        self._make = voice
        self._voices: dict[str, Voice] = {}
        self._speaking = ""
        self._watch = Clock.create_trigger(self._look, LOOK_SECONDS, interval=True)

    def toggle(self, text: str, language: str, recording: Path | None = None) -> None:
        """Read ``text`` ("vi" or "en"), or play its recording; be silent if something is being read."""
        if self.reading:
            self.stop()
            return
        self._speaking = "recorded" if recording else language
        self._voice().say(str(recording) if recording else text)
        self.reading = True
        self._watch()
        self._look(0)

    def stop(self) -> None:
        """Be silent."""
        if self.reading:
            self._watch.cancel()
            self._voice().stop()
            self.reading = False

    def _voice(self) -> Voice:
        """The voice that speaks, made when it is first wanted."""
        if self._speaking not in self._voices:
            made = self._recorded() if self._speaking == "recorded" else self._make(self._speaking)
            self._voices[self._speaking] = made
        return self._voices[self._speaking]

    @staticmethod
    def _recorded() -> Voice:
        # Kivy opens the sound card when its player is loaded: not before it is needed.
        from outreach.tablet.platform.speech_recorded import RecordedVoice

        return RecordedVoice()

    def _look(self, _seconds: float) -> None:
        state = self._voice().state()
        if state is VoiceState.SPEAKING:
            return
        self.stop()
        if state is not VoiceState.SILENT:
            # Asked anew next time: somebody may have installed what was missing.
            del self._voices[self._speaking]
            raise _why(state, self._speaking)


def _why(state: VoiceState, language: str) -> CannotRead:
    if language == "recorded":
        return CannotRead(
            "Máy này không phát được bản thu này. Hãy kiểm tra loa; nếu vẫn vậy, hãy thu lại thành tệp MP3.",
            "This machine cannot play this recording. Check its loudspeaker; if that is fine, record it as MP3.",
        )
    if state is VoiceState.MUTE:
        return CannotRead(
            "Máy này không phát ra tiếng. Hãy kiểm tra loa và âm lượng.",
            "No sound comes out of this machine. Check its loudspeaker and volume.",
        )
    vi, en = _NAMES[language]
    if on_android():
        return CannotRead(
            f"Máy này chưa có giọng đọc {vi}. Hãy mở Cài đặt của máy, tìm mục chuyển văn bản thành giọng nói "
            f"và tải giọng {vi}.",
            f"This tablet has no {en} voice yet. Open its Settings, look for text-to-speech "
            f"and download the {en} voice.",
        )
    return CannotRead(
        f"Máy này chưa có giọng đọc {vi}. Hãy cài chương trình espeak-ng.",
        f"This machine has no {en} voice yet. Install the program espeak-ng.",
    )
