"""The machines of the world: a commune server and its tablets, each the real product on a disk of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random

from django.db import OperationalError, connection
from django.test import RequestFactory
from django.urls import resolve

from outreach.domain.clock import day_of, now
from outreach.domain.records import Record
from outreach.server import upkeep
from outreach.server.api import views
from outreach.server.backups import lasting
from outreach.server.devices.attempts import Attempts
from outreach.server.doors.erasure import erase_again
from outreach.store import Identity, Store, StoreDamaged, StoreError, StoreFull
from outreach.store.places import campaign
from outreach.store.reach import recount
from outreach.store.rows import OWN

from .disk import Disk
from .fate import Fate
from .ledger import Held

Reply = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""

_requests = RequestFactory()


class Gone(Exception):
    """The server stopped before it answered."""


class Server:
    """One commune's server: Django's views on one SQLite file. ``kept_up`` is told what it held before it last deleted
    what is no longer kept."""

    def __init__(self, fate: Fate, disk: Disk) -> None:
        self.fate = fate
        self.disk = disk
        self.ahead = timedelta()
        self.kept_up: Callable[[Held], None] = lambda _before: None
        self._died_keeping: Held | None = None
        connection.close()
        connection.settings_dict["NAME"] = str(disk.path)
        self._begin_empty()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """What runs inside is the server's: by its clock."""
        with self.fate.clock_of(self.ahead):
            yield

    def reply(self, method: str, path: str, token: str, body: bytes) -> Reply:
        """Let the product answer a request; raises Gone when the machine died of it, and is up again afterwards."""
        request = _requests.generic(
            method, path, body, "application/json", headers={"Authorization": token, "Content-Encoding": "gzip"}
        )
        found = resolve(path)
        with self.at_work():
            try:
                response = found.func(request, *found.args, **found.kwargs)
            except Exception:
                if not self.disk.dead:
                    raise
        if self.disk.dead:
            raise Gone
        return response.status_code, dict(response.headers), response.content

    def stop(self) -> None:
        """End the process: nothing more reaches the disk."""
        self.disk.kill()
        with suppress(Exception):
            connection.close()
        connection.connection = None

    def start(self, power_lost: Random | None = None) -> None:
        """Start again after ``stop``, with a power cut between if there is a draw for it, as ``serve`` does."""
        if power_lost is not None:
            self.disk.lose_power(power_lost)
        self.disk.revive()
        self._begin_empty()
        with self.at_work():
            try:
                lasting.replay(erase_again)
            except OperationalError:
                self.disk.room = None  # it does not start, so somebody makes room
                lasting.replay(erase_again)
        try:
            self.keep_up()
        except OperationalError:
            if self.disk.room is None:
                raise  # of a full disk the log tells, and tablets are served all the same

    def keep_up(self) -> None:
        """What the server sees to once a day and at every start; raises what went wrong."""
        before = self._died_keeping or Held.now()
        try:
            with self.at_work():
                upkeep.keep_up(day_of(now()))
        except ExceptionGroup as problems:
            raise problems.exceptions[0] from None
        finally:
            # What it had deleted when it died is seen once it lives again.
            self._died_keeping = before if self.disk.dead else None
            if not self.disk.dead:
                self.kept_up(before)

    def rest(self) -> None:
        """Close the database properly, so that its file can be copied or replaced."""
        connection.close()

    def _begin_empty(self) -> None:
        """A process that begins remembers nothing, least of all the wrong codes of another world."""
        views._wrong_codes = Attempts()


class Tablet:
    """One tablet with the product's store. ``name`` is for messages; ``lineage`` is shared with its clones."""

    def __init__(self, name: str, fate: Fate, disk: Disk, lineage: int) -> None:
        self.name = name
        self.fate = fate
        self.disk = disk
        self.lineage = lineage
        self.ahead = timedelta()
        self.store = Store.open(disk.path)

    @property
    def identity(self) -> Identity | None:
        """Who it is; None once it was revoked and has forgotten everything."""
        return self.store.identity()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """What runs inside is the tablet's: by its clock."""
        with self.fate.clock_of(self.ahead):
            yield

    def note(self, record: Record) -> bool:
        """Whether the store confirmed the record."""
        try:
            self.store.add(record)
        except StoreError:
            return False
        return True

    def own(self) -> set[str]:
        """Every record that it would offer again to a server that was set back."""
        tables = " UNION ALL ".join(f"SELECT id FROM {table} WHERE n > 0" for table in OWN if table != "blank")
        return {row[0] for row in self.store._db.rows(tables)}

    def ids(self) -> set[str]:
        """Every record that lies here."""
        tables = " UNION ALL ".join(f"SELECT id FROM {table}" for table in OWN if table != "blank")
        with self.store._db.read() as db:
            return {row[0] for row in db.rows(tables)}

    def numbers(self) -> list[int]:
        """The number of every record of its own, in order."""
        tables = " UNION ALL ".join(f"SELECT n FROM {table} WHERE n > 0" for table in OWN)
        return sorted(row[0] for row in self.store._db.rows(tables))

    def lose(self, at: int, times: int) -> set[str]:
        """So many records vanish from the file, the last one but ``at`` and those before it; their ids. Doors that were
        found stay: what is noted there needs them."""
        tables = ("visit", "refusal", "household_edit")
        own = " UNION ALL ".join(f"SELECT n, id FROM {table} WHERE n > 0" for table in tables)
        try:
            with self.store._db.write() as db:
                doors = db.rows("SELECT DISTINCT household FROM visit")
                found = db.rows(f"{own} ORDER BY n DESC LIMIT ? OFFSET ?", (times, at))
                for table in tables:
                    db.execute_many(f"DELETE FROM {table} WHERE id = ?", [(id_,) for _, id_ in found])
                recount(db, [door for (door,) in doors], campaign(self.store.commune()))
        except StoreError:
            return set()
        return {id_ for _, id_ in found}

    def restart(self, power_lost: Random | None = None) -> None:
        """The app dies without mercy and starts again, with a power cut between if there is a draw for it."""
        self.disk.kill()
        with suppress(Exception):
            self.store.close()
        if power_lost is not None:
            self.disk.lose_power(power_lost)
        self.disk.revive()
        self._open()

    def set_back(self, copy: dict[str, bytes]) -> None:
        """Somebody lays an earlier copy in the place of the files."""
        self.disk.kill()
        with suppress(Exception):
            self.store.close()
        self.disk.put(copy)
        self.disk.revive()
        self._open()

    def _open(self) -> None:
        try:
            self.store = Store.open(self.disk.path)
        except StoreFull:
            self.disk.room = None  # its owner makes room, as the sentence asked
            self.store = Store.open(self.disk.path)
        except StoreDamaged:
            self.disk.room = None
            with self.at_work():
                self.store, _ = Store.open_damaged(self.disk.path, now())


def disk_at(folder: Path, name: str, copy: dict[str, bytes]) -> Disk:
    """A new disk that holds a copy."""
    disk = Disk(folder / f"{name}.db")
    disk.put(copy)
    return disk
