"""A damaged database: kept aside as it is, and what its tablet had not handed in read out of it as far as possible."""

from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlite_utils

from outreach.domain.draft import VisitDraft
from outreach.domain.gaps import size
from outreach.domain.held import Held
from outreach.domain.identity import is_id
from outreach.domain.records import Record

from .database import aside_name
from .errors import StoreDamaged, StoreTooNew
from .gaps import decode_runs
from .migrations import known_steps, migrations
from .pages import Value, rows
from .places import Identity, identity_of
from .rows import DRAFT, OWN, Rows
from .sync_state import TROUBLE, Trouble

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read: ``records`` of this tablet in the order of their numbers, to be offered anew.

    ``unsent`` of them the server was not known to hold; ``lost`` more of those could not be read (None: nobody can
    say how many). ``revoked`` is what the tablet was told of its revocation: it stays locked.
    """

    identity: Identity | None
    draft: VisitDraft | None
    records: tuple[Record, ...]
    unsent: int
    lost: int | None
    revoked: Trouble | None = None


def read(database: Path) -> Salvaged:
    """What can be read of the file and of its log.

    Raises StoreDamaged when the disk does not give it at all, and StoreTooNew for a newer app's, of which this one
    would lose what it can no longer read.
    """
    try:
        found = list(rows(database, _beside(database, "-wal")))
    except OSError as error:
        raise StoreDamaged from error
    if _is_newer(found):
        raise StoreTooNew
    columns = _columns()
    numbered: list[tuple[int, Record]] = []
    for table, form in OWN.items():
        numbered += _own_records(found, columns[table], form)
    numbered.sort(key=itemgetter(0))
    exchange = _only_row(found, columns["exchange"], lambda row: (int(row["made"]), _held_of(row)))
    made, held = exchange or (0, Held(0))
    trouble = _only_row(found, columns["exchange"], lambda row: TROUBLE.decode(row["last_error"]))
    made = max([made, *(n for n, _ in numbered)])
    unsent = sum(not held.holds(n) for n, _ in numbered)
    return Salvaged(
        identity=_only_row(found, columns["identity"], identity_of),
        draft=_only_row(found, columns["draft"], lambda row: DRAFT.decode(row["body"])),
        records=tuple(record for _, record in numbered),
        unsent=unsent,
        lost=max(0, made - held.have - size(held.beyond) - unsent) if exchange else None,
        revoked=trouble if trouble and trouble.revoked else None,
    )


def set_aside(database: Path, at: datetime) -> None:
    """Move a damaged database, and its log, out of the way; nothing of it changes.

    The database goes first: as long as it has its name it has its log, without which it would be an older one.
    """
    aside = database.with_name(aside_name(database, f"{at:%Y%m%d-%H%M%S}"))
    database.rename(aside)
    _set_log_aside(database, aside)


def finish_setting_aside(database: Path) -> None:
    """Move what lies beside a database that is set aside already: the new one must never meet that log."""
    found = database.parent.glob(aside_name(database, "*"))
    for aside in sorted(found, key=lambda one: one.stat().st_mtime_ns)[-1:]:
        _set_log_aside(database, aside)


def _set_log_aside(database: Path, aside: Path) -> None:
    for ending in ("-wal", "-shm", "-hong"):
        if _beside(database, ending).exists():
            _beside(database, ending).rename(_beside(aside, ending))


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)


def _is_newer(found: Iterable[tuple[Value, ...]]) -> bool:
    """Whether steps were applied besides all that are known. (A spoiled name stands in the place of a known one.)"""
    applied = {row[2] for row in found if len(row) == 4 and row[:2] == (None, migrations.name)}
    return applied > known_steps()


def _columns() -> dict[str, list[str]]:
    """The columns of every table in the newest form; a row written before the last ones were added ends earlier."""
    with closing(sqlite_utils.Database(memory=True, execute_plugins=False)) as empty:
        migrations.apply(empty)
        return {table.name: [column.name for column in table.columns] for table in empty.tables}


def _held_of(row: dict[str, Any]) -> Held:
    return Held(int(row["have"]), beyond=decode_runs(row.get("beyond") or "[]"))


def _own_records(found: Iterable[tuple[Value, ...]], names: list[str], form: Rows[Any]) -> Iterable[tuple[int, Record]]:
    """The records that this tablet numbered, each once, with their numbers.

    What comes later under an id, or a number, that is known is another version of the same row, perhaps a spoiled one.
    """
    records: dict[str, tuple[int, Record]] = {}
    numbers: set[int] = set()
    for values in found:
        row = dict(zip(names, values, strict=False))
        id_, n = row.get("id"), row.get("n")
        if len(values) > len(names) or not isinstance(n, int) or not isinstance(id_, str) or not is_id(id_):
            continue
        if id_ not in records and n not in numbers:
            with suppress(msgspec.MsgspecError, TypeError):
                (record,) = form.of_fields([{name: row[name] for name in form.names if name in row}])
                records[id_] = n, record
                numbers.add(n)
    return records.values()


def _only_row(
    found: Iterable[tuple[Value, ...]], names: list[str], reading: Callable[[dict[str, Any]], Item]
) -> Item | None:
    """The row of a table that has but one, as ``reading`` makes of it; None when no row can be read so."""
    for values in found:
        if len(values) <= len(names) and values[:1] == (None,):
            with suppress(KeyError, TypeError, ValueError, msgspec.MsgspecError):
                return reading(dict(zip(names, values, strict=False)))
    return None
