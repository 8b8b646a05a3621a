"""Many rows at once, without an object for each: what an exchange of 500 records is read and written with.

Column names come from the models, never from a request; values are always bound.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
from django.db import connection, models

Model = type[models.Model]
Item = TypeVar("Item")
Row = tuple[Any, ...]
_ENCODER = msgspec.json.Encoder()

IN_LIST = 5000
"""Most values in one IN (...), well below what SQLite and PostgreSQL can bind."""


def insert(model: Model, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add ``rows`` (values in the order of ``columns``; moments aware)."""
    _write(model, tuple(columns), rows)


def upsert(model: Model, columns: Sequence[str], rows: Iterable[Row], add: bool = False) -> None:
    """Add rows or, where the primary key is taken, put the new values (``add``: add them to the old ones).

    Each key comes once.
    """
    key = _key(model)
    table = _quote(model._meta.db_table)
    changes = ", ".join(
        f"{_quote(name)} = {f'{table}.{_quote(name)} + ' if add else ''}excluded.{_quote(name)}"
        for name in columns
        if name not in key
    )
    conflict = ", ".join(map(_quote, key))
    _write(model, tuple(columns), rows, f" ON CONFLICT ({conflict}) DO UPDATE SET {changes}")


def select(
    model: Model,
    columns: Sequence[str],
    commune: str,
    name: str,
    values: Iterable[str] | Iterable[int],
    also: str = "",
    also_bound: Sequence[Any] = (),
) -> Iterator[Row]:
    """The commune's rows in whose column ``name`` is one of ``values``, in no order, as the driver gives them.

    ``also`` is a further condition, with ``also_bound`` for its marks.
    """
    listed = list(values)
    if not listed:
        return
    names = ", ".join(map(_quote, columns))
    # One value holds the list: so the statement is the same however many there are, and is prepared once.
    lite = connection.vendor == "sqlite"
    among = "IN (SELECT value FROM json_each(%s))" if lite else "= ANY(%s)"
    where = f"commune = %s AND {_quote(name)} {among}" + (f" AND ({also})" if also else "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {_quote(model._meta.db_table)} WHERE {where}",  # noqa: S608
            [commune, _ENCODER.encode(listed).decode() if lite else listed, *also_bound],
        )
        yield from cursor.fetchall()


def find(model: Model, columns: Sequence[str], then: str = "", bound: Sequence[Any] = (), **equal: Any) -> list[Row]:
    """The rows in which each column named holds that value, as the driver gives them: a question asked at every
    exchange, without the time that Django takes to put it together anew. Numbers and texts only.

    ``then`` goes on behind these conditions (AND ..., ORDER BY ..., LIMIT ...), with ``bound`` for its marks.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_find_sql(model, tuple(columns), tuple(equal))} {then}", [*equal.values(), *bound])
        return list(cursor.fetchall())


def chunks(items: Iterable[Item], size: int = IN_LIST) -> Iterator[list[Item]]:
    """``items`` in lists of at most ``size``."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some


def _write(model: Model, columns: tuple[str, ...], rows: Iterable[Row], then: str = "") -> None:
    rows = list(rows)
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(_insert_sql(model, columns) + then, _adapted(model, columns, rows))
        else:  # one value holds all rows: a statement for each was most of what PostgreSQL did for an exchange
            listed = [dict(zip(columns, row, strict=True)) for row in rows]
            cursor.execute(_insert_all_sql(model, columns) + then, [_ENCODER.encode(listed).decode()])


def _adapted(model: Model, columns: Sequence[str], rows: list[Row]) -> list[Row]:
    """The rows as SQLite wants them: every type that we bind is understood as it is, but for moments and days."""
    adapters = {at: adapt for at, name in enumerate(columns) if (adapt := _adapter(model, name))}
    if not adapters:
        return rows
    by_column: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for at, adapt in adapters.items():
        adapted = {value: value if value is None else adapt(value) for value in set(by_column[at])}
        by_column[at] = [adapted[value] for value in by_column[at]]
    return list(zip(*by_column, strict=True))


def _adapter(model: Model, name: str) -> Callable[[Any], Any] | None:
    field = model._meta.get_field(name)
    if isinstance(field, models.DateTimeField):
        return _sqlite_moment
    return date.isoformat if isinstance(field, models.DateField) else None


def _sqlite_moment(value: datetime) -> str:
    """As Django writes it to SQLite (naive, in UTC), four times as fast."""
    return value.astimezone(UTC).isoformat(" ").removesuffix("+00:00")


@cache
def _insert_sql(model: Model, columns: tuple[str, ...]) -> str:
    names = ", ".join(map(_quote, columns))
    return f"INSERT INTO {_quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608


@cache
def _insert_all_sql(model: Model, columns: tuple[str, ...]) -> str:
    names, table = ", ".join(map(_quote, columns)), _quote(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608


@cache
def _find_sql(model: Model, columns: tuple[str, ...], equal: tuple[str, ...]) -> str:
    where = " AND ".join(f"{_quote(name)} = %s" for name in equal)
    return f"SELECT {', '.join(map(_quote, columns))} FROM {_quote(model._meta.db_table)} WHERE {where}"  # noqa: S608


@cache
def _key(model: Model) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.pk_fields)


def _quote(name: str) -> str:
    return f'"{name}"'
