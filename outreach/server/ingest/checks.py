"""What a record must be beyond its types; every limit here is one that a table or a figure relies on.

Records of one kind are looked at field by field, all of them at once: that is what a batch of 500 has time for.
Which of them is the wrong one is found by asking for each alone.
"""

from collections.abc import Iterable, Sequence, Sized
from datetime import date, datetime

from outreach.domain.errors import ErrorCode
from outreach.domain.identity import is_id
from outreach.domain.merge import is_plain
from outreach.domain.records import LONGEST_ADDRESS_NOTE, HouseholdEdit, NewHousehold, Noted, Outcome, Refusal, Visit
from outreach.domain.vietnamese import nfc

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A tablet whose clock was reset says 1970; beyond these years no calendar arithmetic is safe."""
_YEARS = frozenset(range(FIRST_YEAR, LAST_YEAR + 1))

LONGEST_NOTE = 10_000
LONGEST_NAME = 40
LONGEST_TOKEN = 64
MOST_HELP = 50
MOST_SETTLED = 100
LARGEST = 2**31 - 1


class Unacceptable(Exception):
    """A record that goes to quarantine: its code, and what is wrong for whoever mends it."""

    def __init__(self, code: ErrorCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def check_visits(visits: Sequence[Visit]) -> None:
    """Raises Unacceptable (INVALID) naming a field that is wrong in one of them."""
    _every(visits)
    _ids("household", (visit.household for visit in visits))
    _ids("replaces", (visit.replaces for visit in visits if visit.replaces is not None))
    if any(visit.outcome is Outcome.RETRACTED and visit.replaces is None for visit in visits):
        raise Unacceptable(ErrorCode.INVALID, "a retraction must name what it replaces")
    _moments("started_at", (visit.started_at for visit in visits))
    _moments("ended_at", (visit.ended_at for visit in visits))
    _days("next_visit", (visit.next_visit for visit in visits if visit.next_visit is not None))
    _numbers("notice_version", (visit.notice_version or 0 for visit in visits))
    _texts("note", (visit.note for visit in visits), LONGEST_NOTE)
    _texts("handout", (visit.handout or "" for visit in visits), LONGEST_TOKEN)
    _lengths("help", (visit.help for visit in visits), MOST_HELP)
    given = [one for visit in visits for one in visit.help]
    _texts("help.guide", (one.guide for one in given), LONGEST_NAME)
    _texts("help.topic", (one.topic for one in given), LONGEST_NAME)
    _texts("help.stuck_step", (one.stuck_step or "" for one in given), LONGEST_NAME)
    _numbers("help.version", (one.version for one in given))
    if not all(one.topic for one in given):
        raise Unacceptable(ErrorCode.INVALID, "help.topic is empty")


def check_refusals(refusals: Sequence[Refusal]) -> None:
    """Raises Unacceptable (INVALID) naming a field that is wrong in one of them."""
    _every(refusals)
    _days("day", (refusal.day for refusal in refusals))
    _numbers("guides_shown", (refusal.guides_shown for refusal in refusals))


def check_edits(edits: Sequence[HouseholdEdit]) -> None:
    """Raises Unacceptable (INVALID) naming a field that is wrong in one of them."""
    _every(edits)
    _ids("household", (edit.household for edit in edits))
    _moments("at", (edit.at for edit in edits))
    _numbers("base", (edit.base for edit in edits))
    for edit in edits:
        if not edit.changes or len({change.field for change in edit.changes}) != len(edit.changes):
            raise Unacceptable(ErrorCode.INVALID, "changes must name each field once")
        for change in edit.changes:
            _texts(f"changes.{change.field}", (change.seen, change.value), LONGEST_ADDRESS_NOTE)
            if not is_plain(change):
                raise Unacceptable(ErrorCode.INVALID, f"{change.field} cannot be what the edit says")
    _lengths("settles", (edit.settles for edit in edits), MOST_SETTLED)
    _ids("settles", (contest for edit in edits for contest in edit.settles))


def check_findings(findings: Sequence[NewHousehold]) -> None:
    """Raises Unacceptable (INVALID) naming a field that is wrong in one of them."""
    _every(findings)
    _moments("at", (found.at for found in findings))
    _texts("address_note", (found.address_note for found in findings), LONGEST_ADDRESS_NOTE)
    for found in findings:
        if found.address_note != nfc(found.address_note):
            raise Unacceptable(ErrorCode.INVALID, "address_note is not in composed form with single spaces")
        if len(set(found.needs)) != len(found.needs):
            raise Unacceptable(ErrorCode.INVALID, "needs names one twice")


def plain(text: str, longest: int) -> str:
    """Text for information only, cut to what any column can hold."""
    return text.replace("\x00", "")[:longest]


def _every(records: Sequence[Noted]) -> None:
    """What records of all kinds have."""
    _ids("id", (record.id for record in records))
    _ids("hamlet", (record.hamlet for record in records))
    _ids("official", (record.official for record in records))
    if any(abs(record.corrected_by) > LARGEST for record in records):
        raise Unacceptable(ErrorCode.INVALID, f"corrected_by is not between -{LARGEST} and {LARGEST}")


def _ids(name: str, values: Iterable[str]) -> None:
    if not all(map(is_id, set(values))):
        raise Unacceptable(ErrorCode.INVALID, f"{name} is not an id of 22 characters")


def _moments(name: str, values: Iterable[datetime]) -> None:
    values = list(values)
    if any(value.tzinfo is None for value in values):
        raise Unacceptable(ErrorCode.INVALID, f"{name} has no time zone")
    _days(name, values)


def _days(name: str, values: Iterable[date]) -> None:
    if not {value.year for value in values} <= _YEARS:
        raise Unacceptable(ErrorCode.INVALID, f"{name} is not between {FIRST_YEAR} and {LAST_YEAR}")


def _numbers(name: str, values: Iterable[int]) -> None:
    if not all(0 <= value <= LARGEST for value in set(values)):
        raise Unacceptable(ErrorCode.INVALID, f"{name} is not between 0 and {LARGEST}")


def _lengths(name: str, values: Iterable[Sized], most: int) -> None:
    if any(len(value) > most for value in values):
        raise Unacceptable(ErrorCode.INVALID, f"{name} has more than {most} entries")


def _texts(name: str, values: Iterable[str], longest: int) -> None:
    for value in set(values):
        if len(value) > longest:
            raise Unacceptable(ErrorCode.INVALID, f"{name} is longer than {longest} characters")
        if "\x00" in value:
            raise Unacceptable(ErrorCode.INVALID, f"{name} contains a null character")
