"""A version of a guide as one piece: what travels to a tablet, named by the SHA-256 of its bytes.

The bytes are canonical JSON (sorted keys, no spaces, UTF-8), so the same guide has the same hash wherever it is packed.
Recorded voices travel on their own, by their own hashes; the pack lists them.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outreach.domain.errors import OutreachError
from outreach.domain.guide import Guide

from .loader import FILES, read_guide
from .writer import write_guide

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AUDIO = re.compile(r"audio/[a-z]{2,3}/[a-z0-9]+(-[a-z0-9]+)*\.(ogg|mp3|m4a)")
_HASH = re.compile(r"[0-9a-f]{64}")


class PackBroken(OutreachError):
    """The bytes are no pack, or another one than was asked for. What is on the tablet stays."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Bài hướng dẫn mới nhận về chưa nguyên vẹn nên chưa dùng. Bài đang có trên máy vẫn dùng được.",
            "A new guide did not arrive whole, so it is not used. The guides on the tablet still work.",
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class AudioFile:
    """One recorded voice: its place in the guide's folder, its SHA-256 and its size in bytes."""

    name: str
    hash: str
    size: int


@dataclass(frozen=True, slots=True)
class GuidePack:
    """``files`` are the texts of ``FILES`` by name."""

    id: str
    topic: str
    files: Mapping[str, str]
    audio: tuple[AudioFile, ...] = ()

    def guide(self) -> Guide:
        """The guide in it; raises ``GuideProblems``."""
        return read_guide(self.id, self.topic, {name: text.encode() for name, text in self.files.items()})


def pack_guide(guide: Guide, audio: tuple[AudioFile, ...] = ()) -> GuidePack:
    """The pack of a guide."""
    return GuidePack(guide.id, guide.topic, write_guide(guide), tuple(sorted(audio, key=lambda one: one.name)))


def pack_bytes(pack: GuidePack) -> bytes:
    """The canonical bytes."""
    content = {
        "id": pack.id,
        "topic": pack.topic,
        "files": dict(pack.files),
        "audio": [{"name": one.name, "hash": one.hash, "size": one.size} for one in pack.audio],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def pack_hash(data: bytes) -> str:
    """The name of a pack: 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def open_pack(data: bytes, wanted: str) -> GuidePack:
    """The pack in ``data``, whose hash must be ``wanted``; raises PackBroken.

    Names in it are safe to be used as file names below a folder.
    """
    if pack_hash(data) != wanted:
        raise PackBroken("another hash")
    try:
        content: Any = json.loads(data)
        audio = tuple(AudioFile(one["name"], one["hash"], one["size"]) for one in content["audio"])
        pack = GuidePack(content["id"], content["topic"], dict(content["files"]), audio)
        names = (pack.id, pack.topic)
        safe = (
            all(_NAME.fullmatch(name) for name in names)
            and set(pack.files) == set(FILES)
            and all(isinstance(text, str) for text in pack.files.values())
            and all(_AUDIO.fullmatch(one.name) and _HASH.fullmatch(one.hash) and one.size >= 0 for one in audio)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PackBroken(str(error)) from None
    if not safe:
        raise PackBroken("unknown names")
    return pack
