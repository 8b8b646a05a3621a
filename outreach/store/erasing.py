"""Erasing a household from this tablet, with whatever was noted of it, sent or not."""

import json
from dataclasses import replace

from outreach.domain.period import Period
from outreach.domain.records import Erased

from .database import Database
from .errors import HouseholdErased
from .incoming import Incoming
from .reach import merged_away, recount
from .rows import ERASED

_RECORDS = {"visit": ("household", "id"), "household_edit": ("household",), "new_household": ("id",)}
"""The tablet's own records that name a household, or are what was erased, and in which columns."""

_OTHERS = {
    "household": "id", "answer": "household", "contested": "household", "told": "household", "reach": "household",
    "draft": "household",
}  # fmt: skip


def erase(db: Database, erased: list[Erased], period: Period) -> None:
    """Delete everything of these, inside a transaction; numbers that were given stay taken by blanks."""
    if not erased:
        return
    db.execute_many(ERASED.insert("erased", verb="INSERT OR IGNORE"), ERASED.to_rows(erased))
    gone = json.dumps([one.id for one in erased])
    ends = merged_away(db)
    noted_at = db.rows("SELECT household FROM visit WHERE id IN (SELECT value FROM json_each(?))", (gone,))
    doors = {row[0] for row in noted_at}
    for table, columns in _RECORDS.items():
        chosen = " OR ".join(f"{column} IN (SELECT value FROM json_each(:gone))" for column in columns)  # noqa: S608
        blanks = f"INSERT OR IGNORE INTO blank SELECT id, n FROM {table} WHERE n IS NOT NULL AND ({chosen})"  # noqa: S608
        db.execute(blanks, {"gone": gone})
        db.execute(f"DELETE FROM {table} WHERE {chosen}", {"gone": gone})  # noqa: S608
    for table, column in _OTHERS.items():
        db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (gone,))  # noqa: S608
    corrected = "json_extract(body, '$.replaces') IN (SELECT value FROM json_each(?))"
    db.execute(f"DELETE FROM draft WHERE {corrected}", (gone,))  # noqa: S608
    recount(db, {ends[one.id] for one in erased if one.id in ends} | doors, period)


def finish_erasing(db: Database) -> None:
    """Have nothing of what was erased lie anywhere else on the disk: not in the log, not in a file set aside.

    After the transaction, and again when the store is opened, for the app may have died in between.
    """
    gone = [row[0] for row in db.rows("SELECT id FROM erased")]
    if gone or not db.row("SELECT 1 FROM identity"):  # else everything may have been
        db.fold()
    if gone:
        db.drop_aside(gone)


def without_erased(db: Database, incoming: Incoming) -> Incoming:
    """The answer without what speaks of a household that was erased: a server set back may still tell of it."""
    gone = {row[0] for row in db.rows("SELECT id FROM erased")}
    if not gone:
        return incoming
    return replace(
        incoming,
        households=[one for one in incoming.households if one.id not in gone],
        visits=[one for one in incoming.visits if gone.isdisjoint((one.household, one.id))],
        answers=[one for one in incoming.answers if one.household not in gone],
        contests=[one for one in incoming.contests if one.household not in gone],
    )


def refuse_erased(db: Database, household: str) -> None:
    """Raises HouseholdErased when nothing may be noted of the household any more."""
    if db.row("SELECT 1 FROM erased WHERE id = ?", (household,)):
        raise HouseholdErased
