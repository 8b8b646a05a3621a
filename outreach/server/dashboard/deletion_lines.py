"""What was deleted because it had been kept long enough, in words: counts, for nothing else is known of it any more."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from outreach.domain.vietnamese import format_number
from outreach.server.rollups.retention import deletions

SHOWN = 12


@dataclass(frozen=True, slots=True)
class DeletionLine:
    """One day on which something was deleted, and how much of each kind."""

    day: date
    words: str


def deletion_lines(commune: str) -> list[DeletionLine]:
    """The last of them, the newest first."""
    return [DeletionLine(one.day, _words(one.visits, one.answers, one.aside)) for one in deletions(commune, most=SHOWN)]


def _words(visits: int, answers: int, aside: int) -> str:
    said = (
        (visits, ngettext("%(n)s lượt thăm", "%(n)s lượt thăm", visits)),
        (answers, ngettext("%(n)s câu trả lời qua mã QR", "%(n)s câu trả lời qua mã QR", answers)),
        (aside, ngettext("%(n)s bản ghi không tính", "%(n)s bản ghi không tính", aside)),
    )
    return ", ".join(words % {"n": format_number(count)} for count, words in said if count)
