"""The machine's voice: the real espeak-ng, what happens without it, and Android's engine as it is told what to do."""

import array
import subprocess
import sys
import time
import wave
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from outreach.content import step_speech
from outreach.tablet.platform.device import device_voice
from outreach.tablet.platform.speech import VoiceState
from outreach.tablet.platform.speech_espeak import EspeakVoice, espeak_arguments
from tests.content.shipped import SHIPPED

STEP = SHIPPED["kich-hoat-vneid"].steps[0]


def until(true, patience=20.0):
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# -- espeak-ng itself


def seconds_of_sound(path):
    """How long it is, and its loudest sample out of 32767."""
    with wave.open(str(path)) as sound:
        samples = array.array("h", sound.readframes(sound.getnframes()))
        return sound.getnframes() / sound.getframerate(), max(map(abs, samples))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_real_program_speaks_a_step(tmp_path, language):
    text = step_speech(STEP.texts[language], language)
    subprocess.run(["espeak-ng", "-w", tmp_path / "said.wav", *espeak_arguments(text, language)], check=True)
    seconds, loudest = seconds_of_sound(tmp_path / "said.wav")
    assert seconds > 3
    assert loudest > 5000


def test_a_text_is_never_an_option(tmp_path):
    subprocess.run(["espeak-ng", "-w", tmp_path / "said.wav", *espeak_arguments("--version", "vi")], check=True)
    assert seconds_of_sound(tmp_path / "said.wav")[0] > 0.5


# -- the desktop's voice, with a program of the test's in place of espeak-ng


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a shell script in the place of espeak-ng."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def written(script):
        path = tmp_path / "espeak-ng"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return written


def test_it_speaks_until_it_is_done(program, tmp_path):
    program(f'echo "$@" > {tmp_path}/said')
    voice = EspeakVoice("vi")
    assert voice.state() is VoiceState.SILENT
    voice.say("Bấm vào đây.")
    until(lambda: voice.state() is VoiceState.SILENT)
    assert (tmp_path / "said").read_text().startswith("-v vi ")
    assert (tmp_path / "said").read_text().endswith("-- Bấm vào đây.\n")


def test_it_is_stopped_at_once_and_another_text_takes_over(program):
    program("exec /bin/sleep 60")
    voice = EspeakVoice("vi")
    voice.say("Một câu dài.")
    assert voice.state() is VoiceState.SPEAKING
    voice.say("Câu khác.")
    assert voice.state() is VoiceState.SPEAKING
    began = time.monotonic()
    voice.stop()
    assert time.monotonic() - began < 10
    assert voice.state() is VoiceState.SILENT
    voice.stop()


def test_without_the_program_the_voice_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = EspeakVoice("vi")
    voice.say("Bấm vào đây.")
    assert voice.state() is VoiceState.MISSING


@pytest.mark.parametrize(
    ("script", "state"),
    [("exit 1", VoiceState.MISSING), ("echo 'cannot find card' >&2", VoiceState.MUTE)],
    ids=["no-such-voice", "no-sound-card"],
)
def test_silence_has_a_reason(program, script, state):
    program(script)
    voice = EspeakVoice("vi")
    voice.say("Bấm vào đây.")
    until(lambda: voice.state() is not VoiceState.SPEAKING)
    assert voice.state() is state


# -- Android


class Engine:
    """What the adapter says to android.speech.tts.TextToSpeech, kept in ``calls``."""

    QUEUE_FLUSH, SUCCESS, LANG_AVAILABLE = 0, 0, 0
    available = 1
    last: Any

    def __init__(self, context, listener):
        self.calls, self.speaking = [], False
        self.listener = listener
        Engine.last = self

    def setLanguage(self, locale):
        self.calls.append(("setLanguage", locale))
        return self.available

    def isSpeaking(self):
        return self.speaking

    def speak(self, text, mode, params, utterance):
        # (CharSequence, int, Bundle, String) beside (String, int, HashMap): pyjnius finds neither for a Python text
        assert isinstance(text, JavaText)
        self.calls.append(("speak", text.words, mode, params, utterance))

    def __getattr__(self, name):
        return lambda *arguments: self.calls.append((name, *arguments))


@dataclass
class JavaText:
    """A java.lang.String."""

    words: str


@pytest.fixture
def android(monkeypatch):
    """A machine that says it is Android."""
    classes = {
        "java.lang.String": JavaText,
        "java.util.Locale": lambda *names: names,
        "android.speech.tts.TextToSpeech": Engine,
        "org.kivy.android.PythonActivity": SimpleNamespace(mActivity="activity"),
    }
    jnius: Any = ModuleType("jnius")
    jnius.autoclass = classes.__getitem__
    jnius.PythonJavaClass = type("PythonJavaClass", (), {})
    jnius.java_method = lambda _signature: lambda method: method
    monkeypatch.setitem(sys.modules, "jnius", jnius)
    monkeypatch.delitem(sys.modules, "outreach.tablet.platform.speech_android", raising=False)
    monkeypatch.setenv("ANDROID_ARGUMENT", "/data")
    monkeypatch.setattr(Engine, "available", 1)
    yield monkeypatch
    sys.modules.pop("outreach.tablet.platform.speech_android", None)


def test_android_speaks_vietnamese_once_its_engine_is_ready(android):
    voice = device_voice("vi")
    voice.say("Bấm vào đây.")
    assert voice.state() is VoiceState.SPEAKING
    engine = Engine.last
    assert engine.calls == []
    engine.listener.onInit(Engine.SUCCESS)
    assert engine.calls[0] == ("setLanguage", ("vi", "VN"))
    engine.speaking = True
    assert voice.state() is VoiceState.SPEAKING
    assert engine.calls[-1] == ("speak", "Bấm vào đây.", Engine.QUEUE_FLUSH, None, "gocua")
    voice.stop()
    engine.speaking = False
    assert engine.calls[-1] == ("stop",)
    assert voice.state() is VoiceState.SILENT


def test_android_takes_a_moment_until_it_says_that_it_speaks(android):
    voice = device_voice("en")
    Engine.last.listener.onInit(Engine.SUCCESS)
    voice.say("Press here.")
    assert voice.state() is VoiceState.SPEAKING
    until(lambda: voice.state() is VoiceState.SILENT)
    assert Engine.last.calls[0] == ("setLanguage", ("en", "US"))


def test_android_stopped_before_it_was_ready_says_nothing(android):
    voice = device_voice("vi")
    voice.say("Bấm vào đây.")
    voice.stop()
    Engine.last.listener.onInit(Engine.SUCCESS)
    assert voice.state() is VoiceState.SILENT
    assert "speak" not in {call[0] for call in Engine.last.calls}


@pytest.mark.parametrize(("status", "available"), [(-1, 1), (0, -1), (0, -2)], ids=["no-engine", "no-data", "unknown"])
def test_android_without_a_vietnamese_voice_says_so(android, status, available):
    android.setattr(Engine, "available", available)
    voice = device_voice("vi")
    voice.say("Bấm vào đây.")
    Engine.last.listener.onInit(status)
    assert voice.state() is VoiceState.MISSING
    assert Engine.last.calls[-1] == ("shutdown",)
