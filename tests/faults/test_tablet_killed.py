"""SIGKILL to the tablet's process, anywhere between two instructions of opening, writing, sending and taking in."""

import multiprocessing
import random
import time
from multiprocessing.context import ForkServerContext

import pytest

from . import tablet_process
from .commune import Tablet, figures_agree, nothing_lost

MOST_TOLD = 8
LONGEST_WAIT = 0.03
"""Seconds: about as long as a sync takes here, so that every instruction of it may be the last."""


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that begin with all modules loaded, so that a hundred of them cost seconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.tablet_process", "requests"])
    return context


def work_until_killed(processes: ForkServerContext, tablet: Tablet, chance: random.Random) -> None:
    """Let the tablet work, kill it at a random point, and remember what its screen had said."""
    tablet.close()
    screen, there = processes.Pipe(duplex=False)
    process = processes.Process(target=tablet_process.work, args=(tablet.path, chance.getrandbits(32), there))
    process.start()
    there.close()
    said = [screen.recv() for _ in range(chance.randrange(1, MOST_TOLD))]
    time.sleep(chance.uniform(0, LONGEST_WAIT))
    process.kill()
    process.join()
    try:
        while True:
            said.append(screen.recv())
    except EOFError:
        pass
    screen.close()
    tablet.reopen()
    tablet.told.update((id, n) for n, id in filter(None, said))


def test_what_the_screen_called_saved_is_on_the_server(on_sqlite, enrol, often, chance, processes):
    tablet, other = enrol(on_sqlite), enrol(on_sqlite)
    for point in range(often(25, 500)):
        if point % 3 == 0:  # something to take in at the next sync
            other.note(2)
            other.sync()
        work_until_killed(processes, tablet, chance)
        tablet.sync_in_the_end()
        nothing_lost(tablet)
    assert len(tablet.told) > 25
    nothing_lost(other)
    figures_agree(tablet, other)
