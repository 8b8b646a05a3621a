"""The peer: PouchDB replicating to its own server over HTTP, both on LevelDB, as its authors publish them.

It keeps documents and their revisions; nothing is checked or counted, and LevelDB is not told to sync to the disk.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import floor
from .machines import running, said

_PROGRAMS = Path(__file__).parent / "peers/pouch"
_INSTALLED = _PROGRAMS / "node_modules/pouchdb"


def install() -> bool:
    """Whether the peer can run: node and npm are here, and its packages were or could be installed."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    if not _INSTALLED.exists():
        subprocess.run(["npm", "ci", "--prefix", str(_PROGRAMS), "--no-audit", "--no-fund", "--silent"], check=False)
    return _INSTALLED.exists()


def fill(folder: Path, rows: Sequence[Sequence[str | None]]) -> None:
    """A database in ``folder`` with a document for each row of ``floor.FIELDS``."""
    # A document's id must not begin with an underscore.
    documents = [dict(zip(("_id", *floor.FIELDS[1:]), (f"v{row[0]}", *row[1:]), strict=True)) for row in rows]
    file = folder.with_suffix(".json")
    file.write_text(json.dumps(documents, ensure_ascii=False), "utf-8")
    with tablet(folder) as ask:
        ask("fill", str(file))


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """express-pouchdb with its data in ``folder``: its port."""
    folder.mkdir()
    with running(["node", str(_PROGRAMS / "server.js"), str(folder)]) as process:
        yield int(said(process))


class _Ask:
    """Speaks to one tablet process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, command: str, argument: str) -> int:
        """Have a command of ``tablet.js`` done; how many documents the database holds then."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command} {argument}\n")
        return int(said(self._process))


@contextmanager
def tablet(folder: Path) -> Iterator[_Ask]:
    """A PouchDB in ``folder``, to be asked for pushes and pulls. Its program has loaded when this is entered."""
    with running(["node", str(_PROGRAMS / "tablet.js"), str(folder)]) as process:
        yield _Ask(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
