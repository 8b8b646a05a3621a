"""Bytes of a tablet's database are flipped; which pages that hits is known from the files as they were before."""

import random
import struct
from pathlib import Path

PAGE = 4096
LOG_HEADER, FRAME_HEADER = 32, 24
Place = tuple[str, int, int]
"""A file, and between which of its bytes the newest version of a page lies (with what the log puts before it)."""


class Files:
    """A database and its log as they lie on the disk."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.log = database.with_name(f"{database.name}-wal")
        self.contents = {path.name: path.read_bytes() for path in (self.database, self.log) if path.exists()}
        self._places = self._newest()

    def put_back(self) -> None:
        """Write them as they are here. No program may have them open."""
        for name, content in self.contents.items():
            self.database.with_name(name).write_bytes(content)

    def page_with(self, text: str) -> int:
        """The one page in whose newest version some text stands."""
        (page,) = (page for page in self._places if text.encode() in self._content(page))
        return page

    def flip(self, chance: random.Random, file: Path, flips: int) -> set[int]:
        """Flip so many bytes of one of the files; the pages whose newest version that hit."""
        content = bytearray(self.contents[file.name])
        hits = [chance.randrange(len(content)) for _ in range(flips)]
        for at in hits:
            content[at] ^= chance.randrange(1, 256)
        self.contents[file.name] = bytes(content)
        return {
            page
            for page, (name, start, end) in self._places.items()
            if name == file.name and any(start <= at < end for at in hits)
        }

    def _content(self, page: int) -> bytes:
        name, _, end = self._places[page]
        return self.contents[name][end - PAGE : end]

    def _newest(self) -> dict[int, Place]:
        name = self.database.name
        size = len(self.contents[name])
        places = {at // PAGE + 1: (name, at, at + PAGE) for at in range(0, size, PAGE)}
        log = self.contents.get(self.log.name, b"")
        coming: dict[int, Place] = {}
        for start in range(LOG_HEADER, len(log), FRAME_HEADER + PAGE):
            page, committed = struct.unpack(">II", log[start : start + 8])
            if log[start + 8 : start + 16] != log[16:24]:  # of an earlier round of the log
                break
            coming[page] = (self.log.name, start, start + FRAME_HEADER + PAGE)
            if committed:
                places |= coming
                coming = {}
        return places
