"""What officials do: note what happens at doors, and sync."""

from contextlib import suppress
from random import Random

from outreach.domain.clock import now
from outreach.domain.draft import begin, choose_outcome, finish, reopen
from outreach.domain.records import Outcome
from outreach.domain.visit_versions import to_correct, versions
from outreach.store import StoreError

from .events import ROUNDS, TABLET, event, one_of, operations
from .network import FAULTS, Fault
from .records import RECORDS
from .world import World

KINDS = ("visit", "visit", "visit", "edit", "edit", *RECORDS)
DIED = "tablet dies while it writes"


def _fault(chance: Random) -> Fault | None:
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
def _sync(world: World, chance: Random, tablet: int, fault: Fault | None, dies_in: int | None) -> None:
    """A tablet syncs, on a line that may fail; the tablet may die while it takes the answer in."""
    own = world.tablet(tablet)
    if fault:
        world.counted(fault[1])
    if dies_in:
        own.disk.die_in(dies_in)
        world.counted(DIED)
    world.sync(own, fault)
    if dies_in:
        own.restart(chance.choice([None, chance]))


@event(14, "at once", tablet=TABLET, kind=one_of(*KINDS), at=one_of(0, 0, 1, 2, 4), times=one_of(1, 1, 3), fault=_fault)
def _note_during_a_sync(
    world: World, chance: Random, tablet: int, kind: str, at: int, times: int, fault: Fault | None
) -> None:
    """Somebody notes what happens at doors while a request of the tablet is under way."""
    own = world.tablet(tablet)

    def meanwhile(request: int) -> None:
        for _ in range(times if request == at else 0):
            if not own.disk.dead and (record := RECORDS[kind](own, chance)):
                world.note(own, record)

    world.sync(own, fault, meanwhile)


@event(10, "at once", tablet=TABLET)
def _visit_is_under_way(world: World, chance: Random, tablet: int) -> None:
    """Somebody begins a visit, or to correct one, and taps."""
    own = world.tablet(tablet)
    identity, doors = own.identity, own.store.households()
    if identity and doors:
        household = chance.choice(doors).household
        wrong = next(filter(None, map(to_correct, versions(own.store.visits_of(household.id)))), None)
        with own.at_work(), suppress(StoreError):
            corrects = wrong if chance.random() < 0.5 else None
            own.store.save_draft(reopen(corrects, {}) if corrects else begin(household, identity.official, now()))


@event(10, "at once", tablet=TABLET, outcome=one_of(Outcome.NOBODY_HOME, Outcome.VACANT))
def _visit_is_over(world: World, _: Random, tablet: int, outcome: Outcome) -> None:
    """The visit under way is over; where its household was erased meanwhile, it is left. So it is where another copy of
    the tablet finished it (what comes of two that do is said in docs/adr/0026)."""
    own = world.tablet(tablet)
    if draft := own.store.draft():
        with own.at_work():
            if draft.id in world.about:
                with suppress(StoreError):
                    own.store.discard_draft()
            else:
                world.note(own, finish(choose_outcome(draft, outcome), now()))
