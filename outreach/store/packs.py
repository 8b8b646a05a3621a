"""Which version of which guide this tablet received. The texts lie in files; a row here is what makes them count."""

from dataclasses import dataclass
from datetime import date

from .database import Database


@dataclass(frozen=True, slots=True)
class KeptPack:
    """A whole pack on this tablet: the guide's id, its version, the pack's SHA-256, and the day it was approved."""

    guide: str
    version: int
    hash: str
    approved_on: date


class Packs:
    """The commune's own versions of guides."""

    _db: Database

    def packs(self) -> dict[str, KeptPack]:
        """What was received, by guide."""
        rows = self._db.rows("SELECT guide, version, hash, approved_on FROM pack ORDER BY guide")
        return {row[0]: KeptPack(*row[:3], date.fromisoformat(row[3])) for row in rows}

    def keep_pack(self, pack: KeptPack) -> None:
        """From now on this is the guide's pack."""
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO pack VALUES (?, ?, ?, ?)",
                (pack.guide, pack.version, pack.hash, pack.approved_on.isoformat()),
            )

    def forget_pack(self, guide: str) -> None:
        """Its files are gone or damaged: the next sync fetches it again."""
        with self._db.write() as db:
            db.execute("DELETE FROM pack WHERE guide = ?", (guide,))
