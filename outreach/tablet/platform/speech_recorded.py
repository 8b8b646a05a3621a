"""A recording in place of a machine's voice, played by Kivy.

Android plays all of ``content.sound.KINDS``; SDL on a desktop plays MP3 and Ogg Vorbis, not M4A and not Opus.
"""

from pathlib import Path

from kivy.core.audio import Sound, SoundLoader

from outreach.tablet.platform.speech import VoiceState


class RecordedVoice:
    """Like a ``Voice``, but what it says is a file."""

    def __init__(self) -> None:
        self._sound: Sound | None = None
        self._state = VoiceState.SILENT

    def say(self, file: str) -> None:
        """Begin to play a file of at most ``content.sound.MAX_BYTES``."""
        self.stop()
        sound = _load(Path(file))
        if sound is None:
            self._state = VoiceState.MISSING
            return
        self._sound, self._state = sound, VoiceState.SPEAKING
        sound.play()

    def stop(self) -> None:
        """Let go of the file."""
        if self._sound:
            self._sound.unload()
        self._sound, self._state = None, VoiceState.SILENT

    def state(self) -> VoiceState:
        """What the player says."""
        if self._sound and self._sound.state != "play":
            self.stop()
        return self._state


def _load(file: Path) -> Sound | None:
    """The sound, or None where this machine cannot play it."""
    try:
        sound = SoundLoader.load(str(file))
    except Exception:  # each of Kivy's players raises errors of its own kind, Android's those of Java
        return None
    return sound if sound and sound.length > 0 else None
