"""Running ``python -m outreach`` as others run it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]


def environment(home: Path, **changes: str) -> dict[str, str]:
    """The environment of a fresh installation with its data in ``home``."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GOCUA_", "DJANGO_", "DATABASE_"))
    }
    return {**kept, "GOCUA_HOME": str(home), "PYTHONUTF8": "1", **changes}


def outreach(home: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "outreach", *arguments],
        cwd=ROOT,
        env=environment(home, **changes),
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def served(home: Path, **changes: str) -> Iterator[str]:
    """A running server on a free port, as its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "outreach", "serve", "--bind", "127.0.0.1:0"],
        cwd=ROOT,
        env=environment(home, **changes),
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout
            found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
            assert found, "the server did not say where it listens"
            yield found.group()
        finally:
            server.terminate()
            assert server.wait(30) == 0
