"""Sealed files on this tablet: the last one of its own, and those it carries for others. None can be read here."""

from dataclasses import dataclass
from datetime import datetime

from outreach.domain.gaps import inside

from .database import Database
from .gaps import held_beyond

_CARRIED = "name, size, taken_at, answered_at, vi, en"


@dataclass(frozen=True, slots=True)
class Exported:
    """This tablet's own records up to number ``last`` lie in the file ``name``, which was put at ``place``."""

    name: str
    at: datetime
    records: int
    last: int
    place: str


@dataclass(frozen=True, slots=True)
class Carried:
    """Another tablet's file. ``answered_at`` once the server took it; ``vi`` and ``en`` say why it refused it."""

    name: str
    size: int
    taken_at: datetime
    answered_at: datetime | None
    vi: str
    en: str

    @property
    def waiting(self) -> bool:
        """Whether it is still to be handed in."""
        return self.answered_at is None and not self.vi


class Transfers:
    """Files instead of a network."""

    _db: Database

    def exported(self) -> Exported | None:
        """The last file written, while the server is not known to hold what is in it."""
        sql = "SELECT name, at, records, last, place FROM exported, exchange WHERE last > have ORDER BY at DESC"
        with self._db.read() as db:
            for name, at, records, last, place in db.rows(sql):
                if not inside(last, held_beyond(db)):
                    return Exported(name, datetime.fromisoformat(at), records, last, place)
        return None

    def wrote(self, name: str) -> bool:
        """Whether the file of that name is this tablet's own."""
        return self._db.row("SELECT 1 FROM exported WHERE name = ?", (name,)) is not None

    def note_export(self, exported: Exported) -> None:
        """A file was written."""
        values = (exported.name, exported.at.isoformat(), exported.records, exported.last, exported.place)
        with self._db.write() as db:
            db.execute("INSERT INTO exported VALUES (?, ?, ?, ?, ?)", values)

    def carried(self) -> list[Carried]:
        """Other tablets' files, those still to be handed in first."""
        with self._db.read() as db:
            rows = db.rows(f"SELECT {_CARRIED} FROM carried ORDER BY answered_at IS NOT NULL, taken_at")  # noqa: S608
            return [_carried(*row) for row in rows]

    def carry(self, name: str, body: bytes, at: datetime) -> bool:
        """Keep another tablet's file to hand it in; False when it is waiting for that already.

        One that was answered, or refused, goes once more: a revoked tablet needs the answer from after the backup.
        """
        values = (name, body, len(body), at.isoformat())
        with self._db.write() as db:
            db.execute("DELETE FROM carried WHERE name = ? AND (answered_at IS NOT NULL OR vi <> '')", (name,))
            return bool(
                db.execute("INSERT OR IGNORE INTO carried (name, body, size, taken_at) VALUES (?, ?, ?, ?)", values)
            )

    def carried_body(self, name: str) -> bytes | None:
        """The file as it was taken; None once it was handed in."""
        row = self._db.row("SELECT body FROM carried WHERE name = ?", (name,))
        return row[0] if row else None

    def carried_answer(self, name: str) -> bytes | None:
        """The sealed answer for the file's owner."""
        row = self._db.row("SELECT answer FROM carried WHERE name = ?", (name,))
        return row[0] if row else None

    def carried_arrived(self, name: str, at: datetime, answer: bytes) -> None:
        """The server took the file; the answer waits for its owner."""
        with self._db.write() as db:
            db.execute(
                "UPDATE carried SET body = NULL, answered_at = ?, answer = ?, vi = '', en = '' WHERE name = ?",
                (at.isoformat(), answer, name),
            )

    def carried_refused(self, name: str, vi: str, en: str) -> None:
        """The server will not take the file, and says why."""
        with self._db.write() as db:
            db.execute("UPDATE carried SET vi = ?, en = ? WHERE name = ?", (vi, en, name))

    def drop_carried(self, name: str) -> None:
        """Carry it no longer."""
        with self._db.write() as db:
            db.execute("DELETE FROM carried WHERE name = ?", (name,))


def _carried(name: str, size: int, taken_at: str, answered_at: str | None, vi: str, en: str) -> Carried:
    answered = datetime.fromisoformat(answered_at) if answered_at else None
    return Carried(name, size, datetime.fromisoformat(taken_at), answered, vi, en)
