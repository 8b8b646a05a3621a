"""Two hundred worlds: nothing lost, nothing stuck, everybody agrees. ``make simulate SEEDS=10000`` runs more."""

import subprocess
import sys

from .conftest import ROOT

SEEDS = 200


def test_no_world_loses_or_doubles_anything_or_gets_stuck():
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--seeds", str(SEEDS), "--jobs", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SEEDS} seeds" in done.stdout
