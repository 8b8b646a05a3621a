"""A tablet's store as earlier versions of the app left it, and an app that is killed while it brings one up to date."""

import itertools
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from signal import SIGKILL
from typing import Any

from sqlite_utils import Database

from outreach.store import Store
from outreach.store.migrations import migrations

_READING = ("SELECT", "PRAGMA", "--")


def left_by_the_app_before(step: str, whole: Path, older: Path) -> None:
    """Make ``older``: what lies in ``whole``, as far as the app kept it that did not know of ``step`` yet.

    It was killed, so all of it lies in the log.
    """
    for path in older.parent.glob(f"{older.name}*"):
        path.unlink()
    with closing(sqlite3.connect(older, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        migrations.apply(Database(database, execute_plugins=False), stop_before=step)
        database.execute("ATTACH ? AS whole", (str(whole),))
        names = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT GLOB '*sqlite_*'"
        for (table,) in database.execute(names).fetchall():
            columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
            database.execute(f"DELETE FROM main.{table}")
            database.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM whole.{table}")
        for ending in ("", "-wal"):
            shutil.copy(f"{older}{ending}", f"{older}-kept{ending}")
    for ending in ("", "-wal"):
        Path(f"{older}-kept{ending}").rename(f"{older}{ending}")


def open_until_killed(path: Path, point: int) -> None:
    """Open the store; die before the statement of that number which changes anything."""
    met = itertools.count(1)

    def look(statement: str) -> None:
        if not statement.startswith(_READING) and next(met) == point:
            os.kill(os.getpid(), SIGKILL)

    def watched(*where: Any, **how: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*where, **how)
        connection.set_trace_callback(look)
        return connection

    connect, sqlite3.connect = sqlite3.connect, watched  # type: ignore[assignment]
    Store.open(path).close()
