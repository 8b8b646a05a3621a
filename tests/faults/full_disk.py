"""What happens on a disk that somebody else fills and clears again, played inside its name space (see small_disk).

python -m tests.faults.full_disk tablet|server FOUNDED DISK ROUNDS
"""

import contextlib
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from outreach.domain.errors import ErrorCode, SyncError
from outreach.store import StoreFull

from . import small_disk
from .commune import Commune, Tablet, figures_agree, nothing_lost

MOST_LEFT = 256 * 1024


def tablet(founded: Path, disk: Path, rounds: int) -> None:
    """The tablet's store lies on the small disk."""
    with tempfile.TemporaryDirectory() as elsewhere, _running(Path(elsewhere) / "server", founded) as commune:
        one = Tablet(commune, disk / "tablet.db")
        for _ in range(rounds):
            ballast = small_disk.fill(disk, random.randrange(MOST_LEFT))
            try:
                while True:
                    one.note(1, 300)
            except StoreFull:
                assert one.store.sync_state().made == len(one.told)
            with contextlib.suppress(StoreFull):  # what the server answers cannot be kept either: no harm
                one.sync()
            one.close()
            ballast.unlink()
            one.reopen()
            one.note()
            one.sync()
            nothing_lost(one)
        figures_agree(one)
        one.close()


def server(founded: Path, disk: Path, rounds: int) -> None:
    """The server's data folder lies on the small disk."""
    with tempfile.TemporaryDirectory() as elsewhere, _running(disk / "server", founded) as commune:
        one = Tablet(commune, Path(elsewhere) / "tablet.db")
        for _ in range(rounds):
            ballast = small_disk.fill(disk, random.randrange(48 * 1024))
            told = None
            while told is None:  # its log has room of its own until it has to grow
                one.note(40, 300)
                try:
                    one.sync()
                except SyncError as error:
                    told = error.code
            assert told is ErrorCode.DISK_FULL
            _nothing_half_taken(one)
            ballast.unlink()
            one.sync()
            nothing_lost(one)
        figures_agree(one)
        one.close()


def _nothing_half_taken(one: Tablet) -> None:
    """The server holds what it said it does, and nothing of what it refused."""
    held = one.commune.oracle.ask("held", tablet=one.id, above=one.checked)
    said = list(range(one.checked + 1, one.store.sync_state().have + 1))
    assert [n for n, _ in held["receipt"]] == [n for n, _ in held["visit"]] == said


@contextlib.contextmanager
def _running(home: Path, founded: Path) -> Iterator[Commune]:
    """The commune's server at work in ``home``, a copy of what was founded; stopped however it ends."""
    commune = Commune(Path(shutil.copytree(founded, home)))
    commune.start()
    try:
        yield commune
    finally:
        commune.close()


if __name__ == "__main__":
    {"tablet": tablet, "server": server}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
