"""Everything a tablet keeps, behind one value."""

from pathlib import Path
from typing import Self

from .database import Database
from .edits import Edits
from .households import Households
from .outbox import Outbox
from .packs import Packs
from .visits import Visits


class Store(Households, Visits, Edits, Outbox, Packs):
    """The tablet's database. Every method commits before it returns; any thread may call any of them.

    Each raises StoreError (a sentence for people) when the storage fails, and has then changed nothing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store in the file ``path``, made or brought to its newest form; raises StoreError.

        StoreTooNew, StoreDamaged and StoreInUse leave the file as it is.
        """
        return cls(Database(path))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
