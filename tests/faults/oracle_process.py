"""Asking the oracle (see oracle.py)."""

import json
import subprocess
import sys
from typing import Any

from tests.server.cli.process import ROOT

HAMLETS, HOUSEHOLDS = 20, 60
"""The oracle founds Thôn 1 to 20 with sixty doors each."""


class Oracle:
    """Its process; ended by ``close``."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.oracle"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, order: str, **arguments: Any) -> Any:
        """Carry out an order (see ``oracle.ORDERS``) and give its answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([order, arguments]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()
