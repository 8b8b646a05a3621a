"""The right to write to one SQLite file: one holder among all threads and processes of this machine."""

import fcntl
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

_PAUSE = 0.02


class FirstComeLock:
    """A lock for threads, with one place or more, that is handed to whoever has waited longest.

    Python's own goes to whoever happens to run next: when sixty tablets sync at once, some would wait for all others.
    """

    def __init__(self, places: int = 1) -> None:
        self._guard = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn; False when it has not come in ``timeout`` seconds."""
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._guard:
            if turn not in self._waiting:
                return True  # handed over at the last moment
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand it to the next one."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    @contextmanager
    def held(self, timeout: float) -> Iterator[float]:
        """A place inside, and the seconds waited for it; raises TimeoutError when none came in ``timeout`` seconds."""
        began = time.monotonic()
        if not self.acquire(timeout):
            raise TimeoutError
        try:
            yield time.monotonic() - began
        finally:
            self.release()


_threads: dict[str, FirstComeLock] = {}


class WriterLock:
    """Held by one connection. Threads queue on a lock in memory, first come, first served; other processes on a file
    beside the database (``flock``, so the kernel gives it back when a process dies). ``timeout``: seconds that one
    waits."""

    def __init__(self, path: str, timeout: float) -> None:
        self._thread = _threads.setdefault(path, FirstComeLock())
        self._path = f"{path}.writer"
        self.timeout = timeout
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this connection may write now."""
        return self._file is not None

    def acquire(self) -> None:
        """Wait for the right to write; raises ``sqlite3.OperationalError``, after the timeout (locked) or where
        nothing can be written."""
        deadline = time.monotonic() + self.timeout
        if not self._thread.acquire(timeout=self.timeout):
            raise sqlite3.OperationalError("database is locked")
        try:
            self._file = _lock_file(self._path, deadline)
        except BaseException:
            self._thread.release()
            raise

    def release(self) -> None:
        """Let the next one write."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)
            self._thread.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _lock_file(path: str, deadline: float) -> int:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:  # a disk that failed can only be read; SQLite has the same words for it
        raise sqlite3.OperationalError(f"unable to open database file: {error}") from None
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(_PAUSE)
                continue
            os.close(file)
            raise sqlite3.OperationalError("database is locked") from None
        return file
