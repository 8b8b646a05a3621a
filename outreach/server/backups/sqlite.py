"""Backups of the one-file database: SQLite's own online copy, never a copy of the file."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, connections

from outreach.domain.errors import OutreachError

from .engine import Counts, counted, instead
from .folder import on_disk

_BESIDE = ("-wal", "-shm")
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Damaged(OutreachError):
    """The file is not whole; ``said`` is how that shows."""

    def __init__(self, said: object) -> None:
        super().__init__(
            f"Tệp cơ sở dữ liệu bị hỏng nên không chép được: {said}. Hãy dùng một bản sao lưu khác, hoặc chép lại "
            "tệp ấy từ nơi còn tốt.",
            f"The database file is damaged and could not be copied: {said}. Use another backup, or copy that file "
            "again from where it is whole.",
        )


class Sqlite:
    """The database in the file ``path``."""

    suffix = ".sqlite3"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = path.with_name(f"{path.name}.restoring")

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """See ``Engine``."""
        connection.ensure_connection()
        own = connection.connection
        own.execute("BEGIN")  # a reader's, beside Django, whose own are all a writer's
        try:
            yield
        finally:
            own.execute("ROLLBACK")

    def copy(self, to: Path) -> Counts:
        """See ``Engine``. Readers and writers go on; the copy is one plain file."""
        with self.at_one_moment():
            counts = counted()
            _write(connection.connection, to)
        return counts

    @contextmanager
    def restored(self, copy: Path) -> Iterator[None]:
        """See ``Engine``: the copy is a database as it is, and opened so that nothing can be written to it."""
        with instead(
            ENGINE="django.db.backends.sqlite3", NAME=f"{copy.resolve().as_uri()}?mode=ro", OPTIONS={"timeout": 20}
        ):
            yield

    def check(self) -> str:
        """See ``Engine``."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(3)")
            found = [str(row[0]) for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            loose = len(cursor.fetchall())
        problems = [line for line in found if line != "ok"]
        return "; ".join([*problems, *([f"{loose} loose references"] if loose else [])])

    @contextmanager
    def prepared(self, copy: Path) -> Iterator[None]:
        """See ``Engine``."""
        self._clear()
        try:
            with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as source:
                _write(source, self._new)
                (page,) = source.execute("PRAGMA page_size").fetchone()
            if copy.stat().st_size % page:  # SQLite takes what is missing of the last page for noughts
                raise Damaged("incomplete page")
            with instead(NAME=str(self._new)):
                yield
            on_disk(self._new)
        except BaseException:
            self._clear()
            raise

    def is_empty(self) -> bool:
        """See ``Engine``. What cannot be read is not empty."""
        if not self._path.exists():
            return True
        try:
            with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)) as present:
                return not present.execute("SELECT 1 FROM sqlite_schema").fetchall()
        except (sqlite3.Error, UnicodeDecodeError):
            return False

    def put_in_place(self, stamp: str) -> str:
        """See ``Engine``. At no moment is there no database: an empty one would be made at the next start."""
        kept = ""
        if self.is_empty():
            connections["default"].close()
            for ending in _BESIDE:
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        else:
            kept = str(self._kept_aside(self._path.parent / f"before-restore-{stamp}"))
        self._new.replace(self._path)
        on_disk(self._path.parent)
        self._clear()
        return kept

    def _kept_aside(self, folder: Path) -> Path:
        """The new folder, with the database in use in it, which keeps its own name too until another takes it."""
        self._settle()
        folder.mkdir(mode=0o700)
        try:
            _also_at(folder / self._path.name, self._path)
        except OSError:
            shutil.rmtree(folder)
            raise
        for ending in _BESIDE:  # of a database that could not be settled; it must never meet the new file
            path = self._path.with_name(self._path.name + ending)
            if path.exists():
                path.replace(folder / path.name)
        on_disk(folder)
        return folder

    def _settle(self) -> None:
        """Bring everything into the one file, where it still can be read."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except DatabaseError:
            pass
        connections["default"].close()

    def _clear(self) -> None:
        for ending in ("", *_BESIDE, ".writer"):
            self._new.with_name(self._new.name + ending).unlink(missing_ok=True)


def _also_at(second: Path, path: Path) -> None:
    try:
        os.link(path, second)
    except OSError:  # not every disk has hard links
        shutil.copyfile(path, second)
        on_disk(second)


def _write(source: sqlite3.Connection, to: Path) -> None:
    """Copy a database into a new file that only its owner can read; raises OutreachError."""
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(to)) as target:
            source.backup(target)
            # Without a log beside it the file can be carried anywhere and read where nothing can be written.
            target.execute("PRAGMA journal_mode=DELETE")
    except (sqlite3.Error, UnicodeDecodeError) as error:  # what SQLite says of damage may quote it
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if code & 0xFF in _DAMAGED:  # extended codes keep the primary one in their lowest byte
            raise Damaged(error) from None
        raise OutreachError(
            f"Không chép được cơ sở dữ liệu: {error}. Hãy kiểm tra ổ đĩa còn chỗ và còn tốt.",
            f"The database could not be copied: {error}. Check that the disk has room and is sound.",
        ) from None
    on_disk(to)
