"""No room left, on the tablet and on the server: said in one sentence, nothing half written, and it goes on after.

On a small disk of its own where the machine lets us mount one; and on every machine by SQLite's own limit of a
file's pages (the server's: tests/server/api/test_trouble.py).
"""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.store import StoreFull
from tests.server.cli.process import ROOT, environment

from . import small_disk
from .commune import Tablet, figures_agree, nothing_lost

MEGABYTES = 32


def note_until_full(tablet: Tablet) -> None:
    while True:
        tablet.note(1, 300)


def test_the_tablet_says_so_and_goes_on(on_sqlite, enrol, often):
    tablet = enrol(on_sqlite)
    for _ in range(often(3, 50)):
        connection = tablet.store._db._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + random.randrange(20)}")
        with pytest.raises(StoreFull, match="Máy hết chỗ lưu"):
            note_until_full(tablet)
        assert tablet.store.sync_state().made == len(tablet.told)
        connection.execute("PRAGMA max_page_count = 1000000")
        tablet.note()
        tablet.sync()
        nothing_lost(tablet)
    figures_agree(tablet)


@pytest.mark.parametrize("whose", ["tablet", "server"])
def test_on_a_small_disk(founded: Path, tmp_path: Path, often, whose):
    if not small_disk.possible():
        pytest.skip("this machine does not let its user mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    play = [sys.executable, "-m", "tests.faults.full_disk", whose, str(founded), str(disk), str(often(3, 50))]
    run = subprocess.run(
        [*small_disk.command(disk, MEGABYTES), *play],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
