"""Django's SQLite backend with one writer at a time.

SQLite before 3.51.3 can corrupt a write-ahead log when two connections write or checkpoint at the same moment,
and Debian 12 ships 3.40.1. Readers are safe and stay concurrent; whoever writes, checkpoints or closes a
connection (the last one to close checkpoints) first takes the database's writer lock.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .writer import WriterLock

_PAUSE = 0.1
_READING = ("SELECT", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")

# Moments lie there naive, in UTC. Django would add that to what is read through its models only.
sqlite3.register_converter("datetime", lambda text: datetime.fromisoformat(f"{text.decode()}+00:00"))


class Cursor(base.SQLiteCursorWrapper):
    """Takes the writer lock for BEGIN (until the transaction ends) and around a write outside a transaction."""

    writer: WriterLock

    def execute(self, query: str, params: Any = None) -> Any:
        """One statement."""
        with self._writing(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """One statement, once for each set of parameters."""
        with self._writing(query):
            return super().executemany(query, param_list)

    @contextmanager
    def _writing(self, query: str) -> Iterator[None]:
        if self.writer.held or query.lstrip(" (\n").upper().startswith(_READING):
            yield
            return
        self.writer.acquire()
        try:
            yield
        finally:
            if not self.connection.in_transaction:
                self.writer.release()


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. Its lock is given back when its transaction ends, however it ends."""

    def get_connection_params(self) -> dict[str, Any]:
        """What to connect with; makes this connection's writer lock."""
        self.writer = WriterLock(str(self.settings_dict["NAME"]), self.settings_dict["OPTIONS"].get("timeout", 5))
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and put a new file into write-ahead mode once and for all. What is deleted is overwritten."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA secure_delete=ON")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            with self.writer:
                connection.execute("PRAGMA journal_mode=WAL")
        return connection

    def fold(self) -> None:
        """Fold the write-ahead log into the file, so that no earlier state of a page is left on the disk.

        Who reads something older (a backup) is waited for while others write; raises OperationalError when it takes
        longer than anybody waits to write.
        """
        self.ensure_connection()
        deadline = time.monotonic() + self.writer.timeout
        while not self._folded():
            if time.monotonic() > deadline:
                raise OperationalError("somebody still reads what was there before")
            time.sleep(_PAUSE)

    def _folded(self) -> bool:
        """Whether the log is empty now. Nobody is waited for: until it is done, nobody may write."""
        with self.wrap_database_errors, self.writer:
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                (busy, *_) = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {round(self.writer.timeout * 1000)}")
        return not busy

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor that knows this connection's lock."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.writer = self.writer
        return cursor

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_back()

    def _close(self) -> None:
        if self.connection is None:
            return
        if not self.writer.held:
            self.writer.acquire()
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.writer.release()

    def _give_back(self) -> None:
        if self.writer.held and not (self.connection and self.connection.in_transaction):
            self.writer.release()
