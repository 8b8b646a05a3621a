"""A PostgreSQL of one's own for a while, in a temporary folder: for tests and measurements."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path:
    """The folder with initdb; raises FileNotFoundError."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise FileNotFoundError("PostgreSQL is not installed (no initdb)")
    return versions[-1].parent


@contextmanager
def cluster(place: Path | None = None, **settings: str) -> Iterator[str]:
    """A cluster with PostgreSQL's own settings but for those given, as DATABASE_URL; gone afterwards.

    It lies in a new folder of ``place``, or among the temporary files.
    """
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="gocua-postgresql-", dir=place))
    # PostgreSQL refuses to run as root, as which a bare machine runs its tests.
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    data = folder / "data"
    settings = {"listen_addresses": "127.0.0.1", **settings}
    options = " ".join([f"-p {port} -k {folder}", *(f"-c {name}={value}" for name, value in settings.items())])

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(found / program), *arguments],
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
