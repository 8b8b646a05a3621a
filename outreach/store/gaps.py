"""Numbers that this tablet gave and no longer finds, and those that the server holds beyond a gap."""

import json
from collections.abc import Iterable

from outreach.domain.gaps import Run, between, inside, runs, size
from outreach.domain.held import Held

from .database import Database
from .rows import OWN

UNHELD = """n > have AND (beyond = '[]' OR NOT EXISTS (
    SELECT 1 FROM json_each(beyond) WHERE n BETWEEN json_extract(value, '$[0]') AND json_extract(value, '$[1]')))"""
"""Whether the server is not known to hold the record with the number n, of a table beside ``exchange``."""

_ABOVE = " UNION ALL ".join(f"SELECT n FROM {table} WHERE n > :after" for table in OWN)  # noqa: S608
_KEPT = " UNION ALL ".join(f"SELECT n, id FROM {table} WHERE n BETWEEN ? AND ?" for table in OWN)  # noqa: S608


def held_beyond(db: Database) -> tuple[Run, ...]:
    """Numbers above ``have`` that the server is known to hold, as runs."""
    (beyond,) = db.only("SELECT beyond FROM exchange")
    return decode_runs(beyond)


def decode_runs(text: str) -> tuple[Run, ...]:
    """Runs of numbers as they are kept; raises ValueError, TypeError for what are none."""
    return tuple((int(first), int(last)) for first, last in json.loads(text))


def write_held(db: Database, held: Held) -> None:
    """Keep what the server is known to hold, inside a transaction."""
    db.execute("UPDATE exchange SET have = ?, beyond = ?", (held.have, json.dumps(held.beyond)))


def last_kept(db: Database, found: Iterable[Run]) -> tuple[tuple[int, str], ...]:
    """Of each run the number and the id of the last record that is kept here; runs of which none is are left out."""
    rows = (db.row(f"{_KEPT} ORDER BY n DESC LIMIT 1", run * len(OWN)) for run in found)
    return tuple((int(row[0]), str(row[1])) for row in rows if row)


class Gaps:
    """The numbers that this tablet gave and no longer finds.

    Looking through all numbers takes a while, and one tablet may have 10,000 unsent records. So it is done once, for
    nothing but a damaged file opens a gap; a file that has one is looked through every time, for it may lose more.
    """

    def __init__(self) -> None:
        self._from: int | None = None
        self._found: tuple[Run, ...] = ()

    def forget(self) -> None:
        """Look again: everything is numbered anew, or a record that is asked for is gone."""
        self._from = None

    def above(self, db: Database, have: int, made: int) -> tuple[Run, ...]:
        """Those above ``have``, as runs."""
        if self._found or self._from is None or have < self._from:
            self._from, self._found = have, find_gaps(db, have, made)
        return tuple((max(first, have + 1), last) for first, last in self._found if last > have)


def find_gaps(db: Database, have: int, made: int) -> tuple[Run, ...]:
    """The numbers above ``have`` up to ``made`` under which no record is here, as runs."""
    (count,) = db.only(f"SELECT count(*) FROM ({_ABOVE})", {"after": have})  # noqa: S608
    if count == made - have:
        return ()
    here = runs(row[0] for row in db.rows(f"SELECT n FROM ({_ABOVE}) ORDER BY n", {"after": have}))  # noqa: S608
    return between([(have, have), *here, (made + 1, made + 1)])


def next_numbers(db: Database, after: int, limit: int) -> list[int]:
    """The next numbers to be sent behind ``after``, at most ``limit``: without what the server holds already."""
    beyond = held_beyond(db)
    rows = db.rows(f"{_ABOVE} ORDER BY n LIMIT :limit", {"after": after, "limit": limit + size(beyond)})
    return [n for (n,) in rows if not inside(n, beyond)][:limit]
