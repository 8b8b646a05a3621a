"""A server's disk that is full, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def no_room() -> Iterator[None]:
    """SQLite's own limit of the file's pages: a few more than there are."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what an earlier test left free is room too
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 5}")
    try:
        yield
    finally:
        connection.cursor().execute("PRAGMA max_page_count = 1000000")
