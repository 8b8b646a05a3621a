"""Android's text to speech, in the language asked for and not in that of the phone.

The manifest needs <queries> with the action android.intent.action.TTS_SERVICE: from Android 11 on, no engine is
found without it.
"""

from time import monotonic
from typing import Any

from jnius import PythonJavaClass, autoclass, java_method  # type: ignore[import-not-found]

from outreach.tablet.platform.speech import VoiceState

_LOCALES = {"vi": ("vi", "VN"), "en": ("en", "US")}
_RATE = 0.9
"""A little slower than usual, for elderly listeners."""
_GRACE_SECONDS = 1.0
"""An engine takes a moment until it says that it is speaking."""


class AndroidVoice:
    """One engine for each language, so that its language is set once, and not while somebody waits.

    The engine tells on Android's own thread when it is ready; until then the latest text is kept.
    """

    def __init__(self, language: str) -> None:
        self._locale = autoclass("java.util.Locale")(*_LOCALES[language])
        self._class = autoclass("android.speech.tts.TextToSpeech")
        self._text = autoclass("java.lang.String")
        self._ready: bool | None = None
        self._waiting: str | None = None
        self._began = 0.0
        # Android holds no reference to a Python listener: it must live as long as the engine.
        self._listener = _Ready(self._on_ready)
        activity = autoclass("org.kivy.android.PythonActivity").mActivity
        self._engine: Any = self._class(activity, self._listener)

    def say(self, text: str) -> None:
        """Begin to read, or as soon as the engine is ready."""
        self._began = monotonic()
        if self._ready:
            # Pyjnius takes no Python text for a CharSequence where a method has several signatures.
            self._engine.speak(self._text(text), self._class.QUEUE_FLUSH, None, "gocua")
        else:
            self._waiting = text

    def stop(self) -> None:
        """Be silent, and forget what was waiting."""
        self._waiting, self._began = None, 0.0
        if self._ready:
            self._engine.stop()

    def state(self) -> VoiceState:
        """What the engine says."""
        if self._ready is False:
            return VoiceState.MISSING
        if self._ready is None:
            return VoiceState.SPEAKING if self._waiting else VoiceState.SILENT
        if self._waiting:  # it became ready meanwhile
            text, self._waiting = self._waiting, None
            self.say(text)
        speaking = monotonic() - self._began < _GRACE_SECONDS or self._engine.isSpeaking()
        return VoiceState.SPEAKING if speaking else VoiceState.SILENT

    def _on_ready(self, status: int) -> None:
        if status != self._class.SUCCESS or self._engine.setLanguage(self._locale) < self._class.LANG_AVAILABLE:
            self._ready = False
            self._engine.shutdown()
            return
        self._engine.setSpeechRate(_RATE)
        self._ready = True


class _Ready(PythonJavaClass):
    """Android's OnInitListener."""

    __javainterfaces__ = ("android/speech/tts/TextToSpeech$OnInitListener",)
    __javacontext__ = "app"

    def __init__(self, call: Any) -> None:
        super().__init__()
        self._call = call

    @java_method("(I)V")
    def onInit(self, status: int) -> None:
        """The engine is there, or there is none."""
        self._call(status)
