"""Edits, findings and contests between the domain and their tables."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from outreach.domain.records import Contested, Field, FieldChange, HouseholdEdit, Need, NewHousehold
from outreach.server.database.rows import select

from .models import Contest, Edit, Finding

EDIT_COLUMNS = ("commune", "id", "household", "hamlet", "official", "at", "base", "changes", "settles", "corrected_by")
FINDING_COLUMNS = ("commune", "id", "hamlet", "official", "at", "address_note", "needs", "corrected_by")
CONTEST_COLUMNS = (
    "commune", "id", "household", "hamlet", "field", "seen", "value", "official", "at", "ahead", "kept_by", "kept_at",
    "open",
)  # fmt: skip
_ENCODER = msgspec.json.Encoder()
_CHANGES = msgspec.json.Decoder(tuple[FieldChange, ...])


def edit_row(commune: str, edit: HouseholdEdit) -> tuple[Any, ...]:
    """The values of ``EDIT_COLUMNS``."""
    changes = _ENCODER.encode(edit.changes).decode()
    return (
        commune, edit.id, edit.household, edit.hamlet, edit.official, edit.at, edit.base, changes,
        " ".join(edit.settles), edit.corrected_by,
    )  # fmt: skip


def load_edits(commune: str, ids: Iterable[str]) -> Iterator[HouseholdEdit]:
    """The edits with these ids, in no order."""
    for id_, household, hamlet, official, at, base, changes, settles, corrected_by in select(
        Edit, EDIT_COLUMNS[1:], commune, "id", ids
    ):
        yield HouseholdEdit(
            id_,
            household,
            hamlet,
            official,
            at,
            base,
            _CHANGES.decode(changes),
            tuple(settles.split()),
            corrected_by,
        )


def finding_row(commune: str, found: NewHousehold) -> tuple[Any, ...]:
    """The values of ``FINDING_COLUMNS``."""
    needs = " ".join(found.needs)
    return (
        commune, found.id, found.hamlet, found.official, found.at, found.address_note, needs, found.corrected_by,
    )  # fmt: skip


def load_findings(commune: str, ids: Iterable[str]) -> Iterator[NewHousehold]:
    """The findings with these ids, in no order."""
    for id_, hamlet, official, at, note, needs, by in select(Finding, FINDING_COLUMNS[1:], commune, "id", ids):
        yield NewHousehold(id_, hamlet, official, at, note, tuple(Need(need) for need in needs.split()), by)


def contests(commune: str, name: str, values: Iterable[str]) -> Iterator[Contested]:
    """The contests whose ``name`` (id, household) is one of ``values``, in no order."""
    for id_, household, hamlet, field, seen, value, official, at, ahead, kept_by, kept_at, is_open in select(
        Contest, CONTEST_COLUMNS[1:], commune, name, values
    ):
        yield Contested(
            id_,
            household,
            hamlet,
            Field(field),
            seen,
            value,
            official,
            at,
            bool(ahead),
            kept_by,
            kept_at,
            bool(is_open),
        )
