"""One push, sorted before anything is written: what is new and good, what goes to quarantine, what is held."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import is_id
from outreach.domain.records import HouseholdEdit, NewHousehold, Noted, Visit
from outreach.server.records.models import Quarantine
from outreach.server.rollups.kept import Registered
from outreach.sync import wire
from outreach.sync.versions import NotOfThatVersion, upgraded, version_of

from .checks import Unacceptable
from .kinds import KINDS

HIGHEST_N = 2**63 - 1
_ENCODER = msgspec.json.Encoder(order="deterministic")


class Row(NamedTuple):
    """One record as it came: its number, its kind's name, its fields and the version of their form.

    ``ref`` tells it from any other record.
    """

    n: int
    kind: str
    body: dict[str, Any]
    ref: str
    version: int

    def text(self) -> str:
        """The fields as received, as JSON (in which a null character is written out, so any table can hold it)."""
        return _ENCODER.encode(self.body).decode()


class Good(NamedTuple):
    """A record to be taken."""

    n: int
    record: Noted


@dataclass(frozen=True, slots=True)
class Bad:
    """A record to be kept in quarantine, and why. ``decided`` is where it was when a leader set it aside."""

    row: Row
    code: ErrorCode
    reason: str
    decided: Quarantine | None = None


@dataclass
class Sorted:
    """Rows after sorting: the good ones by kind, and the bad ones."""

    good: dict[str, list[Good]] = field(default_factory=lambda: defaultdict(list))
    bad: list[Bad] = field(default_factory=list)

    @classmethod
    def both(cls, first: "Sorted", second: "Sorted") -> "Sorted":
        """What was sorted in two parts."""
        both = cls(bad=[*first.bad, *second.bad])
        for part in (first, second):
            for kind, some in part.good.items():
                both.good[kind] += some
        return both


def check_versions(versions: Mapping[str, int]) -> None:
    """Raises SyncError (SERVER_TOO_OLD) for records of a form that is newer than this server."""
    for kind, version in versions.items():
        if version < 1:
            raise SyncError(ErrorCode.INVALID, f"{kind[:40]} of version {version}")
        if version > version_of(kind):
            raise SyncError(ErrorCode.SERVER_TOO_OLD, f"{kind[:40]} of version {version}")


def rows_of(records: Mapping[str, wire.Columns], versions: Mapping[str, int]) -> list[Row]:
    """The records of a push by number; raises SyncError when they are not numbered or too many."""
    rows = sorted(_rows(records, versions), key=attrgetter("n"))
    if len(rows) > wire.BATCH_RECORDS:
        raise SyncError(ErrorCode.TOO_LARGE)
    return rows


def reread(kept: Quarantine) -> Row:
    """A row from what quarantine kept of it (``Row.text``)."""
    body = msgspec.json.decode(kept.body, type=dict[str, Any])
    return Row(kept.n, kept.kind, body, _ref(body), kept.version)


def _rows(records: Mapping[str, wire.Columns], versions: Mapping[str, int]) -> Iterator[Row]:
    for kind, columns in records.items():
        version = versions.get(kind, 1)
        for body in wire.rows(columns):
            n = body.pop("n", None)
            if type(n) is not int or not 1 <= n <= HIGHEST_N:
                raise SyncError(ErrorCode.INVALID, f"a {kind[:40]} without its number")
            yield Row(n, kind, body, _ref(body), version)


def _ref(body: dict[str, Any]) -> str:
    """The record's own id, or a digest of its fields where it has none."""
    id_ = body.get("id")
    if isinstance(id_, str) and is_id(id_):
        return id_
    # A column full of defaults is left out on the wire, so a field left out and an empty one are the same.
    filled = {name: value for name, value in body.items() if value}
    return hashlib.sha256(_ENCODER.encode(filled)).hexdigest()


def unheld(rows: list[Row], held: Mapping[int, str]) -> list[Row]:
    """The rows whose numbers are not held yet; raises SyncError (IDENTITY_REUSED) for a number with other content."""
    new: dict[int, Row] = {}
    for row in rows:
        ref = held[row.n] if row.n in held else new.setdefault(row.n, row).ref
        if ref != row.ref:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"record {row.n} is held with other content")
    return list(new.values())


def decode(rows: list[Row]) -> Iterator[tuple[Row, Noted | Unacceptable]]:
    """Each row with its record, or with what is wrong with it (INVALID)."""
    for kind, some in groupby(rows, key=attrgetter("kind")):
        own = list(some)
        try:  # all at once is three times as fast, and nearly always all are well
            yield from zip(own, _records(kind, own), strict=True)
        except Unacceptable:
            for row in own:
                try:
                    yield row, _records(kind, [row])[0]
                except Unacceptable as problem:
                    yield row, problem


def _records(kind: str, rows: list[Row]) -> list[Noted]:
    """The records in rows of one kind; raises Unacceptable for the first that is none."""
    if kind not in KINDS:
        raise Unacceptable(ErrorCode.INVALID, f"unknown kind {kind[:40]}")
    try:
        fields = [upgraded(kind, row.version, row.body) for row in rows]
        records: list[Any] = wire.from_rows(fields, wire.RECORD_KINDS[kind])
    except (NotOfThatVersion, msgspec.ValidationError) as error:
        raise Unacceptable(ErrorCode.INVALID, str(error)) from None
    KINDS[kind].check(records)
    return records


def check_place(record: Noted, scope: frozenset[str], households: Mapping[str, Registered]) -> None:
    """Raises Unacceptable unless the record's hamlet and household are the tablet's own."""
    if record.hamlet not in scope:
        raise Unacceptable(ErrorCode.SCOPE, "hamlet outside the tablet's scope")
    if isinstance(record, NewHousehold) and record.id in households:
        raise Unacceptable(ErrorCode.INVALID, "another household has the same id")
    if isinstance(record, Visit | HouseholdEdit):
        registered = households.get(record.household)
        if registered is None:
            raise Unacceptable(ErrorCode.INVALID, "unknown household")
        if registered.hamlet not in scope:
            raise Unacceptable(ErrorCode.SCOPE, "household outside the tablet's scope")
