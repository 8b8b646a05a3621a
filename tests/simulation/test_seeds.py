"""Two hundred worlds: nothing lost, nothing stuck, everybody agrees. ``make simulate SEEDS=10000`` runs more."""

import subprocess
import sys

from outreach.server.api import views
from outreach.server.devices.attempts import MOST

from .conftest import ROOT
from .events import plan
from .run import simulator

SEEDS = 200
ENROLS_ANEW = 1687
"""A world in which a tablet is enrolled anew in the end."""


def test_no_world_loses_or_doubles_anything_or_gets_stuck():
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--seeds", str(SEEDS), "--jobs", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SEEDS} seeds" in done.stdout


def test_a_world_knows_nothing_of_the_one_before(django_db_blocker):
    for _ in range(MOST):
        views._wrong_codes.count("127.0.0.1")
    with django_db_blocker.unblock(), simulator() as sim:
        assert sim.run(plan(ENROLS_ANEW)).wrong == ""
