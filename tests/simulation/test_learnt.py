"""No two threads can be the first to read a class, which would end the process (docs/adr/0035)."""

import os
import subprocess
import sys

from .conftest import ROOT

WORLDS = """
import sys

from tests.simulation.__main__ import prepare

prepare()

import outreach.server.urls  # which a server loads before it answers anybody
from tests.simulation.events import plan
from tests.simulation.run import simulator


def learnt():
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("outreach.")]
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    return {one.__qualname__ for one in classes if "__msgspec_cache__" in vars(one)}


with simulator() as sim:
    loaded = learnt()
    for seed in range(1, 16):
        assert sim.run(plan(seed)).wrong == ""
print(len(loaded), *sorted(learnt() - loaded))
"""


def test_whatever_is_read_was_known_when_the_code_was_loaded():
    seeded = os.environ | {"PYTHONHASHSEED": "0"}  # as the simulation has it
    done = subprocess.run(
        [sys.executable, "-c", WORLDS], cwd=ROOT, env=seeded, capture_output=True, text=True, check=True
    )
    known, *met_later = done.stdout.split()
    assert int(known) > 20
    assert met_later == []
