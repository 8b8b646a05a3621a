"""Asking for the next page while the last one is taken in: both take a tablet time."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError

from .wire import Answer, Push

Told = tuple[Answer, datetime]
"""What was answered, and when."""
Ask = Callable[[], Told]
"""Waits for an answer; raises OutreachError."""
Start = Callable[[Ask], Ask]
"""Begins a request; what it gives waits for the outcome."""


def at_once(request: Ask) -> Ask:
    """Make the request now, whole; its outcome is kept until somebody asks."""
    outcome: Future[Told] = Future()
    try:
        outcome.set_result(request())
    except OutreachError as error:
        outcome.set_exception(error)
    return outcome.result


@contextmanager
def in_a_thread() -> Iterator[Start]:
    """Requests are made in a thread of their own, one after the other; leaving waits for what is under way."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda request: thread.submit(request).result


def next_page(push: Push, answer: Answer, most: int) -> Push | None:
    """The next question, where the answer alone says what it will be: there is more to read and nothing to hand in.
    ``most`` changes are asked for, and no more than twice as many as before: it is to be here once those are taken in.

    Not beyond a page that erases: to ask for what follows is to say that it was done.
    """
    cursor = answer.cursor_after(push.cursor)
    reads_on = push.cursor is not None and push.cursor.epoch == cursor.epoch and push.cursor != cursor
    if not (answer.more and reads_on and answer.have == push.made) or "erased" in answer.changes:
        return None
    return replace(push, cursor=cursor, records={}, most=min(most, 2 * push.most), clock=now())
