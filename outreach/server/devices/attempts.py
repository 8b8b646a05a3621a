"""Slowing down whoever tries again and again."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable

MOST = 10
WITHIN = 15 * 60.0
"""Wrong codes from one address in seconds: with 39 bits a code, ten in its 15 minutes are no danger."""


class Attempts:
    """Tries per address (or anything else), kept in memory: a restart forgets them, and codes are too long to mind."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def wait(self, address: str) -> float:
        """For how many more seconds this address has to wait; 0 when it need not."""
        with self._lock:
            self._forget()
            times = self._wrong.get(address, ())
            return times[-MOST] + WITHIN - self._clock() if len(times) >= MOST else 0.0

    def count(self, address: str) -> None:
        """Count one try."""
        with self._lock:
            self._wrong[address].append(self._clock())

    def _forget(self) -> None:
        old = self._clock() - WITHIN
        for address, times in list(self._wrong.items()):
            while times and times[0] <= old:
                times.popleft()
            if not times:
                del self._wrong[address]
