"""What officials do: note what happens at doors, and sync."""

from random import Random

from .events import ROUNDS, TABLET, event, one_of, operations
from .network import FAULTS
from .records import RECORDS
from .world import World

KINDS = ("visit", "visit", "visit", "edit", "edit", *RECORDS)
DIED = "tablet dies while it writes"


def _fault(chance: Random) -> tuple[int, str, int] | None:
    if chance.random() < 0.5:
        return None
    return (
        chance.choice([0, 0, 0, 1, 2]),
        chance.choice(list(FAULTS)),
        chance.choice([1, 3, 9, 40, chance.randrange(400)]),
    )


@event(40, ROUNDS, tablet=TABLET, kind=one_of(*KINDS), times=one_of(1, 1, 2, 7), dies_in=operations)
def _note(world: World, chance: Random, tablet: int, kind: str, times: int, dies_in: int | None) -> None:
    """Somebody notes what happened at doors; the tablet may die while it writes."""
    own = world.tablet(tablet)
    if dies_in:
        own.disk.die_in(dies_in)
        world.counted(DIED)
    with own.at_work():
        for _ in range(times):
            if not own.disk.dead and (record := RECORDS[kind](own, chance)):
                world.note(own, record)
            world.fate.passes(minutes=chance.randrange(60))
    if dies_in:
        own.restart(chance.choice([None, chance]))


@event(40, ROUNDS, tablet=TABLET, fault=_fault, dies_in=operations)
def _sync(world: World, chance: Random, tablet: int, fault: tuple[int, str, int] | None, dies_in: int | None) -> None:
    """A tablet syncs, on a line that may fail; the tablet may die while it takes the answer in."""
    own = world.tablet(tablet)
    if fault:
        world.counted(fault[1])
    if dies_in:
        own.disk.die_in(dies_in)
        world.counted(DIED)
    world.sync(own, fault and (fault[0], fault[1], fault[2]))
    if dies_in:
        own.restart(chance.choice([None, chance]))
