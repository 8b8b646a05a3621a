"""Two hundred worlds: nothing lost, nothing stuck, everybody agrees. ``make simulate SEEDS=10000`` runs more."""

import subprocess
import sys
from unittest import mock

from outreach.server.api import views
from outreach.server.devices.attempts import MOST

from .conftest import ROOT
from .events import Step
from .run import simulator
from .world import World

SEEDS = 200
ENROLS_ANEW: list[Step] = [
    ("note", {"tablet": 1, "kind": "visit", "times": 1, "dies_in": None, "salt": 1}),
    ("tablet is damaged", {"tablet": 1, "page": 3, "salt": 2}),
]
"""A tablet loses the page that says who it is, and is enrolled anew in the end."""


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
    enrol_anew = mock.patch.object(World, "enrol_anew", autospec=True, side_effect=World.enrol_anew)
    with django_db_blocker.unblock(), simulator() as sim, enrol_anew as enrolled:
        assert sim.run(ENROLS_ANEW).wrong == ""
    assert enrolled.called
