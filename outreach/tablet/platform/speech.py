"""The machine's own voice: Android's text to speech, or espeak-ng on a desktop. Nothing here ever waits."""

from enum import StrEnum
from typing import Protocol


class VoiceState(StrEnum):
    """What a voice is doing. ``MISSING``: it cannot speak its language here; ``MUTE``: no sound comes out here."""

    SILENT = "silent"
    SPEAKING = "speaking"
    MISSING = "missing"
    MUTE = "mute"


class Voice(Protocol):
    """One language ("vi" or "en"). Each method returns at once; ``state`` is asked now and then."""

    def say(self, text: str) -> None:
        """Begin to read ``text``, instead of what was being read."""

    def stop(self) -> None:
        """Be silent."""

    def state(self) -> VoiceState:
        """What became of the last ``say``."""
