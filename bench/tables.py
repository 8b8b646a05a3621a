"""The floor with our tables: what merely writing the rows of a push costs, without a check, a figure or a hash.

The floor's client and its way over HTTP; the server writes into a commune's own database what an accepted visit leaves
there: the visit, its receipt, its place in the feed, and the kept days of its household, all with made-up values. No
server that keeps what the protocol promises can be faster than this.

    python -m bench.tables DATABASE        serves until its input ends; prints its port
"""

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

from . import floor
from .invented import village, visits
from .machines import found_commune, must_be, running, said
from .measure import Row, take_turns
from .sync import HOUSEHOLDS, VISITS, as_text

_COMMUNE, _TABLET, _NOW = "20179", "A" * 22, "2026-11-22 03:00:00"
_ABOVE = 10**6
"""Numbers that the feed does not hold yet."""
_DAYS = (
    '{"%s":{"facts":{"met":true,"reached":true,"refused":false,"bands":["morning"],"topics":{"vneid":{"ability":"shown",'
    '"helped":true}},"next_visit":null},"at":"2026-08-01T01:00:00Z","visit":"%s","hamlet":"%s"}}'
)
_VISIT = (
    "commune", "seq", "tablet", "n", "received_at", "clock_offset", "corrected_by", "day", *floor.FIELDS,
)  # fmt: skip
_INSERT_VISIT = f"INSERT INTO records_visit ({', '.join(_VISIT)}) VALUES ({', '.join('?' * len(_VISIT))})"
_INSERT_RECEIPT = "INSERT INTO records_receipt (commune, tablet, n, ref) VALUES (?, ?, ?, ?)"
_INSERT_FEED = "INSERT INTO records_feed (commune, seq, kind, ref, hamlet, hash) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_DAYS = """INSERT INTO rollups_tally (commune, household, days, corrected) VALUES (?, ?, ?, 0)
    ON CONFLICT (commune, household) DO UPDATE SET days = excluded.days"""


def rows() -> list[Row]:
    """The push of the floor's rows into our tables, beside that into its own."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        home = Path(folder)
        found_commune(home / "server", HOUSEHOLDS, tablets=1)
        with closing(floor.open_database(home / "a.db")) as connection:
            floor.insert(connection, [as_text(one) for one in visits(VISITS, village(HOUSEHOLDS).households, _TABLET)])
        ((_, (ours, bare)),) = take_turns(
            partial(_push, home, "bench.tables", home / "server/commune.db", "records_visit"),
            partial(_push, home, "bench.floor", None, "visit"),
        )
        return [Row(f"only the rows of a push of {VISITS:,} visits", "s", ours, bare)]


def _push(home: Path, server: str, template: Path | None, table: str) -> dict[str, float]:
    """Seconds to have all rows in ``table`` of a fresh database, perhaps one that begins as ``template``."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        database, tablet = Path(folder, "server.db"), Path(shutil.copy(home / "a.db", folder))
        if template:
            shutil.copy(template, database)
        with running([sys.executable, "-u", "-m", server, str(database)]) as process:
            port = int(said(process))
            with closing(floor.open_database(tablet)) as connection:
                began = time.perf_counter()
                floor.push(connection, port)
                seconds = time.perf_counter() - began
        with closing(sqlite3.connect(database)) as connection:
            must_be(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], VISITS)
        return {"push": seconds}


def open_tables(path: Path) -> sqlite3.Connection:
    """A commune's database, opened as the server opens it."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def insert(connection: sqlite3.Connection, rows: floor.Rows, numbers: Iterator[int]) -> None:
    """One transaction with all that rows of ``floor.FIELDS`` leave, under the next ``numbers``."""
    numbered = [(next(numbers), row) for row in rows]
    visits = [
        (_COMMUNE, n, _TABLET, n, _NOW, 0, 0, row[4][:10], *(value or "" for value in row)) for n, row in numbered
    ]
    days = {row[1]: (_COMMUNE, row[1], _DAYS % (row[4][:10], row[0], row[2])) for row in rows}
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_INSERT_VISIT, visits)
    connection.executemany(_INSERT_RECEIPT, [(_COMMUNE, _TABLET, n, row[0]) for n, row in numbered])
    connection.executemany(_INSERT_FEED, [(_COMMUNE, n, "visit", row[0], row[2], "0" * 16) for n, row in numbered])
    connection.executemany(_INSERT_DAYS, days.values())
    connection.execute("COMMIT")


if __name__ == "__main__":
    database, numbers = open_tables(Path(sys.argv[1])), count(_ABOVE)
    floor.serve_until_the_end(lambda rows: insert(database, rows, numbers))
