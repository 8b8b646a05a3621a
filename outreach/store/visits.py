"""The records this tablet writes, and the visit under way."""

from dataclasses import replace

import msgspec

from outreach.domain.clock import VIETNAM
from outreach.domain.draft import VisitDraft
from outreach.domain.records import Blank, Household, HouseholdEdit, NewHousehold, Record, Refusal, Visit
from outreach.domain.vietnamese import nfc
from outreach.domain.visit_versions import moved, retraction

from .database import Database
from .edits import require, write_edit, write_finding
from .erasing import refuse_erased
from .errors import NotEnrolled
from .places import Places, campaign, write_identity
from .reach import recount, visits_by_household
from .rows import BLANKS, DRAFT, REFUSALS, VISITS
from .salvage import Salvaged


class Visits(Places):
    """Append-only records, numbered as they are written, and one draft."""

    def visits_of(self, household: str) -> list[Visit]:
        """Everything noted about a household here, in the order of acceptance (see ``visit_versions``).

        The moments are on Vietnam's clock, whatever clock the server told them by.
        """
        with self._db.read() as db:
            own = next(iter(visits_by_household(db, [household]).values()), {})
            return [_in_vietnam(visit) for visit in own.values()]

    def add(self, record: Record) -> int:
        """Keep a record for good and return its number n.

        In one transaction: the number (no gap, ever), the record, what the household's visits add up to, and
        the end of the draft it came from.
        """
        with self._db.write() as db:
            _refuse_wiped(db)
            if isinstance(record, HouseholdEdit):
                require(db, record.household)
            n = self._add(db, record)
            db.execute("DELETE FROM draft WHERE id = ?", (record.id,))
        return n

    def retract(self, visit: Visit, right: Household | None) -> None:
        """Note that a visit was not made at its door but at that of ``right``, if that is known: both or nothing.

        A correction of it that is under way goes.
        """
        with self._db.write() as db:
            _refuse_wiped(db)
            self._add(db, retraction(visit))
            if right:
                self._add(db, moved(visit, right))
            db.execute("DELETE FROM draft WHERE json_extract(body, '$.replaces') = ?", (visit.id,))

    def moved_to(self, retraction: Visit) -> Visit | None:
        """A visit that was retracted, as it was moved to another household; None where that is not on this tablet."""
        sql = f"SELECT {VISITS.select} FROM visit WHERE replaces = ? AND household <> ? LIMIT 1"  # noqa: S608
        with self._db.read() as db:
            return next(iter(VISITS.all(db.rows(sql, (retraction.replaces, retraction.household)))), None)

    def take_back(self, salvaged: Salvaged) -> None:
        """Begin again, on a store that is new, with what was read of a damaged one: all of it or nothing."""
        with self._db.write() as db:
            if salvaged.identity:
                write_identity(db, salvaged.identity)
            for record in salvaged.records:
                self._add(db, record)
            if salvaged.draft and salvaged.draft.id not in {one.id for one in salvaged.records}:
                self._save_draft(db, salvaged.draft)
            if salvaged.revoked:
                db.execute("UPDATE exchange SET last_error = ?", (msgspec.json.encode(salvaged.revoked).decode(),))

    def draft(self) -> VisitDraft | None:
        """The visit that was under way when the app was last used."""
        with self._db.read() as db:
            row = db.row("SELECT body FROM draft")
            return DRAFT.decode(row[0]) if row else None

    def save_draft(self, draft: VisitDraft) -> None:
        """Keep the draft as it stands after a tap (there is one; another replaces it)."""
        with self._db.write() as db:
            _refuse_wiped(db)
            refuse_erased(db, draft.household)
            self._save_draft(db, draft)

    def discard_draft(self) -> None:
        """Forget the visit under way."""
        with self._db.write() as db:
            db.execute("DELETE FROM draft")

    @staticmethod
    def _save_draft(db: Database, draft: VisitDraft) -> None:
        body = msgspec.json.encode(replace(draft, note=nfc(draft.note))).decode()
        db.execute("INSERT OR REPLACE INTO draft VALUES (1, ?, ?, ?)", (draft.id, draft.household, body))

    def _add(self, db: Database, record: Record) -> int:
        n = self._next_number(db)
        match record:
            case Visit():
                self._add_visit(db, replace(record, note=nfc(record.note)), n)
            case Refusal():
                db.execute(REFUSALS.insert("refusal", "n"), (*REFUSALS.to_row(record), n))
            case HouseholdEdit():
                write_edit(db, record, n)
            case NewHousehold():
                write_finding(db, record, n)
            case Blank():
                db.execute(BLANKS.insert("blank", "n"), (*BLANKS.to_row(record), n))
        return n

    @staticmethod
    def _next_number(db: Database) -> int:
        (made,) = db.only("UPDATE exchange SET made = made + 1 RETURNING made")
        return int(made)

    def _add_visit(self, db: Database, visit: Visit, n: int) -> None:
        refuse_erased(db, visit.household)
        db.execute(VISITS.insert("visit", "n", "pull"), (*VISITS.to_row(visit), n, 0))
        recount(db, [visit.household], campaign(self.commune()))


def _refuse_wiped(db: Database) -> None:
    """Raises NotEnrolled: a tap may have waited while a revoked tablet forgot everything."""
    if not db.row("SELECT 1 FROM identity"):
        raise NotEnrolled


def _in_vietnam(visit: Visit) -> Visit:
    started, ended = visit.started_at.astimezone(VIETNAM), visit.ended_at.astimezone(VIETNAM)
    return replace(visit, started_at=started, ended_at=ended)
