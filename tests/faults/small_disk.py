"""A disk of a few megabytes for one command: a file system in memory that only the command and its children see.

    python -m tests.faults.small_disk FOLDER MEGABYTES COMMAND...

Needs a kernel that lets this user mount in a namespace of their own: root, or user namespaces.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_UNSHARE = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]


def command(folder: Path, megabytes: int) -> list[str]:
    """What to put before a command, so that ``folder`` is a small disk for it."""
    return [*_UNSHARE, sys.executable, "-m", "tests.faults.small_disk", str(folder), str(megabytes)]


def possible() -> bool:
    """Whether this machine lets us."""
    if not shutil.which("unshare"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([*command(Path(folder), 1), "true"], stderr=subprocess.DEVNULL).returncode == 0


def fill(folder: Path, leave: int) -> Path:
    """A file that takes all the room but ``leave`` bytes; remove it to make room."""
    ballast = folder / "ballast"
    room = os.statvfs(folder)
    ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - leave)))
    return ballast


def main() -> None:
    """Mount, then become the command."""
    folder, megabytes, *rest = sys.argv[1:]
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "gocua", folder], check=True)
    os.execvp(rest[0], rest)


if __name__ == "__main__":
    main()
