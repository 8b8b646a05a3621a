"""SIGKILL in the middle of an upgrade, with work in the data: of the server's database, and of a tablet's."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server import databases
from tests.server.cli.process import ROOT

from .commune import Commune, figures_agree, nothing_lost

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
