"""Judging records and writing those that can be taken. What nobody foresaw of one of them holds up no other.

Checks foresee what a record may not be. Should one pass them that fails all the same while it is judged, counted or
written (for a limit nobody thought of, or a mistake of ours), its tablet would offer the same batch for ever. So it is
found and goes to quarantine like any other.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from outreach.domain.errors import ErrorCode
from outreach.server.database.trouble import is_of_machine
from outreach.server.records.feed import FeedWriter

from .batch import Bad, Row, Sorted
from .checks import Unacceptable
from .judging import Receiver, Terms, judge
from .writing import write

UNFORESEEN = "unforeseen"
"""Begins the reason of such a record; the kind of failure follows, and nothing that the record says."""

Take = Callable[[Receiver, Terms, list[Row], FeedWriter], Sorted]
"""Judges rows of one tablet and writes the good ones, with figures and feed; the bad ones are left to the caller."""
Done = TypeVar("Done")

_LOG = logging.getLogger(__name__)


def settled(step: Callable[[Take], Done]) -> Done:
    """What a step comes to that takes records in a transaction of its own: all at once; or, when that fails for what
    is in them, from its beginning again, so that those that fail are bad and all others taken.

    Raises what ``step`` raises of its own, and trouble of the machine; then nothing is written. No savepoint is made as
    long as all goes well: SQLite would copy every page that is written to.
    """
    try:
        return step(_at_once)
    except Exception as error:
        if is_of_machine(error):
            raise
        _LOG.warning("a batch failed for what is in it: it is taken in parts", exc_info=True)
    return step(_by_halves)


def _at_once(receiver: Receiver, terms: Terms, rows: list[Row], writer: FeedWriter) -> Sorted:
    result, households = judge(receiver, terms, rows)
    write(receiver, result.good, households, writer)
    return result


def _by_halves(receiver: Receiver, terms: Terms, rows: list[Row], writer: FeedWriter) -> Sorted:
    """Halves in the order of their numbers, for a later record may need an earlier one."""
    try:
        with writer.attempt():
            return _at_once(receiver, terms, rows, writer)
    except Exception as error:
        if is_of_machine(error) or not rows:
            raise
        if len(rows) == 1:
            (row,) = rows
            _LOG.exception("record %d of tablet %s failed: it is put aside", row.n, receiver.tablet)
            problem = terms.refused or Unacceptable(ErrorCode.INVALID, f"{UNFORESEEN}: {type(error).__name__}")
            return Sorted(bad=[Bad(row, problem.code, problem.reason)])
    middle = len(rows) // 2
    return Sorted.both(*(_by_halves(receiver, terms, part, writer) for part in (rows[:middle], rows[middle:])))
