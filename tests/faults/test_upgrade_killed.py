"""SIGKILL in the middle of an upgrade, with work in the data: of the server's database, and of a tablet's."""

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest

from outreach.domain.clock import now
from outreach.domain.draft import agree, begin
from outreach.store import Store
from outreach.store.migrations import known_steps
from tests.server import databases
from tests.server.cli.process import ROOT

from . import older_store
from .commune import Commune, figures_agree, nothing_lost
from .damage import Files

NOTES_A_STEP = 'INSERT INTO "django_migrations"'


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest, home: Path) -> Iterator[Commune]:
    """A running commune that is nobody else's, on each database in turn."""
    with ExitStack() as stack:
        there = {}
        if request.param == "postgresql":
            there["DATABASE_URL"] = stack.enter_context(databases.installed())
        commune = Commune(home, (), **there)
        stack.callback(commune.close)
        commune.start()
        yield commune


def test_a_server_whose_upgrade_was_killed_is_upgraded_by_the_next_start(upgraded, enrol, often):
    tablet, other = enrol(upgraded), enrol(upgraded, hamlets=(1, 2), whose="binh")
    for one in (tablet, other):
        one.note(20)
        one.sync()
        one.note(5)
    with upgraded.at_rest():
        run = subprocess.run(
            [sys.executable, "-m", "tests.faults.upgrade_process", often(NOTES_A_STEP, "")],
            cwd=ROOT,
            env=upgraded.environment,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        assert int(run.stdout) >= often(10, 50)
    for one in (tablet, other):
        one.sync_in_the_end()
        nothing_lost(one)
    figures_agree(tablet, other)


def kept(path: Path) -> dict[str, list[Any]]:
    """Everything in a store, once this app has opened it."""
    with closing(Store.open(path)) as store:
        return {table: store._db.rows(f"SELECT * FROM {table} ORDER BY 1") for table in store._db.tables()}


def test_a_tablet_whose_upgrade_was_killed_goes_on_where_it_was(on_sqlite, enrol, often, chance):
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.faults.older_store"])
    tablet = enrol(on_sqlite)
    tablet.note(20)
    tablet.sync()
    tablet.note(10)
    tablet.store.save_draft(agree(begin(tablet.doors[0], next(iter(tablet.store.officials().values())), now())))
    tablet.close()
    whole = tablet.path.rename(tablet.path.with_name("whole.db"))
    before, killed = kept(whole), 0
    steps = sorted(known_steps())
    for step in steps[1:]:
        older_store.left_by_the_app_before(step, whole, tablet.path)
        left = Files(tablet.path)
        should = kept(tablet.path)
        assert all(len(should[table]) == len(before[table]) for table in ("visit", "draft", "identity", "exchange"))
        every = often(step == steps[-1], True)
        for point in range(1, 1000) if every else chance.sample(range(1, 12), 2):
            left.put_back()
            process = processes.Process(target=older_store.open_until_killed, args=(tablet.path, point))
            process.start()
            process.join()
            assert kept(tablet.path) == should
            if process.exitcode == 0:
                break
            assert process.exitcode == -SIGKILL
            killed += 1
        left.put_back()
        tablet.reopen()
        tablet.checked = 0
        tablet.sync_in_the_end()
        nothing_lost(tablet)
        assert tablet.store.draft()
        tablet.close()
    assert killed >= often(11, 200)
