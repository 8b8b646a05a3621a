"""Everything a tablet keeps, behind one value."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from .database import Database
from .edits import Edits
from .erasing import finish_erasing
from .errors import StoreDamaged, StoreFull, StoreUnwritable
from .gaps import Gaps
from .households import Households
from .outbox import Outbox
from .packs import Packs
from .salvage import Salvaged, finish_setting_aside, read, set_aside
from .transfers import Transfers
from .visits import Visits


class Store(Households, Visits, Edits, Outbox, Packs, Transfers):
    """The tablet's database. Every method commits before it returns; any thread may call any of them.

    Each raises StoreError (a sentence for people) when the storage fails, and has then changed nothing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._gaps = Gaps()

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store in the file ``path``, made or brought to its newest form; raises StoreError.

        StoreTooNew, StoreDamaged and StoreInUse leave the file as it is.
        """
        coming = _coming(path)
        if coming.exists() and not path.exists():  # a salvage that broke off at its last steps
            finish_setting_aside(path)
            coming.rename(path)
        store = cls(Database(path))
        try:
            if store.miscounts():
                raise StoreDamaged
            with suppress(StoreFull, StoreUnwritable):  # no reason not to open; the next time it may be possible
                finish_erasing(store._db)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open_damaged(cls, path: Path, at: datetime) -> tuple[Self, Salvaged]:
        """A new store in the place of the damaged one, with what could be read of it; raises StoreError.

        The damaged file is kept beside it, untouched. Whatever breaks off on the way, one of both is there: until the
        new one is whole it has another name.
        """
        salvaged = read(path)
        coming = _coming(path)
        for leftover in path.parent.glob(f"{coming.name}*"):
            leftover.unlink()
        fresh = cls.open(coming)
        try:
            fresh.take_back(salvaged)
        finally:
            fresh.close()
        set_aside(path, at)
        coming.rename(path)
        return cls.open(path), salvaged

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _coming(path: Path) -> Path:
    return path.with_name(f"{path.stem}-moi{path.suffix}")
