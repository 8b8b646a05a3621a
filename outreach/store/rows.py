"""Records <-> rows: one column per field, moments as ISO 8601 text, lists as JSON text."""

import dataclasses
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from outreach.domain.draft import VisitDraft
from outreach.domain.records import (
    Blank,
    Contested,
    Erased,
    Hamlet,
    HandoutAnswer,
    Household,
    HouseholdEdit,
    NewHousehold,
    Official,
    Refusal,
    Visit,
)

Item = TypeVar("Item")
Row = tuple[Any, ...]
_EMPTY = "[]"
_ENCODER = msgspec.json.Encoder()


class Rows(Generic[Item]):
    """How one kind of record lies in its table."""

    def __init__(self, kind: type[Item]) -> None:
        specs = dataclasses.fields(kind)  # type: ignore[arg-type]
        self.names = tuple(spec.name for spec in specs)
        self._list_of_kind = list[kind]  # type: ignore[valid-type]
        msgspec.json.Decoder(kind)  # has it learn of the kind before any two threads could (ADR 35)
        self._values = {name: attrgetter(name) for name in self.names}
        self._lists = [spec.name for spec in specs if spec.default == ()]
        self._flags = [spec.name for spec in specs if spec.type in (bool, bool | None)]
        given = {spec.name: spec.default for spec in specs if spec.default is not dataclasses.MISSING}
        self._defaults = msgspec.to_builtins(given) | dict.fromkeys(self._lists, _EMPTY)
        self.select = ", ".join(self.names)

    def to_row(self, item: Item) -> Row:
        """The record's fields as SQLite keeps them."""
        return self.to_rows([item])[0]

    def to_rows(self, items: Sequence[Item], *more: Iterable[Any]) -> list[Row]:
        """The same of many records, each followed by its values of the columns ``more``.

        Made column by column: by way of a dictionary for each record it takes half as long again.
        """
        columns = [self._column(name, [value(item) for item in items]) for name, value in self._values.items()]
        return list(zip(*columns, *more, strict=True))

    def _column(self, name: str, values: list[Any]) -> list[Any]:
        if name in self._lists:
            return [_ENCODER.encode(value).decode() if value else _EMPTY for value in values]
        column: list[Any] = msgspec.to_builtins(values)
        return column

    def from_row(self, row: Row) -> Item:
        """The record in a row of ``select``'s columns."""
        return self.all([row])[0]

    def all(self, rows: Iterable[Row]) -> list[Item]:
        """The records of many rows."""
        return self.of_fields([dict(zip(self.names, row, strict=True)) for row in rows])

    def of_fields(self, fields: list[dict[str, Any]]) -> list[Item]:
        """The records of rows by the names of their columns; raises msgspec.ValidationError, DecodeError."""
        for name in self._lists:
            for one in fields:
                one[name] = () if one[name] == _EMPTY else msgspec.json.decode(one[name])
        return msgspec.convert(fields, self._list_of_kind, strict=False)

    def columns(self, rows: Sequence[Row]) -> dict[str, list[Any]]:
        """Rows as columns ready for JSON; a column in which every value is the field's default is left out."""
        columns: dict[str, list[Any]] = {}
        for name, values in zip(self.names, zip(*rows, strict=True), strict=False):
            if name in self._defaults and values.count(self._defaults[name]) == len(values):
                continue
            if name in self._lists:
                columns[name] = [msgspec.Raw(value.encode()) for value in values]
            elif name in self._flags:
                columns[name] = [None if value is None else bool(value) for value in values]
            else:
                columns[name] = list(values)
        return columns

    def insert(self, table: str, *more: str, verb: str = "INSERT") -> str:
        """The statement that writes ``to_row`` followed by the columns ``more``."""
        names = (*self.names, *more)
        return f"{verb} INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


HAMLETS = Rows(Hamlet)
OFFICIALS = Rows(Official)
HOUSEHOLDS = Rows(Household)
VISITS = Rows(Visit)
REFUSALS = Rows(Refusal)
ANSWERS = Rows(HandoutAnswer)
EDITS = Rows(HouseholdEdit)
FINDINGS = Rows(NewHousehold)
CONTESTS = Rows(Contested)
ERASED = Rows(Erased)
BLANKS = Rows(Blank)

DRAFT = msgspec.json.Decoder(VisitDraft)
"""Reads a visit under way, which is kept as one JSON text."""

OWN: dict[str, Rows[Any]] = {
    "visit": VISITS,
    "refusal": REFUSALS,
    "household_edit": EDITS,
    "new_household": FINDINGS,
    "blank": BLANKS,
}
"""The tables of what this tablet writes, each row with its number ``n``. A table is called as its kind on the wire."""
