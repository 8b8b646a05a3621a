"""The folder of backups: names, what is due, what is kept."""

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outreach.domain.clock import VIETNAM
from outreach.domain.errors import OutreachError

EVERY = timedelta(days=1)
UNVERIFIED = ".unverified"
_NAME = re.compile(r"(?:\d{5}|server)-(\d{8}T\d{6}Z)\.(?:sqlite3|dump)")
_STAMP = "%Y%m%dT%H%M%SZ"
_DRAFT = ".draft-"


@dataclass(frozen=True, slots=True)
class Copy:
    """One backup: the database in ``path``, what else belongs to it in the folder ``files``, as of ``at``."""

    path: Path
    at: datetime

    @property
    def files(self) -> Path:
        """The folder beside it; there is none where nothing but the database was to be kept."""
        return self.path.with_suffix(".files")

    def draft(self) -> "Copy":
        """Where it is written until it is whole: a name that nobody takes for a backup."""
        return Copy(self.path.with_name(_DRAFT + self.path.name), self.at)

    def remove(self) -> None:
        """Delete it; harmless when it is gone. Where that is cut short, ``clear_drafts`` does the rest."""
        with suppress(FileNotFoundError):
            self.path.replace(self.draft().path)
        shutil.rmtree(self.files, ignore_errors=True)
        self.draft().path.unlink(missing_ok=True)


class Underway(OutreachError):
    """Another process makes or restores a backup at this moment."""

    def __init__(self) -> None:
        super().__init__(
            "Đang có một lần sao lưu hoặc khôi phục khác chạy. Hãy đợi nó xong rồi thử lại.",
            "Another backup or restore is running. Wait until it is done, then try again.",
        )


def new_copy(folder: Path, communes: list[str], suffix: str, at: datetime) -> Copy:
    """A backup of these communes made at the moment ``at``, under the first name from that second on that is free."""
    owner = communes[0] if len(communes) == 1 else "server"
    at = at.astimezone(UTC).replace(microsecond=0)
    while True:
        copy = Copy(folder / f"{owner}-{at.strftime(_STAMP)}{suffix}", at)
        if not (copy.path.exists() or copy.files.exists()):
            return copy
        at += timedelta(seconds=1)


def copy_of(path: Path) -> Copy:
    """A backup by its file; one that was renamed is taken to be as old as the file."""
    if match := _NAME.fullmatch(path.name):
        return Copy(path, datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC))
    return Copy(path, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def copies(folder: Path) -> list[Copy]:
    """The backups in the folder, newest first. Only what was verified has such a name."""
    found = (copy_of(path) for path in folder.glob("*") if _NAME.fullmatch(path.name))
    return sorted(found, key=lambda copy: (copy.at, copy.path.name), reverse=True)


def is_due(folder: Path, at: datetime) -> bool:
    """Whether the newest backup is older than a day, or there is none. One from the future does not count."""
    newest = next((copy for copy in copies(folder) if copy.at <= at), None)
    return newest is None or at - newest.at >= EVERY


def surplus(found: Iterable[Copy], days: int, months: int, at: datetime) -> list[Copy]:
    """Those of ``found`` (newest first) that are neither the newest of one of the last ``days`` days on which a
    backup was made, nor the newest of one of the last ``months`` months.

    One from the future is by a clock that was set back since, and nobody knows which is right: it neither counts, or
    what is made at ``at`` would go as the older one, nor goes.
    """
    known = [copy for copy in found if copy.at <= at]
    by_day = _newest_of_each(known, "%Y-%m-%d")[:days]
    by_month = _newest_of_each(known, "%Y-%m")[:months]
    return [copy for copy in known[1:] if copy not in by_day and copy not in by_month]


def _newest_of_each(found: list[Copy], period: str) -> list[Copy]:
    newest: dict[str, Copy] = {}
    for copy in found:
        newest.setdefault(copy.at.astimezone(VIETNAM).strftime(period), copy)
    return list(newest.values())


@contextmanager
def alone(folder: Path, to_read: bool = False) -> Iterator[None]:
    """Make the folder; nobody else makes or restores a backup during the block. Raises ``Underway``, and OutreachError
    where nothing can be written, unless it is ``to_read`` a disk on which nobody can write."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if to_read and error.errno == errno.EROFS:
            yield
            return
        raise OutreachError(
            f"Không ghi được vào thư mục sao lưu {folder}: {error.strerror}. Hãy kiểm tra ổ đĩa hoặc GOCUA_BACKUPS.",
            f"Cannot write to the folder of backups {folder}: {error.strerror}. Check the disk or GOCUA_BACKUPS.",
        ) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Underway from None
        clear_drafts(folder)
        yield
    finally:
        os.close(lock)


def shares_disk(folder: Path, home: Path) -> bool:
    """Whether backups would be lost with the disk of the data folder."""
    return folder.stat().st_dev == home.stat().st_dev


def misses_disk(folder: Path, home: Path) -> bool:
    """Whether backups that are to lie outside the data folder are on its disk all the same: most often theirs is not
    mounted, and what was to be its place is an empty folder."""
    return not folder.resolve().is_relative_to(home.resolve()) and shares_disk(folder, home)


def clear_drafts(folder: Path) -> None:
    """Delete what a backup that was cut short left behind, and the folder that already had its name."""
    for path in folder.glob(f"{_DRAFT}*"):
        if path.is_dir():
            shutil.rmtree(path)
            continue
        named = path.with_name(path.name.removeprefix(_DRAFT))
        if _NAME.fullmatch(named.name) and not named.exists():
            shutil.rmtree(copy_of(named).files, ignore_errors=True)
        path.unlink(missing_ok=True)


def on_disk(path: Path) -> None:
    """Return once a file's bytes, or a folder's entries, are on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
