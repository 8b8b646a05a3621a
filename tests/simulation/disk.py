"""One machine's disk: it knows what is durable, and can lose power, lose its process, or be full."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from . import vfs

SECTOR = 512
Pending = tuple[int, bytes | None]
"""A write at an offset, or (None) a cut to that size."""


@dataclass
class _File:
    """``durable`` is what a power cut leaves for certain; ``pending`` was written since, in order."""

    inode: int
    durable: bytearray
    pending: list[Pending] = field(default_factory=list)

    def settle(self) -> None:
        for change in self.pending:
            _apply(self.durable, *change)
        self.pending.clear()


class Disk:
    """The files of one database. ``room`` is how many bytes it may hold together (None: as many as wanted).

    Dead, it refuses everything, so whatever a program still does as its process dies never reaches a file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.life = 0
        self.dead = False
        self.room: int | None = None
        self.operations = 0
        self._dies_at: int | None = None
        self._files: dict[str, _File] = {}

    def owns(self, path: str) -> bool:
        """Whether the file is this database, its journal or its log."""
        return path.startswith(str(self.path)) and path[len(str(self.path)) :] in ("", "-wal", "-journal")

    def die_in(self, operations: int) -> None:
        """Die before that many more operations were carried out."""
        self._dies_at = self.operations + operations

    def kill(self) -> None:
        """The process dies: from now on nothing is written. What was written stays."""
        self.dead = True

    def revive(self) -> None:
        """The machine runs again. (Close every connection before.)"""
        self._dies_at = None
        if self.dead:
            self.dead, self.life = False, self.life + 1

    def lose_power(self, chance: Random) -> int:
        """Of what was never synced, keep some sectors and lose the others; how many were lost. (Close first.)"""
        share = chance.choice((0.0, 0.5, 0.9))
        lost = 0
        for path, file in self._files.items():
            content = bytearray(file.durable)
            for change in file.pending:
                for part in _sectors(*change):
                    if chance.random() < share:
                        _apply(content, *part)
                    else:
                        lost += 1
            if file.pending:
                Path(path).write_bytes(content)
                file.durable, file.pending = content, []
        with suppress(FileNotFoundError):
            Path(f"{self.path}-shm").unlink()
        return lost

    def copy(self) -> dict[str, bytes]:
        """The files as they lie there now: file name's ending -> content."""
        found = {}
        for ending in ("", "-wal", "-journal"):
            path = Path(f"{self.path}{ending}")
            if path.exists():
                found[ending] = path.read_bytes()
        return found

    def put(self, copy: dict[str, bytes]) -> None:
        """Lay a copy in the place of what is there. (Close first.)"""
        for ending in ("", "-wal", "-journal", "-shm", "-hong"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        for ending, content in copy.items():
            Path(f"{self.path}{ending}").write_bytes(content)
        self._files.clear()

    def opens(self, path: str) -> int:
        """See ``vfs.Disk``."""
        if self.dead:
            return vfs.CANTOPEN
        file = Path(path)
        inode = file.stat().st_ino if file.exists() else -1
        if path not in self._files or self._files[path].inode not in (-1, inode):
            self._files[path] = _File(inode, bytearray(file.read_bytes() if file.exists() else b""))
        return vfs.OK

    def writes(self, path: str, offset: int, data: bytes) -> int:
        """See ``vfs.Disk``."""
        if self._dies():
            return vfs.IOERR_WRITE
        if self.room is not None and self._grown(path, offset + len(data)) > self.room:
            return vfs.FULL
        self._files[path].pending.append((offset, data))
        return vfs.OK

    def truncates(self, path: str, size: int) -> int:
        """See ``vfs.Disk``."""
        if self._dies():
            return vfs.IOERR_TRUNCATE
        self._files[path].pending.append((size, None))
        return vfs.OK

    def syncs(self, path: str) -> int:
        """See ``vfs.Disk``."""
        if self._dies():
            return vfs.IOERR_FSYNC
        self._files[path].settle()
        return vfs.OK

    def deletes(self, path: str) -> int:
        """See ``vfs.Disk``. A removal is durable at once."""
        if self._dies():
            return vfs.IOERR_DELETE
        self._files.pop(path, None)
        return vfs.OK

    def used(self) -> int:
        """Bytes that the files take now."""
        return self._grown("", 0)

    def _dies(self) -> bool:
        self.operations += 1
        if self._dies_at is not None and self.operations >= self._dies_at:
            self.dead = True
        return self.dead

    def _grown(self, path: str, end: int) -> int:
        sizes = {name: Path(name).stat().st_size for name in self._files if Path(name).exists()}
        if path:
            sizes[path] = max(sizes.get(path, 0), end)
        return sum(sizes.values())


def _sectors(offset: int, data: bytes | None) -> Iterator[Pending]:
    """A change in the parts that a disk carries out whole or not at all."""
    if data is None:
        yield offset, None
        return
    at = 0
    while at < len(data):
        end = min(len(data), at + SECTOR - (offset + at) % SECTOR)
        yield offset + at, data[at:end]
        at = end


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset + len(data) - len(content))))
    content[offset : offset + len(data)] = data
