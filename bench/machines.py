"""Server and tablets as they run for people: processes of their own, real stores, real HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.store import Store
from outreach.sync.ahead import in_a_thread
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync

_HERE = Path(__file__).parents[1]


@contextmanager
def running(command: list[str], **env: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that is spoken to by lines, ended on leaving."""
    with subprocess.Popen(
        command,
        cwd=_HERE,
        env={**os.environ, **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def said(process: "subprocess.Popen[str]") -> str:
    """The next line of a process; raises RuntimeError when it has ended."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the process ended")
    return line


@contextmanager
def server(home: Path) -> Iterator[int]:
    """``python -m outreach serve`` on the data in ``home``: its port."""
    command = [sys.executable, "-u", "-m", "outreach", "serve", "--bind", "127.0.0.1:0"]
    with running(command, GOCUA_HOME=str(home)) as process:
        yield int(said(process).split("http://127.0.0.1:")[1].split()[0])


def found_commune(home: Path, households: int, tablets: int, hamlets_each: int = 0) -> list[str]:
    """Set up the invented commune in ``home``; the enrolment codes of its tablets (see ``bench.commune``)."""
    command = [sys.executable, "-m", "bench.commune", *map(str, (households, tablets, hamlets_each))]
    env = {**os.environ, "GOCUA_HOME": str(home)}
    return subprocess.run(command, cwd=_HERE, env=env, check=True, text=True, stdout=subprocess.PIPE).stdout.split()


def enrolled(path: Path, port: int, code: str) -> Store:
    """A new tablet with its store at ``path``; close it."""
    store = Store.open(path)
    with Client(f"http://127.0.0.1:{port}") as client:
        store.enrol(identity_from(f"http://127.0.0.1:{port}", client.enrol(code, "bench")))
    return store


def synced(store: Store, port: int) -> None:
    """One sync, until nothing is left both ways."""
    identity = store.identity()
    assert identity is not None
    with Client(f"http://127.0.0.1:{port}", identity.token) as client, in_a_thread() as start:
        sync(store, client, start)


def must_be(found: int, expected: int) -> None:
    """A run that did not do the work is no measurement."""
    if found != expected:
        raise RuntimeError(f"{found} instead of {expected}")
