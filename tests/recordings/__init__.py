"""Small sounds made for the tests; README.md says how."""

from pathlib import Path

_HERE = Path(__file__).parent
MP3, M4A, OGG, OPUS, FILM = (
    (_HERE / name).read_bytes() for name in ("speech.mp3", "speech.m4a", "speech.ogg", "opus.ogg", "film.mp4")
)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(24)
HTML = b"<!doctype html><script>alert(1)</script>"
