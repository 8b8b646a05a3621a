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
from outreach.domain.guide import Guide, Recording

from .loader import FILES, read_guide
from .problems import STYLE
from .sound import KINDS, MAX_BYTES
from .writer import write_guide

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AUDIO = re.compile(rf"audio/(?P<voice>[a-z]{{2,3}})/(?P<step>[a-z0-9]+(-[a-z0-9]+)*)\.(?P<kind>{'|'.join(KINDS)})")
_HASH = re.compile(r"[0-9a-f]{64}")


class PackBroken(OutreachError):
    """The bytes are no pack, or another one than was asked for. What is on the tablet stays."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Đã gửi và nhận đủ, trừ một bài hướng dẫn chưa nguyên vẹn nên chưa dùng. Bài đang có trên máy vẫn dùng "
            "được. Nếu hôm sau vẫn vậy, hãy báo người quản trị.",
            "Everything was sent and received but one guide, which is not whole and so not used. The guides on the "
            "tablet still work. If it is the same tomorrow, tell the administrator.",
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class GuidePack:
    """``files`` are the texts of ``FILES`` by name; recordings lie at ``place_of`` below the pack's folder."""

    id: str
    topic: str
    files: Mapping[str, str]
    voices: tuple[Recording, ...] = ()

    def guide(self) -> Guide:
        """The guide in it; raises ``GuideProblems``, though not over style: what was approved is shown at the door."""
        files = {name: text.encode() for name, text in self.files.items()}
        return read_guide(self.id, self.topic, files, STYLE).with_recordings(self.voices)


def pack_guide(guide: Guide) -> GuidePack:
    """The pack of a guide."""
    return GuidePack(guide.id, guide.topic, write_guide(guide), guide.voices)


def place_of(recording: Recording) -> str:
    """Where a recording lies in a guide's folder."""
    return f"audio/{recording.voice}/{recording.file}"


def pack_bytes(pack: GuidePack) -> bytes:
    """The canonical bytes."""
    content = {
        "id": pack.id,
        "topic": pack.topic,
        "files": dict(pack.files),
        "audio": [{"name": place_of(one), "hash": one.hash, "size": one.size} for one in pack.voices],
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
        voices = tuple(map(_recording, content["audio"]))
        pack = GuidePack(content["id"], content["topic"], dict(content["files"]), voices)
        safe = (
            all(_NAME.fullmatch(name) for name in (pack.id, pack.topic))
            and set(pack.files) == set(FILES)
            and all(isinstance(text, str) for text in pack.files.values())
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PackBroken(str(error)) from None
    if not safe:
        raise PackBroken("unknown names")
    return pack


def _recording(audio: Mapping[str, Any]) -> Recording:
    """One entry of the list; raises ValueError, KeyError or TypeError."""
    place = _AUDIO.fullmatch(audio["name"])
    if place is None or not _HASH.fullmatch(audio["hash"]) or not 0 <= audio["size"] <= MAX_BYTES:
        raise ValueError(f"not a recording: {audio}")
    return Recording(place["voice"], place["step"], f"{place['step']}.{place['kind']}", audio["hash"], audio["size"])
