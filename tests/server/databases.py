"""The databases that server tests run on: SQLite in a file, and a real PostgreSQL started for the run."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def postgresql_bin() -> Path:
    """The folder with initdb; raises FileNotFoundError."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise FileNotFoundError("PostgreSQL is not installed (no initdb)")
    return versions[-1].parent


@contextmanager
def postgresql() -> Iterator[str]:
    """A cluster of its own in a temporary folder, as DATABASE_URL; gone afterwards."""
    programs = postgresql_bin()
    folder = Path(tempfile.mkdtemp(prefix="gocua-postgresql-"))
    # PostgreSQL refuses to run as root, as which a bare machine runs its tests.
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    data = folder / "data"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=64MB"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(programs / program), *arguments],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )

    try:
        run("initdb", "-D", str(data), "-U", "gocua", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://gocua@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def installed() -> Iterator[str]:
    """A database as an administrator would make it, as DATABASE_URL: of a role that may make databases and no more."""
    with postgresql() as address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE ROLE xa LOGIN CREATEDB PASSWORD 'cau tre'")
            server.execute("CREATE DATABASE xa OWNER xa")
        yield address.replace("gocua@", "xa:cau%20tre@").replace("/postgres", "/xa")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
