"""The tablet's one worker with its queue; results come back on the screen's own thread."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from outreach.domain.errors import OutreachError

Result = TypeVar("Result")
Deliver = Callable[[Callable[[], None]], object]


class Jobs:
    """Work done one after another, away from the screen.

    ``deliver`` hands a call to the screen's thread. Work that fails with an OutreachError is told to
    ``failed``; anything else is a mistake of ours and is raised on the screen's thread.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    def run(
        self, work: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[OutreachError], None]
    ) -> None:
        """Queue ``work``; then ``done`` with its result or ``failed`` with its error."""

        def job() -> None:
            try:
                result = work()
            except OutreachError as error:
                told = error  # the name of an except clause ends with it
                self._deliver(lambda: failed(told))
            except Exception as error:
                mistake = error
                self._deliver(lambda: _raise(mistake))
            else:
                self._deliver(lambda: done(result))

        self._queue.put(job)

    def stop(self, timeout: float) -> bool:
        """Take no more work and wait at most ``timeout`` seconds for what is under way; whether it ended."""
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while job := self._queue.get():
            job()


def _raise(error: Exception) -> None:
    raise error
