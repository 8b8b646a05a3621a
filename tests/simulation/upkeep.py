"""Time that goes by, and what the server sees to on each of its days."""

from datetime import timedelta
from random import Random

from .events import TABLET, event, one_of
from .records import RECORDS
from .world import World

WEEK_AND_A_DAY = 8
"""Days between two looks after which the server believes its calendar."""
DAYS = one_of(40, 345, 368, 368)
"""In 368 days all that was noted before gets older than it is kept, whatever hours clocks are off; in fewer nothing."""


def _writes(chance: Random) -> int | None:
    """After how many operations of its disk the server dies; at every other time never."""
    return chance.randrange(1, 60) if chance.random() < 0.5 else None


@event(8, "upkeep", dies_in=_writes)
def _server_keeps_up(world: World, _: Random, dies_in: int | None) -> None:
    """Another day begins: months are closed, and what is older than it is kept is deleted."""
    world.on_server(world.server.keep_up, dies_in)


@event(3, "upkeep", tablet=TABLET, ahead=one_of(True, False, False))
def _tablet_is_a_year_off(world: World, _: Random, tablet: int, ahead: bool) -> None:
    """A tablet's clock is a year off from now on: what is noted by it may be as old as what is deleted."""
    world.tablet(tablet).ahead = timedelta(days=365 if ahead else -365)


@event(4, "upkeep", days=one_of(0, 6, 6, 9), dies_in=_writes)
def _server_is_years_ahead(world: World, _: Random, days: int, dies_in: int | None) -> None:
    """Until somebody notices, after so many days, the server takes everything for old; after a week it acts on that."""
    before, world.server.ahead = world.server.ahead, timedelta(days=731)
    for passed in (0, days):
        world.fate.passes(days=passed)
        world.on_server(world.server.keep_up, dies_in)
    world.server.ahead = before


@event(16, "upkeep", days=DAYS, away=one_of((), (), (0,), (0, 1, 2, 3)), on=one_of(True, True, False), dies_in=_writes)
def _months_pass(world: World, _: Random, days: int, away: tuple[int, ...], on: bool, dies_in: int | None) -> None:
    """All tablets but those that are away sync once more, then nobody notes anything for months. The server runs, so
    that it deletes on the last of these days, or is off."""
    for at, one in enumerate(world.tablets):
        if at not in away:
            world.sync(one)
    if on:
        _pass(world, days, dies_in)
    else:
        world.server.stop()
        world.fate.passes(days=days)
        world.server.start()


@event(4, "upkeep", tablet=TABLET, times=one_of(1, 3), dies_in=_writes)
def _visits_are_corrected_late(world: World, chance: Random, tablet: int, times: int, dies_in: int | None) -> None:
    """Visits are corrected shortly before their time is over: they stay with what corrects them."""
    own = world.tablet(tablet)
    world.sync(own)
    _pass(world, 345, None)
    with own.at_work():
        for _ in range(times):
            if record := RECORDS["correction"](own, chance):
                world.note(own, record)
    world.sync(own)
    _pass(world, 40, dies_in)


def _pass(world: World, days: int, dies_in: int | None) -> None:
    world.fate.passes(days=days - WEEK_AND_A_DAY)
    world.on_server(world.server.keep_up)
    world.fate.passes(days=WEEK_AND_A_DAY)
    world.on_server(world.server.keep_up, dies_in)
