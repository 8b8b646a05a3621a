"""SQLite's write-ahead log as it lies on the disk: which of its frames are sound, and what SQLite would pass over.

SQLite reads a log up to the first frame whose checksum is wrong and takes what follows for remains of a power cut,
without a word. Each checksum goes on from the one before, which is kept: so every frame can be judged by itself.
(https://www.sqlite.org/fileformat2.html, section 4)
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

HEADER, FRAME_HEADER = 32, 24
_BIG_ENDIAN = b"\x37\x7f\x06\x83"


@dataclass(frozen=True, slots=True)
class Frame:
    """One version of a page. ``commits``: the last of its transaction; ``sound``: no byte of it changed since it was
    written; ``passed``: SQLite would not stop here.
    """

    page: int
    commits: bool
    sound: bool
    passed: bool
    content: bytes


@dataclass(slots=True)
class Pages:
    """The newest versions of pages in a log: the sound ones, and those that are newer but not sound."""

    sound: dict[int, bytes] = field(default_factory=dict)
    spoiled: dict[int, bytes] = field(default_factory=dict)


def frames(log: bytes, size: int) -> Iterator[Frame]:
    """The frames of the log's present round, with pages of ``size`` bytes; those of earlier rounds are left out."""
    order = _order(log)
    round_ = log[16:24] if _begins_soundly(log, order) else log[HEADER + 8 : HEADER + 16]
    before, ours = log[24:HEADER], True
    for at in range(HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        head, content = log[at : at + FRAME_HEADER], log[at + FRAME_HEADER : at + FRAME_HEADER + size]
        sound = _checksum(head[:8] + content, before, order) == head[16:]
        ours = head[8:16] == round_ or (ours and sound)  # what is left of an earlier round goes on from its own
        if ours:
            page, committed = struct.unpack(">II", head[:8])
            yield Frame(page, bool(committed), sound, sound and head[8:16] == round_, content)
        before = head[16:]


def hides_something(log: bytes, size: int) -> bool:
    """Whether a whole transaction lies behind the place where SQLite stops reading."""
    stopped = not _begins_soundly(log, _order(log))
    for frame in frames(log, size):
        stopped = stopped or not frame.passed
        if stopped and frame.sound and frame.commits:
            return True
    return False


def newest_pages(log: bytes, size: int) -> Pages:
    """What the log holds up to its last commit."""
    newest = Pages()
    waiting: list[Frame] = []
    for frame in frames(log, size):
        waiting.append(frame)
        if frame.commits:
            for one in waiting:
                if one.sound:
                    newest.spoiled.pop(one.page, None)
                    newest.sound[one.page] = one.content
                else:
                    newest.spoiled[one.page] = one.content
            waiting = []
    return newest


def _order(log: bytes) -> str:
    """Whether checksums are over big-endian words, which only a log that was begun on such a machine says of itself."""
    return ">" if log[:4] == _BIG_ENDIAN and _begins_soundly(log, ">") else "<"


def _begins_soundly(log: bytes, order: str) -> bool:
    return len(log) >= HEADER and _checksum(log[:24], bytes(8), order) == log[24:HEADER]


def _checksum(data: bytes, before: bytes, order: str) -> bytes:
    """SQLite's checksum of the data, going on from the one before. Both as they are stored: big-endian."""
    first, second = struct.unpack(">II", before)
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(words, words, strict=True):
        first = first + one + second & 0xFFFFFFFF
        second = second + other + first & 0xFFFFFFFF
    return struct.pack(">II", first, second)
