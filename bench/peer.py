"""Peers: other systems that bring visits from a tablet to a server, and from there to a second tablet.

Each is two programs in a folder of ``bench/peers``, a server and a tablet with a database of its own, that use what its
authors publish. It is installed into that folder, away from the project's packages, when it is measured first.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tools import postgresql

from . import floor
from .machines import running, said

_PEERS = Path(__file__).parent / "peers"

Ask = Callable[[str, str], int]
"""Have a tablet obey a command and its argument; how many visits it holds then."""


class Missing(Exception):
    """Why a peer cannot be measured on this machine."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi, self.en = vi, en


class Programs(Protocol):
    """A peer's programs: "server" (its data a folder or the address of a database) and "tablet" (a folder)."""

    def install(self) -> None:
        """Make what they need ready, unless it is; raises Missing."""

    def command(self, program: str) -> list[str]:
        """What starts one of them, but for its argument."""


@dataclass(frozen=True, slots=True)
class Node:
    """Programs for node, in a folder with their package-lock.json."""

    folder: Path

    def install(self) -> None:
        """Install the locked packages."""
        if not (shutil.which("node") and shutil.which("npm")):
            raise Missing("thiếu node hoặc npm", "node or npm is missing")
        if not (self.folder / "node_modules/.package-lock.json").exists():  # npm writes it last
            _call("npm", "ci", "--prefix", str(self.folder), "--no-audit", "--no-fund", "--silent")

    def command(self, program: str) -> list[str]:
        """See Programs."""
        return ["node", str(self.folder / f"{program}.js")]


@dataclass(frozen=True, slots=True)
class Python:
    """Programs for an environment of their own, in a folder with their requirements.lock."""

    folder: Path

    def install(self) -> None:
        """Make the environment with the locked packages, again whenever the lock has changed."""
        lock = self.folder / "requirements.lock"
        stamp = self.folder / ".venv/gocua-installed"
        if stamp.exists() and stamp.read_text("utf-8") == lock.read_text("utf-8"):
            return
        _call(sys.executable, "-m", "venv", "--clear", str(self.folder / ".venv"))
        pip = [self._python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        _call(*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
        shutil.copy(lock, stamp)

    def command(self, program: str) -> list[str]:
        """See Programs."""
        return [self._python, "-W", "ignore", "-m", f"bench.peers.{self.folder.name}.{program}"]

    @property
    def _python(self) -> str:
        return str(self.folder / ".venv/bin/python")


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer by name. A slow one is measured once: its push alone takes ten times as long as all of ours."""

    name: str
    programs: Programs
    on_postgresql: bool = False
    slow: bool = False

    def install(self) -> None:
        """Make it ready; raises Missing."""
        if self.on_postgresql:
            try:
                postgresql.programs()
            except FileNotFoundError as error:
                raise Missing("thiếu PostgreSQL", "PostgreSQL is missing") from error
        self.programs.install()

    def fill(self, folder: Path, rows: Sequence[Sequence[str | None]]) -> None:
        """The first tablet's data in ``folder / "a"``: a visit for each row of ``floor.FIELDS``."""
        folder.mkdir(parents=True)
        # Some peers want no sign at the beginning of an id.
        visits = [dict(zip(floor.FIELDS, (f"v{row[0]}", *row[1:]), strict=True)) for row in rows]
        file = folder / "visits.json"
        file.write_text(json.dumps(visits, ensure_ascii=False), "utf-8")
        with self.tablet(folder / "a") as ask:
            ask("fill", str(file))

    @contextmanager
    def server(self, folder: Path) -> Iterator[int]:
        """Its server with new data, in ``folder`` or in a PostgreSQL of its own: its port."""
        with ExitStack() as stack:
            data = stack.enter_context(postgresql.cluster(timezone="UTC")) if self.on_postgresql else str(folder)
            yield int(said(stack.enter_context(running([*self.programs.command("server"), data]))))

    @contextmanager
    def tablet(self, folder: Path) -> Iterator[Ask]:
        """A tablet with its data in ``folder``; all its code and data have loaded when this is entered."""
        with running([*self.programs.command("tablet"), str(folder)]) as process:
            assert process.stdin is not None
            stdin = process.stdin

            def ask(command: str, argument: str) -> int:
                stdin.write(f"{command} {argument}\n")
                return int(said(process))

            said(process)  # what it holds at first
            yield ask
            stdin.close()
            process.wait()


PEERS = (
    Peer("PouchDB", Node(_PEERS / "pouch")),
    Peer("accordsync", Python(_PEERS / "accord"), on_postgresql=True, slow=True),
    Peer("Morango", Python(_PEERS / "morango"), slow=True),
    Peer("Kinto", Python(_PEERS / "kinto"), on_postgresql=True, slow=True),
)


def present() -> list[Peer]:
    """The peers that can be measured here; of the others it is said why not."""
    found = []
    for peer in PEERS:
        try:
            peer.install()
            found.append(peer)
        except Missing as missing:
            print(f"Không đo {peer.name}: {missing.vi}. / {peer.name} is left out: {missing.en}.", flush=True)
    return found


def _call(*command: str) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [" ".join(command)])[-1]
        raise Missing("không cài được", f"it could not be installed ({why})")
