"""A server restored from an older backup, announced or not: every tablet heals it by its next sync.

Real processes, real tablets over HTTP, on the chosen database.
"""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from outreach.domain.coverage import total
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import Outcome
from outreach.store import Store
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync
from tests.domain.cast import START, visit
from tests.server import databases
from tests.server.cli.process import ROOT, environment, outreach, served

FILL = """
from outreach.server.cli import session
session.migrate()
from datetime import date
from outreach.server.places import register
from outreach.server.people.team import add_person
from outreach.server.people.models import Role
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG
register.add_commune(NAM_DONG)
register.add_hamlets(NAM_DONG.code, HAMLETS)
register.add_households(NAM_DONG.code, HOUSEHOLDS)
add_person(NAM_DONG.code, "binh", "Trần Văn Bình", Role.OFFICIAL, "anh Bình")
"""
CODES = """
from outreach.server.cli import session
session.open_database()
from outreach.server.devices.enrolment import make_code
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet
person = User.objects.get(username="binh")
hamlets = list(Hamlet.objects.values_list("id", flat=True))
print(*(make_code(person, hamlets) for _ in range({count})))
"""
REVOKE = """
from outreach.server.cli import session
session.open_database()
from outreach.server.devices.enrolment import revoke
from outreach.server.devices.models import Tablet
revoke(Tablet.objects.get(id="{tablet}"))
"""
ROLE = "CREATE ROLE xa LOGIN CREATEDB PASSWORD 'cau tre'"


@dataclass
class Installation:
    """A commune's server as its administrator has it: a data folder and settings."""

    home: Path
    settings: dict[str, str]

    def command(self, *arguments):
        """A command's output; it must succeed."""
        run = outreach(self.home, *arguments, **self.settings)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def script(self, text):
        """The words that a script about the server's own modules prints."""
        run = subprocess.run(
            [sys.executable, "-c", text], cwd=ROOT, env=environment(self.home, **self.settings),
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return run.stdout.split()

    def served(self):
        """The running server."""
        return served(self.home, **self.settings)

    def back_up(self):
        """The file of a new backup."""
        before = set(self.backups())
        self.command("backup")
        (made,) = set(self.backups()) - before
        return made

    def backups(self):
        return [path for path in (self.home / "backups").glob("20179-*") if path.suffix in (".sqlite3", ".dump")]

    def put_back_unannounced(self, backup):
        """What an administrator in a hurry does."""
        if backup.suffix == ".sqlite3":
            shutil.copy(backup, self.home / "commune.db")
            return
        address = self.settings["DATABASE_URL"]
        with psycopg.connect(address.rpartition("/")[0] + "/template1", autocommit=True) as server:
            server.execute("DROP DATABASE xa")
            server.execute("CREATE DATABASE xa TEMPLATE template0")
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={address}", backup], check=True)

    def ids_of_visits(self):
        query = "SELECT id FROM records_visit"
        if "DATABASE_URL" in self.settings:
            with psycopg.connect(self.settings["DATABASE_URL"]) as server:
                return [row[0] for row in server.execute(query)]
        with closing(sqlite3.connect(self.home / "commune.db")) as file:
            return [row[0] for row in file.execute(query)]


class Tablet:
    """A real store that remembers what was noted on it."""

    def __init__(self, path, address, code):
        self.store = Store.open(path)
        with Client(address) as client:
            self.identity = identity_from(address, client.enrol(code, "máy thử"))
        self.store.enrol(self.identity)
        self.noted = []
        self.sync(address)

    def note(self, *doors):
        for at in doors:
            household = self.store.households()[at].household
            noted = visit(household.id, 1 + len(self.noted), 9, Outcome.MET, hamlet=household.hamlet)
            noted = replace(noted, official=self.identity.official.id)
            self.store.add(noted)
            self.noted.append(noted.id)

    def sync(self, address):
        with Client(address, self.identity.token) as client:
            sync(self.store, client)
        return self.store.sync_state()


@pytest.fixture(scope="module")
def installation(request, tmp_path_factory):
    """On PostgreSQL with a role that may only make databases, and a password."""
    home = tmp_path_factory.mktemp("installation")
    if request.config.getoption("--database") == "sqlite":
        here = Installation(home, {})
        here.script(FILL)
        yield here
        return
    with databases.postgresql() as address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(ROLE)
            server.execute("CREATE DATABASE xa OWNER xa")
        own = address.replace("gocua@", "xa:cau%20tre@").replace("/postgres", "/xa")
        here = Installation(home, {"DATABASE_URL": own})
        here.script(FILL)
        yield here


def test_every_tablet_heals_a_server_that_was_set_back(installation, tmp_path):
    """First the file is just copied back, then it is restored by the command; nobody touches a tablet but to sync."""
    with installation.served() as address:
        codes = installation.script(CODES.format(count=5))
        first, second, quiet, lost = (Tablet(tmp_path / f"{n}.db", address, codes[n]) for n in range(4))
        for n, tablet in enumerate((first, second, quiet, lost)):
            tablet.note(n, n + 1)
            tablet.sync(address)
        backup = installation.back_up()
        assert first.sync(address).safe == 2
        first.note(4, 5, 6)
        second.note(7)
        second.sync(address)
        assert (first.sync(address).have, first.sync(address).safe) == (5, 2)
        new = Tablet(tmp_path / "new.db", address, codes[4])
        new.note(8)
        new.sync(address)
        installation.script(REVOKE.format(tablet=lost.identity.tablet))
        second.note(9)
    tablets = (first, second, quiet, new)

    installation.put_back_unannounced(backup)
    assert len(installation.ids_of_visits()) == 8
    with installation.served() as address:
        healed(installation, address, tablets, lost)
        with pytest.raises(SyncError) as revoked:
            lost.sync(address)
        assert revoked.value.code is ErrorCode.REVOKED
        running = outreach(installation.home, "restore", str(backup), "--discard-newer", **installation.settings)
        assert (running.returncode, "đang chạy" in running.stderr) == (1, True)

    newer = outreach(installation.home, "restore", str(backup), **installation.settings)
    assert (newer.returncode, "--discard-newer" in newer.stderr) == (1, True)
    assert len(installation.ids_of_visits()) == 14
    told = installation.command("restore", str(backup), "--discard-newer")
    assert "3 máy sẽ gửi lại 6 bản ghi" in told
    assert "ghép 1 máy, thu hồi 1 máy" in told
    assert len(installation.ids_of_visits()) == 8
    quiet.note(3)
    with installation.served() as address:
        healed(installation, address, tablets, lost)
        assert first.sync(address).safe == 2
        installation.back_up()
        assert first.sync(address).safe == 5
    for tablet in (*tablets, lost):
        tablet.store.close()


def healed(installation, address, tablets, lost):
    """After one sync of each tablet everything is there once, all agree, and the figures are true."""
    for tablet in tablets:
        tablet.sync(address)
    noted = [id_ for tablet in (*tablets, lost) for id_ in tablet.noted]
    assert sorted(installation.ids_of_visits()) == sorted(noted)
    for tablet in tablets:
        state = tablet.sync(address)
        assert (state.unsent, state.rejected, state.made) == (0, (), len(tablet.noted))
    assert len({total(tablet.store.coverage(START).values()) for tablet in tablets}) == 1
    installation.command("recount")
