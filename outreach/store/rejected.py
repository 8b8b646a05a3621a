"""Records of this tablet that the server put into quarantine, and what became of them since."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from outreach.domain.clock import day_of

from .database import Database
from .gaps import UNHELD
from .rows import OWN

MENDED_SHOWN = timedelta(days=7)
"""How long it is told that the commune took a record after all."""

WAITING = "mended_at IS NULL AND NOT aside"
_HERE = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE {table}.n = rejected.n)"  # noqa: S608
    for table in OWN
    if table != "blank"
)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record in quarantine. ``aside``: a leader decided that it does not count; else it waits for somebody."""

    n: int
    code: str
    vi: str
    en: str
    aside: bool = False


def rejections(db: Database) -> tuple[Rejection, ...]:
    """What the server keeps in quarantine of the records on this tablet, by number."""
    rows = db.rows(
        f"SELECT n, code, vi, en, aside FROM rejected WHERE mended_at IS NULL AND ({_HERE}) ORDER BY n"  # noqa: S608
    )
    return tuple(Rejection(n, code, vi, en, bool(aside)) for n, code, vi, en, aside in rows)


def mended(db: Database) -> tuple[int, ...]:
    """The numbers that were in quarantine and have been taken lately."""
    rows = db.rows(f"SELECT n FROM rejected WHERE mended_at IS NOT NULL AND ({_HERE}) ORDER BY n")  # noqa: S608
    return tuple(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from: the day it was noted on, and the house code, "" where no door is known (any more)."""

    day: date
    door: str


def origins(db: Database, numbers: Iterable[int]) -> dict[int, Origin]:
    """Of the records of this tablet with these numbers."""
    rows = db.rows(
        """SELECT own.n, own.at, coalesce(household.code, '') FROM (
            SELECT n, started_at AS at, household FROM visit UNION ALL SELECT n, day, '' FROM refusal
            UNION ALL SELECT n, at, household FROM household_edit UNION ALL SELECT n, at, id FROM new_household
        ) AS own LEFT JOIN household ON household.id = own.household
        WHERE own.n IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(numbers)),),
    )
    return {n: Origin(_day(at), door) for n, at, door in rows}


def is_day(at: str) -> bool:
    """Whether it is the day of a refusal, which keeps no more, and not the moment of a record."""
    return len(at) == len("2026-11-21")


def _day(at: str) -> date:
    return date.fromisoformat(at) if is_day(at) else day_of(datetime.fromisoformat(at))


def write_rejections(db: Database, told: Sequence[Rejection], listed: int, at: datetime) -> None:
    """Take in what the server says of its quarantine, inside a transaction.

    ``told`` is complete for the numbers up to ``listed``: what was there before and is not named any more was taken.
    What it does not hold (any more) it will judge anew. ``at`` is the server's clock.
    """
    moment, lately = (one.astimezone(UTC).isoformat() for one in (at, at - MENDED_SHOWN))
    unheld = f"SELECT n FROM rejected, exchange WHERE {UNHELD}"  # noqa: S608
    db.execute(f"DELETE FROM rejected WHERE n > ? OR mended_at < ? OR n IN ({unheld})", (listed, lately))  # noqa: S608
    db.execute("UPDATE rejected SET mended_at = coalesce(mended_at, ?), aside = 0", (moment,))
    db.execute_many(
        "INSERT OR REPLACE INTO rejected (n, code, vi, en, aside) VALUES (?, ?, ?, ?, ?)",
        [(one.n, one.code, one.vi, one.en, one.aside) for one in told],
    )
