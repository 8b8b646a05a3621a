"""Time that goes by, and what the server sees to on each of its days."""

from random import Random

from .events import event, one_of
from .world import World

WEEK_AND_A_DAY = 8
"""Days between two looks after which the server believes its calendar."""
YEAR_AND_A_DAY = 368
"""Days after which what was noted before is no longer kept, whatever hours a clock is off."""


def _writes(chance: Random) -> int | None:
    """After how many operations of its disk the server dies; at every other time never."""
    return chance.randrange(1, 60) if chance.random() < 0.5 else None


@event(8, "upkeep", dies_in=_writes)
def _server_keeps_up(world: World, _: Random, dies_in: int | None) -> None:
    """Another day begins: months are closed, and what is older than it is kept is deleted."""
    world.on_server(world.server.keep_up, dies_in)


@event(10, "upkeep", away=one_of((), (), (0,), (0, 1, 2, 3)), on=one_of(True, True, False), dies_in=_writes)
def _a_year_passes(world: World, _: Random, away: tuple[int, ...], on: bool, dies_in: int | None) -> None:
    """All tablets but those that are away sync once more, then nobody notes anything for a year. The server runs, so
    that it deletes on the last of these days, or is off."""
    for at, tablet in enumerate(world.tablets):
        if at not in away:
            world.sync(tablet)
    if not on:
        world.server.stop()
        world.fate.passes(days=YEAR_AND_A_DAY)
        world.server.start()
        return
    world.fate.passes(days=YEAR_AND_A_DAY - WEEK_AND_A_DAY)
    world.on_server(world.server.keep_up)
    world.fate.passes(days=WEEK_AND_A_DAY)
    world.on_server(world.server.keep_up, dies_in)
