"""How much one exchange carries: as much as the network, the server and the tablet itself manage in a moment."""

from dataclasses import dataclass
from typing import Self

from outreach.store import Trouble

from .wire import BATCH_RECORDS, MOST_A_PAGE, PAGE

FIRST_BATCH = 100
SMALLEST_BATCH = 25
SMALLEST_PAGE = 100
QUICK = 2.0
SLOW = 10.0
"""Seconds for one exchange, without the wait for its turn: below QUICK the next batch doubles, to FIRST_BATCH at least;
above SLOW it halves. FIRST_BATCH carries more records than headers."""
CROWDED = 0.2
"""Seconds: who waited longer for its turn is one of many. It does not ask for more at a time, nor ahead, or everybody's
wait would grow."""
UNNOTICED = 0.2
"""Seconds for which the store may be busy with one page: whoever opens a list meanwhile waits for it."""


@dataclass(slots=True)
class Pace:
    """How many records the next batch takes. ``crowded``: others are waiting for the server too."""

    size: int = FIRST_BATCH
    crowded: bool = False
    _quick: bool = False
    _taken_in_unnoticed: int = PAGE

    @classmethod
    def after(cls, trouble: Trouble | None) -> Self:
        """How a sync begins: after one that failed the network is likely poor, so with little."""
        return cls(SMALLEST_BATCH if trouble else FIRST_BATCH)

    @property
    def page(self) -> int:
        """How many changes the next page may bring: PAGE until more is known to do no harm."""
        most = MOST_A_PAGE if self._quick and not self.crowded else PAGE
        return max(SMALLEST_PAGE, min(most, self._taken_in_unnoticed))

    def took(self, seconds: float, waited: float = 0.0) -> None:
        """Learn from an exchange, which waited for its turn at the server."""
        self.crowded = waited > CROWDED
        self._quick = seconds - waited < QUICK
        if seconds - waited > SLOW:
            self.size = max(SMALLEST_BATCH, self.size // 2)
        elif self._quick and not self.crowded:
            self.size = min(BATCH_RECORDS, max(FIRST_BATCH, self.size * 2))

    def took_in(self, changes: int, seconds: float) -> None:
        """Learn from how long a page of so many changes kept the store busy (one with few says little)."""
        if changes >= SMALLEST_PAGE:
            self._taken_in_unnoticed = round(changes * UNNOTICED / max(seconds, 0.001))
