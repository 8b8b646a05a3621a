"""What making and restoring a backup asks of the database, whichever it is."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, connections
from django.db.utils import load_backend

Counts = Mapping[str, int]
"""Rows by table."""


class Engine(Protocol):
    """SQLite or PostgreSQL."""

    suffix: str

    def at_one_moment(self) -> AbstractContextManager[None]:
        """In the block this thread reads the database as it is at one moment, while others go on writing."""
        ...

    def copy(self, to: Path) -> Counts:
        """Write a copy of the database as it is at one moment while others go on writing; its rows at that moment."""
        ...

    def restored(self, copy: Path) -> AbstractContextManager[None]:
        """Restore a copy; in the block every query of this thread goes to it. Nothing of it is left afterwards."""
        ...

    def check(self) -> str:
        """Inside ``restored``: what the database itself finds wrong with its file, "" when nothing."""
        ...

    def prepared(self, copy: Path) -> AbstractContextManager[None]:
        """Restore a copy beside the database in use, to be put in its place; queries go to it, and may write."""
        ...

    def is_empty(self) -> bool:
        """Whether there is no database in use yet, or one without a single table. Nothing is made by asking."""
        ...

    def put_in_place(self, stamp: str) -> str:
        """Have what was prepared take the place of the database in use; where that one is kept from now on, "" when it
        was empty."""
        ...


@contextmanager
def instead(**database: Any) -> Iterator[None]:
    """In this thread every query goes to another database, named as in Django's DATABASES."""
    own = connections["default"]
    settings = {**own.settings_dict, **database}
    other = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = own


def counted() -> Counts:
    """Rows by table of the database that queries go to."""
    counts = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            (counts[name],) = cursor.fetchone()
    return counts
