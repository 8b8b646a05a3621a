"""One SQLite connection for the whole app: how it is opened, locked, written and closed."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Self

import sqlite_utils

from .errors import StoreDamaged, StoreTooNew, in_plain_words
from .log import hides_something
from .migrations import has_unknown_steps, migrations

# EXCLUSIVE: SQLite before 3.51.3 can corrupt a WAL that two connections write, so a second one is kept out.
# cache_size: 8 MB, so that what one answer changes all over the file is written once, when it is committed.
# secure_delete: what is erased is overwritten, for a tablet can be lost or sold.
_PRAGMAS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "cache_size = -8000",
    "secure_delete = ON",
    "temp_store = MEMORY",
)

# Unless it is told how, sqlite3 searches for a way to adapt every None and bool anew: longer than it takes to write it.
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(type(None), lambda nothing: nothing)


class Database:
    """The tablet's database file. Threads share it through one re-entrant lock."""

    def __init__(self, path: Path) -> None:
        """Open ``path`` (made when missing, for this user alone) and bring it to the newest form; raises StoreError."""
        self._lock = RLock()
        self._path = path
        with in_plain_words():
            _refuse_unsound(path)
            _keep_private(path)
            connection = sqlite3.connect(path, timeout=2, isolation_level=None, check_same_thread=False)
            try:
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                self._db = sqlite_utils.Database(connection, execute_plugins=False)
                if migrations.pending(self._db):
                    migrations.apply(self._db)
            except BaseException:
                connection.close()
                raise
        self._connection = connection

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            with in_plain_words():
                yield
        except StoreDamaged:
            with suppress(OSError):  # where nothing can be written
                damage_mark(self._path).touch()  # what a check on opening would not find
            raise

    def close(self) -> None:
        """Fold the WAL into the file and let go of it."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def write(self) -> Iterator[Self]:
        """A transaction: committed and synced to the disk on leaving, rolled back whole on any error."""
        with self._lock, self._plainly():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[Self]:
        """Several queries that see one and the same state; what cannot be decoded inside was damaged (StoreDamaged)."""
        with self._lock, self._plainly():
            yield self

    def fold(self) -> None:
        """Fold the WAL into the file, so that no earlier state of a page is left on the disk."""
        with self._lock, self._plainly():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def drop_aside(self, naming: Sequence[str] | None = None) -> None:
        """Delete the damaged files that were set aside earlier, for they hold what the database held.

        With ``naming`` only if one of these words can be read in them, or one of them cannot be read any more.
        """
        found = list(self._path.parent.glob(aside_name(self._path, "*") + "*"))
        words = [word.encode() for word in naming or ()]
        with in_plain_words():
            if naming is None or any(_may_name(words, aside) for aside in found):
                for aside in found:
                    aside.unlink()

    def tables(self) -> list[str]:
        """The names of all tables but SQLite's own and that of the migrations."""
        sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*sqlite_*'"
        return [row[0] for row in self.rows(sql)]

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.read():
            return self._connection.execute(sql, parameters).fetchall()

    def each(self, sql: str, parameters: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one, inside ``read`` or ``write`` (a long list need not exist twice)."""
        return self._connection.execute(sql, parameters)

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def only(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...]:
        """The row of a statement that always has one, as of the table ``exchange``; without it the file is damaged."""
        with self.read():
            row = self.row(sql, parameters)
            if row is None:
                raise StoreDamaged
            return row

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement inside ``write``; the number of rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each set of parameters, inside ``write``."""
        self._connection.executemany(sql, parameters)


def _keep_private(path: Path) -> None:
    """Make what is missing readable by this user alone, and the file so if it is not.

    SQLite gives its -wal and -shm the mode of the file.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    elif path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # on storage that knows no owners
            path.chmod(0o600)


def _may_name(words: Sequence[bytes], aside: Path) -> bool:
    try:
        content = aside.read_bytes()
    except OSError:  # the storage was bad before: nobody can say what is in it
        return True
    return any(word in content for word in words)


def aside_name(path: Path, when: str) -> str:
    """What a damaged database is called once it was set aside."""
    return f"{path.stem}-hong-{when}{path.suffix}"


def damage_mark(path: Path) -> Path:
    """An empty file that says a page of the database could not be read."""
    return path.with_name(path.name + "-hong")


def _refuse_unsound(path: Path) -> None:
    """Raise StoreTooNew or StoreDamaged, having read only."""
    if damage_mark(path).exists():
        raise StoreDamaged
    if not path.exists() or path.stat().st_size == 0:
        return
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", timeout=2, uri=True)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StoreDamaged
        log = path.with_name(path.name + "-wal")  # nobody writes it: the check has had its lock
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        if log.exists() and hides_something(log.read_bytes(), size):
            raise StoreDamaged
        if has_unknown_steps(sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)):
            raise StoreTooNew
