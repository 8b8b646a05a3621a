"""Bytes <-> records: the messages of the exchange, JSON under gzip, columns instead of rows.

A tablet numbers what it writes 1, 2, 3, ... without gaps; (tablet, n) is the identity for transport.
Records of one kind travel as columns, each field's name once: ``{"visit": {"n": [413, 414], "id": [...]}}``.
A column in which every value is the field's default is left out.
"""

import dataclasses
import gzip
import zlib
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import repeat
from typing import Any, Self, TypeVar

import msgspec

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.gaps import Run
from outreach.domain.records import (
    Blank,
    Commune,
    Contested,
    Erased,
    Hamlet,
    HandoutAnswer,
    Household,
    HouseholdEdit,
    NewHousehold,
    Official,
    Record,
    Refusal,
    Visit,
)

from .versions import PROTOCOL, beyond_the_first

BATCH_RECORDS = 500
BATCH_BYTES = 256 * 1024
PAGE = 500
"""Most changes that an answer brings to a tablet that does not ask for another number."""
MOST_A_PAGE = 2000
"""Most changes that an answer brings to any."""
MOST_REJECTED = 500
"""Most records in quarantine that one answer names, the lowest numbers first."""
MAX_BODY = 16 * 1024 * 1024
"""Most bytes a body may unpack to."""

RECORD_KINDS: dict[str, type[Record]] = {
    "visit": Visit,
    "refusal": Refusal,
    "household_edit": HouseholdEdit,
    "new_household": NewHousehold,
    "blank": Blank,
}
"""What a tablet may send."""

CHANGE_KINDS: dict[str, type[Any]] = {
    "commune": Commune,
    "hamlet": Hamlet,
    "official": Official,
    "household": Household,
    "visit": Visit,
    "answer": HandoutAnswer,
    "contested": Contested,
    "erased": Erased,
}
"""What a tablet may be told."""

Columns = dict[str, list[Any]]
Message = TypeVar("Message")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A record with the number its tablet gave it."""

    n: int
    record: Record


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a tablet has read the commune's feed.

    ``hash`` is the feed's running hash at ``seq``; ``epoch`` is drawn anew when a server is created or
    restored. ``snapshot`` is the last household id of a first sync still under way ("" at its start); None
    once changes are being read.
    """

    epoch: str = ""
    seq: int = 0
    hash: str = ""
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """Tablet -> server. ``made`` is the highest number ever given, so a gap shows on both sides.

    ``seal`` is the mark of the server's public key as the tablet knows it ("" for none; None from an app that
    cannot seal).
    ``held`` is the number and the id of the last record that the server said it holds: whether it still means the same.
    ``held_beyond`` are those of the last record of every run that it said it holds beyond a gap.
    ``lost`` are runs of numbers above ``have`` that this tablet gave and no longer finds.
    ``versions`` are those of the kinds among ``records`` that are not in their first any more
    (``outreach.sync.versions``).
    ``brief``: what the tablet knows need not be told again (see ``Answer``).
    ``most``: at most so many changes are to come at a time (up to MOST_A_PAGE).
    What is here, and how ``records`` lie in their columns, is understood by every later server.
    """

    tablet: str
    made: int
    clock: datetime
    app: str
    cursor: Cursor | None = None
    records: dict[str, Columns] = field(default_factory=dict)
    seal: str | None = None
    held: tuple[int, str] | None = None
    held_beyond: tuple[tuple[int, str], ...] = ()
    lost: tuple[Run, ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    brief: bool = False
    most: int = PAGE
    protocol: int = PROTOCOL

    def sent(self) -> list[int]:
        """The numbers of the records, ascending."""
        return sorted(n for columns in self.records.values() for n in columns.get("n", ()))

    def last_sent(self) -> int:
        """The highest number among the records; ``made`` when there is nothing to send."""
        return max(self.sent(), default=self.made)

    def carrying(self, records: dict[str, Columns]) -> "Push":
        """The same with these records, some of which may have been made since it was asked what was."""
        carries = dataclasses.replace(self, records=records, versions=beyond_the_first(records))
        return dataclasses.replace(carries, made=max(self.made, carries.last_sent()))

    def goes_on(self) -> bool:
        """Whether records will follow in another push (or those that follow are lost)."""
        return self.last_sent() < self.made


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record kept in quarantine: it counts as held, and somebody must mend it.

    ``aside``: a leader has looked at it and decided that it does not count.
    """

    n: int
    code: str
    vi: str
    en: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """A guide as the commune changed it: its id and version, the hash by which its pack is fetched, and since when."""

    id: str
    version: int
    hash: str
    changed_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """Server -> tablet. Nothing below or at ``have`` is missing; ``safe`` is the same for verified backups.

    ``beyond`` are runs of numbers (both ends in them) that are held above ``have``: between them and it lie gaps.
    ``seal`` is the server's public key for sealed files, where it is another than the tablet knows. To a push that
    asks to be brief, ``cursor`` is None where it is as asked; where only its epoch is, that is "". With the epoch,
    ``scope`` (the tablet's hamlets) is as known, and None. ``waited`` is for how long (seconds) others' exchanges came
    before this one.
    """

    have: int
    safe: int
    clock: datetime
    cursor: Cursor | None = None
    scope: tuple[str, ...] | None = None
    changes: dict[str, Columns] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    packs: tuple[Pack, ...] = ()
    more: bool = False
    seal: str = ""
    beyond: tuple[Run, ...] = ()
    waited: float = 0.0
    protocol: int = PROTOCOL

    def cursor_after(self, asked: Cursor | None) -> Cursor:
        """The cursor after this answer to a question at ``asked``; raises SyncError (INVALID) where there is none."""
        cursor = self.cursor or asked
        if cursor is None:
            raise SyncError(ErrorCode.INVALID, "an answer without a cursor")
        return cursor if cursor.epoch or asked is None else dataclasses.replace(cursor, epoch=asked.epoch)


@dataclass(frozen=True, slots=True)
class Enrol:
    """A new tablet shows its code (8 characters, 15 minutes, one use).

    ``owes`` is the code of the commune that must get its unsent work first, "" for none.
    ``request`` is an id drawn once for the asking, so that an answer that was lost can be asked for again with the same
    code ("" from an app that cannot).
    """

    code: str
    device: str
    app: str
    clock: datetime
    owes: str = ""
    request: str = ""
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who the tablet is from now on. ``token`` is shown once; the server keeps its hash.

    ``seal`` is the server's public key for sealed files.
    """

    tablet: str
    token: str
    commune: Commune
    official: Official
    scope: tuple[str, ...]
    clock: datetime
    seal: str = ""
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True)
class Renew:
    """A tablet whose store was cloned or set back asks, with its old token, to go on as a new one.

    ``request`` is an id drawn once for the asking, so that an answer that was lost can be asked for again.
    """

    request: str
    app: str
    clock: datetime
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True)
class Problem:
    """The body of every answer that is not a success: one of the closed list.

    ``have`` and ``beyond`` as in an answer, where records were taken from a tablet that is too old for the rest of it.
    """

    code: str
    vi: str
    en: str
    retry: bool
    detail: str = ""
    have: int | None = None
    beyond: tuple[Run, ...] = ()

    @classmethod
    def of(cls, error: SyncError) -> Self:
        """What is told of an error, without what is held."""
        return cls(error.code, error.vi, error.en, error.retry, error.detail[:300])


_ENCODER = msgspec.json.Encoder()
_MESSAGES: tuple[type[Any], ...] = (Enrol, Enrolled, Renew, Push, Answer)
_DECODERS: dict[type[Any], msgspec.json.Decoder[Any]] = {kind: msgspec.json.Decoder(kind) for kind in _MESSAGES}
for _kind in {*RECORD_KINDS.values(), *CHANGE_KINDS.values()}:
    msgspec.json.Decoder(_kind)  # has it learn of the kind before any two threads could (ADR 35)


def pack(message: object) -> bytes:
    """A message as gzip'd JSON."""
    return gzip.compress(plain(message), compresslevel=6, mtime=0)


def plain(message: object) -> bytes:
    """A message as JSON, without the fields that are as when nothing is said of them.

    The protocol is always said: another one may have another default.
    """
    return _ENCODER.encode(_said(message))


def _said(value: Any) -> Any:
    """What has to be said of a value: of a message (and of the cursor in it), the fields that are not the default."""
    if not dataclasses.is_dataclass(value):
        return value
    defaults = _defaults(type(value))  # type: ignore[arg-type]
    fields = {name: getattr(value, name) for name in defaults}
    return {name: _said(one) for name, one in fields.items() if name == "protocol" or one != defaults[name]}


def unpack(body: bytes, kind: type[Message], most: int = MAX_BODY) -> Message:
    """The message in gzip'd JSON of at most ``most`` bytes; raises SyncError (INVALID, TOO_LARGE) for anything else."""
    try:
        message: Message = _DECODERS[kind].decode(inflate(body, most))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SyncError(ErrorCode.INVALID, str(error)) from None
    return message


def inflate(body: bytes, most: int = MAX_BODY) -> bytes:
    """Gunzip, at most ``most`` bytes whatever the body claims."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, most)
    except zlib.error as error:
        raise SyncError(ErrorCode.INVALID, str(error)) from None
    if unpacker.unconsumed_tail:
        raise SyncError(ErrorCode.TOO_LARGE)
    if not unpacker.eof:
        raise SyncError(ErrorCode.INVALID, "the body ends too soon")
    return data


def to_columns(kind: type[Any], items: Sequence[Any], **extra: Sequence[Any]) -> Columns:
    """Records of one kind as columns; ``extra`` columns (such as n) come first."""
    columns = {spec.name: [getattr(item, spec.name) for item in items] for spec in dataclasses.fields(kind)}
    return {name: list(values) for name, values in extra.items()} | without_defaults(kind, columns)


def without_defaults(kind: type[Any], columns: Columns) -> Columns:
    """The columns of a kind, without those in which every value is the field's default."""
    defaults = _defaults(kind)  # type: ignore[arg-type]
    return {name: values for name, values in columns.items() if values.count(defaults[name]) < len(values)}


def rows(columns: Columns) -> Iterator[dict[str, Any]]:
    """Columns as one dictionary a record; raises SyncError (INVALID) when their lengths differ."""
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise SyncError(ErrorCode.INVALID, "columns of different length")
    return map(dict, map(zip, repeat(list(columns)), zip(*columns.values(), strict=True)))


def from_rows(rows: Iterable[dict[str, Any]], kind: type[Item]) -> list[Item]:
    """Rows as records; raises ``msgspec.ValidationError`` naming the first field that is wrong."""
    return msgspec.convert(list(rows), list[kind])  # type: ignore[valid-type]


def pack_records(numbered: Iterable[Numbered]) -> dict[str, Columns]:
    """Numbered records as columns per kind."""
    by_kind: dict[str, list[Numbered]] = {}
    names = {kind: name for name, kind in RECORD_KINDS.items()}
    for one in numbered:
        by_kind.setdefault(names[type(one.record)], []).append(one)
    return {
        name: to_columns(RECORD_KINDS[name], [one.record for one in some], n=[one.n for one in some])
        for name, some in by_kind.items()
    }


@cache
def _defaults(kind: Hashable) -> Mapping[str, Any]:
    """What each field is when nothing is said of it; MISSING (which no value is) where it must be said."""
    return {
        spec.name: spec.default if spec.default_factory is MISSING else spec.default_factory()
        for spec in dataclasses.fields(kind)  # type: ignore[arg-type]
    }
