"""Running the world of a seed, and making the trace of a failure as short as it gets."""

import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from django.db import connection
from django.test import override_settings

from . import checks, copies, events, leader, mishaps, office, rounds, transfers, upkeep
from .disk import Disk
from .events import Step
from .fate import BEGINNING, Fate
from .vfs import Layer
from .world import Template, World
from .wrong import Wrong

HAPPENINGS = (copies, leader, mishaps, office, rounds, transfers, upkeep)
"""Whatever may happen has been entered once these are loaded."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one world ended: ``wrong`` names the broken rule ("" for none), ``detail`` says more."""

    wrong: str = ""
    detail: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    confirmed: int = 0
    excused: int = 0


class Simulator:
    """Runs worlds one after another, each from a copy of one beginning."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._fate = Fate()
        self._world: World | None = None
        self._template: Template | None = None

    def run(self, steps: list[Step]) -> Outcome:
        """Let a plan happen, heal and check."""
        with self._fate.in_force():
            if self._template is None:
                with _home(self._folder / "template") as folder:
                    self._template = Template.make(self._fate, folder)
            self._fate.true, self._fate.seconds = BEGINNING, 0.0
            with _home(self._folder / f"{next(self._numbers)}") as folder:
                world = self._world = World(self._fate, self._template, folder)
                try:
                    return self._outcome(world, steps)
                finally:
                    self._world = None
                    world.close()

    def disk_of(self, path: str) -> Disk | None:
        """Whose file of the present world this is."""
        return self._world.disk_of(path) if self._world else None

    def _outcome(self, world: World, steps: list[Step]) -> Outcome:
        wrong = detail = ""
        try:
            events.play(world, steps)
            checks.heal(world)
            checks.check(world)
        except Wrong as error:
            wrong, detail = error.what, str(error)
        except Exception as error:
            wrong, detail = type(error).__name__, traceback.format_exc()
        return Outcome(wrong, detail, world.counts, len(world.confirmed), len(world.excused))


@contextmanager
def _home(folder: Path) -> Iterator[Path]:
    """A folder of its own for a world, in which the server has its data folder and its backups."""
    home = folder / "home"
    home.mkdir(parents=True)
    with override_settings(HOME=home, BACKUPS=folder / "backups"):
        yield folder


@contextmanager
def simulator() -> Iterator[Simulator]:
    """A simulator that lives in memory as far as the machine lets it."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="gocua-sim-", dir=memory if memory.is_dir() else None) as folder:
        found = Simulator(Path(folder))
        before = connection.settings_dict["NAME"]
        connection.close()
        with Layer(found.disk_of).in_force():
            try:
                yield found
            finally:
                connection.close()
                connection.settings_dict["NAME"] = before


def shortest(sim: Simulator, steps: list[Step], wrong: str) -> list[Step]:
    """The plan without every step, fault and death that the same failure does not need (delta debugging)."""
    size = max(1, len(steps) // 2)
    while True:
        before = len(steps)
        at = 0
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if sim.run(fewer).wrong == wrong:
                steps = fewer
            else:
                at += size
        if len(steps) == before:
            if size == 1:
                break
            size //= 2
    for at, (name, arguments) in enumerate(steps):
        for key in ("fault", "dies_in"):
            calmer = [*steps[:at], (name, {**arguments, key: None}), *steps[at + 1 :]]
            if arguments.get(key) and sim.run(calmer).wrong == wrong:
                steps = calmer
    return steps
