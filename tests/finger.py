"""How a person's finger taps one place again: only after looking at what the last tap brought there."""

import math
import time

TWICE = 0.4
"""Seconds after which a tap on what a tap at the same place brought is no double tap any more."""
SAME_PLACE = 56


class Finger:
    """``over`` is what is to be tapped, ``lifted`` where the last tap was (x, y from the top left); ``again`` once a
    double tap has had its second half."""

    over: object = None
    lifted: tuple[float, float] = (-1e6, -1e6)
    again = False
    _since = math.inf

    def has_read(self, target: object, at: list[float]) -> bool:
        """Whether ``target``, found at ``at``, has been in sight long enough to be tapped; asked at every look."""
        if self.over is not target:
            self.over, self._since = target, math.inf
        elif self._since == math.inf:  # at the second look it has been drawn once
            self._since = time.monotonic()
        return time.monotonic() - self._since > TWICE or math.dist(at, self.lifted) > SAME_PLACE
