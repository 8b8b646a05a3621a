"""What happens on a disk that somebody else fills and clears again, played inside its name space (see small_disk).

python -m tests.faults.full_disk tablet|server FOUNDED DISK ROUNDS
"""

import contextlib
import random
import shutil
import sys
import tempfile
from pathlib import Path

from outreach.domain.errors import ErrorCode, SyncError
from outreach.store import StoreFull

from . import small_disk
from .commune import Commune, Tablet, figures_agree, nothing_lost

MOST_LEFT = 256 * 1024


def tablet(founded: Path, disk: Path, rounds: int) -> None:
    """The tablet's store lies on the small disk."""
    with tempfile.TemporaryDirectory() as elsewhere:
        commune = Commune(Path(shutil.copytree(founded, f"{elsewhere}/server")))
        commune.start()
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
        commune.close()


def server(founded: Path, disk: Path, rounds: int) -> None:
    """The server's data folder lies on the small disk."""
    commune = Commune(Path(shutil.copytree(founded, disk / "server")))
    commune.start()
    with tempfile.TemporaryDirectory() as elsewhere:
        one = Tablet(commune, Path(elsewhere) / "tablet.db")
        for _ in range(rounds):
            one.note(40, 2000)
            ballast = small_disk.fill(disk, random.randrange(48 * 1024))
            told = None
            try:
                one.sync()
            except SyncError as error:
                told = error.code
            assert told is ErrorCode.DISK_FULL
            assert one.store.sync_state().have == one.checked
            ballast.unlink()
            one.sync()
            nothing_lost(one)
        figures_agree(one)
        one.close()
    commune.close()


if __name__ == "__main__":
    {"tablet": tablet, "server": server}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
