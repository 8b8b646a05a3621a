"""Worlds in a process of their own, in which nothing depends on the day: not even the order of a set."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Step = tuple[str, dict[str, Any]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def runs() -> Iterator[Callable[[list[Step]], dict[str, Any]]]:
    """Runs a trace; the fields of its ``run.Outcome``."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.simulation", "--traces"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        orders, answers = process.stdin, process.stdout
        assert orders
        assert answers

        def run(trace):
            orders.write(json.dumps(trace) + "\n")
            orders.flush()
            return json.loads(answers.readline())

        yield run
        orders.close()
        assert process.wait(30) == 0
