"""What a record must be beyond its types; every limit here is one that a table or a figure relies on."""

from datetime import date, datetime

from outreach.domain.errors import ErrorCode
from outreach.domain.identity import is_id
from outreach.domain.merge import is_plain
from outreach.domain.records import HouseholdEdit, NewHousehold, Refusal, Visit
from outreach.domain.vietnamese import nfc

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A tablet whose clock was reset says 1970; beyond these years no calendar arithmetic is safe."""

LONGEST_NOTE = 10_000
LONGEST_ADDRESS_NOTE = 200
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


def check_visit(visit: Visit) -> None:
    """Raises Unacceptable (INVALID) naming the first field that is wrong."""
    _ids(id=visit.id, household=visit.household, hamlet=visit.hamlet, official=visit.official)
    if visit.replaces is not None:
        _ids(replaces=visit.replaces)
    _moment("started_at", visit.started_at)
    _moment("ended_at", visit.ended_at)
    if visit.next_visit is not None:
        _day("next_visit", visit.next_visit)
    _number("notice_version", visit.notice_version or 0)
    _text("note", visit.note, LONGEST_NOTE)
    _text("handout", visit.handout or "", LONGEST_TOKEN)
    if len(visit.help) > MOST_HELP:
        raise Unacceptable(ErrorCode.INVALID, f"help has more than {MOST_HELP} entries")
    _correction(visit.corrected_by)
    for given in visit.help:
        _text("help.guide", given.guide, LONGEST_NAME)
        _text("help.topic", given.topic, LONGEST_NAME)
        _text("help.stuck_step", given.stuck_step or "", LONGEST_NAME)
        _number("help.version", given.version)
        if not given.topic:
            raise Unacceptable(ErrorCode.INVALID, "help.topic is empty")


def check_refusal(refusal: Refusal) -> None:
    """Raises Unacceptable (INVALID) naming the first field that is wrong."""
    _ids(id=refusal.id, hamlet=refusal.hamlet, official=refusal.official)
    _day("day", refusal.day)
    _number("guides_shown", refusal.guides_shown)
    _correction(refusal.corrected_by)


def check_edit(edit: HouseholdEdit) -> None:
    """Raises Unacceptable (INVALID) naming the first field that is wrong."""
    _ids(id=edit.id, household=edit.household, hamlet=edit.hamlet, official=edit.official)
    _moment("at", edit.at)
    _number("base", edit.base)
    if not edit.changes or len({change.field for change in edit.changes}) != len(edit.changes):
        raise Unacceptable(ErrorCode.INVALID, "changes must name each field once")
    for change in edit.changes:
        _text(f"changes.{change.field}.seen", change.seen, LONGEST_ADDRESS_NOTE)
        _text(f"changes.{change.field}.value", change.value, LONGEST_ADDRESS_NOTE)
        if not is_plain(change):
            raise Unacceptable(ErrorCode.INVALID, f"{change.field} cannot be what the edit says")
    if len(edit.settles) > MOST_SETTLED:
        raise Unacceptable(ErrorCode.INVALID, f"settles has more than {MOST_SETTLED} entries")
    for contest in edit.settles:
        _ids(settles=contest)


def check_finding(found: NewHousehold) -> None:
    """Raises Unacceptable (INVALID) naming the first field that is wrong."""
    _ids(id=found.id, hamlet=found.hamlet, official=found.official)
    _moment("at", found.at)
    _text("address_note", found.address_note, LONGEST_ADDRESS_NOTE)
    if found.address_note != nfc(found.address_note):
        raise Unacceptable(ErrorCode.INVALID, "address_note is not in composed form with single spaces")
    if len(set(found.needs)) != len(found.needs):
        raise Unacceptable(ErrorCode.INVALID, "needs names one twice")


def plain(text: str, longest: int) -> str:
    """Text for information only, cut to what any column can hold."""
    return text.replace("\x00", "")[:longest]


def _ids(**ids: str) -> None:
    for name, value in ids.items():
        if not is_id(value):
            raise Unacceptable(ErrorCode.INVALID, f"{name} is not an id of 22 characters")


def _moment(name: str, value: datetime) -> None:
    if value.tzinfo is None:
        raise Unacceptable(ErrorCode.INVALID, f"{name} has no time zone")
    _day(name, value.date())


def _day(name: str, value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unacceptable(ErrorCode.INVALID, f"{name} is not between {FIRST_YEAR} and {LAST_YEAR}")


def _correction(seconds: int) -> None:
    if abs(seconds) > LARGEST:
        raise Unacceptable(ErrorCode.INVALID, f"corrected_by is not between -{LARGEST} and {LARGEST}")


def _number(name: str, value: int) -> None:
    if not 0 <= value <= LARGEST:
        raise Unacceptable(ErrorCode.INVALID, f"{name} is not between 0 and {LARGEST}")


def _text(name: str, value: str, longest: int) -> None:
    if len(value) > longest:
        raise Unacceptable(ErrorCode.INVALID, f"{name} is longer than {longest} characters")
    if "\x00" in value:
        raise Unacceptable(ErrorCode.INVALID, f"{name} contains a null character")
