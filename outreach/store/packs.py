"""Which version of which guide this tablet received. The texts lie in files; a row here is what makes them count."""

from dataclasses import dataclass
from datetime import date

from .database import Database


@dataclass(frozen=True, slots=True)
class KeptPack:
    """A whole pack on this tablet: the guide's id, its version, the pack's SHA-256, and since when it is so."""

    guide: str
    version: int
    hash: str
    changed_on: date


class Packs:
    """The commune's own versions of guides."""

    _db: Database

    def packs(self) -> dict[str, KeptPack]:
        """What was received, by guide."""
        with self._db.read() as db:
            rows = db.rows("SELECT guide, version, hash, changed_on FROM pack ORDER BY guide")
            return {row[0]: KeptPack(row[0], row[1], row[2], date.fromisoformat(row[3])) for row in rows}

    def keep_pack(self, pack: KeptPack) -> None:
        """From now on this is the guide's pack."""
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO pack VALUES (?, ?, ?, ?)",
                (pack.guide, pack.version, pack.hash, pack.changed_on.isoformat()),
            )

    def forget_pack(self, guide: str) -> None:
        """Show the guide that ships instead, until a sync brings a pack again."""
        with self._db.write() as db:
            db.execute("DELETE FROM pack WHERE guide = ?", (guide,))
