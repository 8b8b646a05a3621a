"""What this tablet changed about households, laid over what the server told until the server has it."""

from dataclasses import replace
from itertools import repeat

from outreach.domain.duplicates import household_of
from outreach.domain.merge import overlay
from outreach.domain.records import Contested, Household, HouseholdEdit, NewHousehold
from outreach.domain.vietnamese import nfc

from .database import Database
from .erasing import refuse_erased
from .errors import UnknownHousehold
from .gaps import UNHELD
from .households import HOUSEHOLD, JOINED, WALKING, search_text, write_households
from .places import Places
from .rows import CONTESTS, EDITS, FINDINGS, HOUSEHOLDS

_SHOWN = "address_note, state, needs"
"""The columns that an edit can change. In ``told`` they are as the server has them, while an edit is laid over them."""
_TOLD = ", ".join(f"{'told' if name in _SHOWN.split(', ') else 'household'}.{name}" for name in HOUSEHOLDS.names)


class Edits(Places):
    """Reads of edits and of values that wait for a choice."""

    def contested(self, household: str) -> list[Contested]:
        """The values of a household that wait for a choice, but for those that this tablet has decided already."""
        with self._db.read() as db:
            sql = f"SELECT {CONTESTS.select} FROM contested WHERE household = ? ORDER BY at, id"  # noqa: S608
            waiting = CONTESTS.all(db.rows(sql, (household,)))
            decided = {one for edit in _unsent_edits(db, household) for one in edit.settles}
        return [one for one in waiting if one.id not in decided]

    def households_to_choose(self) -> list[Household]:
        """The households with a value that waits for a choice, in walking order."""
        with self._db.read() as db:
            chosen = "household.id IN (SELECT household FROM contested)"
            waiting = db.rows(f"SELECT {HOUSEHOLD} {JOINED} WHERE {chosen} ORDER BY {WALKING}")
            return [household for household in HOUSEHOLDS.all(waiting) if self.contested(household.id)]


def write_edit(db: Database, edit: HouseholdEdit, n: int) -> None:
    """Keep an edit and show it at once, inside a transaction."""
    db.execute(EDITS.insert("household_edit", "n"), (*EDITS.to_row(edit), n))
    _lay_over(db, edit.household)


def write_finding(db: Database, found: NewHousehold, n: int) -> None:
    """Keep a door that was found and list it at once, inside a transaction."""
    found = replace(found, address_note=nfc(found.address_note))
    db.execute(FINDINGS.insert("new_household", "n"), (*FINDINGS.to_row(found), n))
    (pull,) = db.only("SELECT pull FROM exchange")
    write_households(db, [household_of(found)], pull)


def write_contests(db: Database, contests: list[Contested], pull: int) -> None:
    """Take in values that wait for a choice, or no longer do, inside a transaction."""
    sql = CONTESTS.insert("contested", "pull", verb="INSERT OR REPLACE")
    db.execute_many(sql, CONTESTS.to_rows(contests, repeat(pull, len(contests))))
    db.execute("DELETE FROM contested WHERE NOT open")


def lay_edits_over(db: Database) -> None:
    """Show unsent edits over what the server tells now, and drop what it has taken, inside a transaction."""
    unheld = f"SELECT household FROM household_edit, exchange WHERE {UNHELD}"  # noqa: S608
    rows = db.rows(f"SELECT household FROM told UNION {unheld}")  # noqa: S608
    for (household,) in rows:
        _lay_over(db, household)


def _lay_over(db: Database, household: str) -> None:
    edits = _unsent_edits(db, household)
    if edits:
        db.execute(f"INSERT OR IGNORE INTO told SELECT id, {_SHOWN} FROM household WHERE id = ?", (household,))  # noqa: S608
    row = db.row(f"SELECT {_TOLD} FROM household JOIN told ON told.household = household.id WHERE id = ?", (household,))  # noqa: S608
    if row:
        now = overlay(HOUSEHOLDS.from_row(row), edits)
        columns = dict(zip(HOUSEHOLDS.names, HOUSEHOLDS.to_row(now), strict=True)) | {"search": search_text(now)}
        db.execute(
            "UPDATE household SET address_note = :address_note, state = :state, needs = :needs, search = :search"
            " WHERE id = :id AND (address_note, state, needs) <> (:address_note, :state, :needs)",
            columns,
        )
    if not (row and edits):
        db.execute("DELETE FROM told WHERE household = ?", (household,))


def _unsent_edits(db: Database, household: str) -> list[HouseholdEdit]:
    sql = f"SELECT {EDITS.select} FROM household_edit, exchange WHERE household = ? AND {UNHELD} ORDER BY n"  # noqa: S608
    return EDITS.all(db.rows(sql, (household,)))


def require(db: Database, household: str) -> None:
    """Raises HouseholdErased or UnknownHousehold unless the household can be changed here."""
    refuse_erased(db, household)
    if db.row("SELECT 1 FROM household WHERE id = ?", (household,)) is None:
        raise UnknownHousehold
