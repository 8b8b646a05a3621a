"""espeak-ng as a program of its own: the voice of a desktop."""

import shutil
import subprocess

from outreach.tablet.platform.speech import VoiceState

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 140
"""Slower than its usual 175: elderly listeners follow a strange voice."""


class EspeakVoice:
    """One process for each text."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._process: subprocess.Popen[bytes] | None = None
        self._state = VoiceState.SILENT

    def say(self, text: str) -> None:
        """Begin to read."""
        self.stop()
        program = shutil.which(PROGRAM)
        if program is None:
            self._state = VoiceState.MISSING
            return
        self._process = subprocess.Popen(  # noqa: S603 - a list of arguments, without a shell
            [program, *espeak_arguments(text, self._language)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self._state = VoiceState.SPEAKING

    def stop(self) -> None:
        """End the process; it has nothing to save."""
        if self._process:
            self._process.kill()
            self._end(self._process)
        self._state = VoiceState.SILENT

    def state(self) -> VoiceState:
        """Whether the process is still there, and what it said when it ended."""
        if self._process and self._process.poll() is not None:
            failed, words = self._process.returncode != 0, self._end(self._process)
            # Without a sound card it ends at once, satisfied but for its words.
            self._state = VoiceState.MISSING if failed else VoiceState.MUTE if words else VoiceState.SILENT
        return self._state

    def _end(self, process: subprocess.Popen[bytes]) -> bytes:
        """Let go of an ended process; what it complained of."""
        self._process = None
        _, words = process.communicate()
        return words


def espeak_arguments(text: str, language: str) -> list[str]:
    """How espeak-ng is told to read ``text``, which is never taken for an option."""
    return ["-v", language, "-s", str(WORDS_A_MINUTE), "--", text]
