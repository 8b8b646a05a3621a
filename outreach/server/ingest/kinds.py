"""The kinds of records a tablet may send: one entry each is all that a new kind needs here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from outreach.domain.records import Noted
from outreach.server.doors import rows as doors
from outreach.server.doors.models import Edit, Finding
from outreach.server.records import refusals, visits
from outreach.server.records.models import Refusal, Visit

from . import checks


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind is checked, written and read back.

    ``columns`` and ``row`` agree; ``told`` says whether tablets are told of the record itself, which is what numbers
    it (of edits and findings they hear by what becomes of the household).
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    row: Callable[[str, Any], tuple[Any, ...]]
    load: Callable[[str, Iterable[str]], Iterator[Noted]]
    check: Callable[[Any], None]  # all records of one push, or one
    told: bool


KINDS: dict[str, Kind] = {
    "visit": Kind(Visit, visits.COLUMNS, visits.to_row, visits.load, checks.check_visits, told=True),
    "refusal": Kind(Refusal, refusals.COLUMNS, refusals.to_row, refusals.load, checks.check_refusals, told=False),
    "household_edit": Kind(Edit, doors.EDIT_COLUMNS, doors.edit_row, doors.load_edits, checks.check_edits, told=False),
    "new_household": Kind(
        Finding, doors.FINDING_COLUMNS, doors.finding_row, doors.load_findings, checks.check_findings, told=False
    ),
}
