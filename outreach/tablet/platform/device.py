"""What this device is, and what it has of its own. Android's parts are imported on Android alone."""

import os
from pathlib import Path

from .files import Files, FolderFiles
from .speech import Voice
from .speech_espeak import EspeakVoice

FOLDER = "tep-gocua"


def on_android() -> bool:
    """Whether this is a tablet and no desktop."""
    return "ANDROID_ARGUMENT" in os.environ


def device_files(data: Path) -> Files:
    """Its files; ``data`` is the tablet's data folder."""
    if on_android():
        from .files_android import AndroidFiles

        return AndroidFiles()
    return FolderFiles(data / FOLDER)


def device_voice(language: str) -> Voice:
    """Its voice for a language, which may turn out to be missing."""
    if on_android():
        from .speech_android import AndroidVoice

        return AndroidVoice(language)
    return EspeakVoice(language)
