"""What may happen in a world: one entry in ``EVENTS`` is all that another kind of event needs.

A plan is a list of (name, arguments), drawn before anything happens and meaning something in any world, so that any
part of a plan is a plan too. ``salt`` decides every draw within the event.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.records import Household, HouseholdState, Said
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet as TabletRow
from outreach.server.places import mapping, register
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import answers, feed
from outreach.server.records.models import CommuneFeed, Visit

from .network import FAULTS
from .records import RECORDS
from .world import CODE, World

Step = tuple[str, dict[str, Any]]
Draw = Callable[[Random], Any]

MOST_STEPS = 45
YEARS = timedelta(days=3652)
KEPT_COPIES = 4
PAGE = 4096
DIED = "tablet dies while it writes"


@dataclass(frozen=True, slots=True)
class Event:
    """How often it is drawn, what its arguments are drawn from, and what it does with them and with a draw."""

    weight: int
    arguments: dict[str, Draw]
    do: Callable[..., None]


EVENTS: dict[str, Event] = {}


def event(weight: int, **arguments: Draw) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enter a function under its name."""

    def enter(do: Callable[..., None]) -> Callable[..., None]:
        EVENTS[do.__name__.strip("_").replace("_", " ")] = Event(weight, arguments, do)
        return do

    return enter


def plan(seed: int) -> list[Step]:
    """What happens in the world of this seed."""
    chance = Random(seed)
    # Each world knows only some kinds of events, so that some are long and calm in one thing and wild in another.
    known = {name: one for name, one in EVENTS.items() if one.weight >= 10 or chance.random() < 0.5}
    names, weights = list(known), [one.weight for one in known.values()]
    steps = []
    for name in chance.choices(names, weights, k=chance.randrange(8, MOST_STEPS)):
        arguments = {key: draw(chance) for key, draw in known[name].arguments.items()}
        steps.append((name, {**arguments, "salt": chance.getrandbits(30)}))
    return steps


def play(world: World, steps: list[Step]) -> None:
    """Let it all happen; raises whatever goes wrong."""
    for name, arguments in steps:
        given = dict(arguments)
        chance = world.fate.draw_from(given.pop("salt"))
        world.fate.passes(minutes=chance.choice([1, 20, 240, 1500]))
        world.counted(name)
        EVENTS[name].do(world, chance, **given)


def _one_of(*values: Any) -> Draw:
    return lambda chance: chance.choice(values)


def _fault(chance: Random) -> tuple[int, str, int] | None:
    if chance.random() < 0.5:
        return None
    return (
        chance.choice([0, 0, 0, 1, 2]),
        chance.choice(list(FAULTS)),
        chance.choice([1, 3, 9, 40, chance.randrange(400)]),
    )


def _operations(chance: Random) -> int | None:
    return chance.randrange(1, 30) if chance.random() < 0.15 else None


TABLET = _one_of(0, 1, 2, 3, 4)


@event(40, tablet=TABLET, kind=_one_of("visit", "visit", *RECORDS), times=_one_of(1, 1, 2, 7), dies_in=_operations)
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


@event(40, tablet=TABLET, fault=_fault, dies_in=_operations)
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


@event(4, tablet=TABLET, power=_one_of(True, False))
def _tablet_stops(world: World, chance: Random, tablet: int, power: bool) -> None:
    """The app is killed, or the battery is empty."""
    world.tablet(tablet).restart(chance if power else None)


@event(4, power=_one_of(True, False))
def _server_stops(world: World, chance: Random, power: bool) -> None:
    """The server is killed, or loses power, between two requests."""
    world.server.stop()
    world.server.start(chance if power else None)


@event(8, at=_one_of(0, 1, 2))
def _late_request_arrives(world: World, _: Random, at: int) -> None:
    """A request that was given up on reaches the server after all; its answer goes nowhere."""
    late = world.network.late_requests
    if late:
        world.on_server(lambda: world.network.serve(late.pop(at % len(late))))


@event(6, at=_one_of(*range(40)))
def _request_is_replayed(world: World, _: Random, at: int) -> None:
    """The server sees any earlier request once more."""
    made = world.network.made
    if made:
        world.on_server(lambda: world.network.serve(made[at % len(made)]))


@event(8, tablet=TABLET, at=_one_of(0, 1, 2))
def _late_answer_arrives(world: World, _: Random, tablet: int, at: int) -> None:
    """An answer that was given up on reaches its tablet (or a clone of it) after all."""
    late = world.network.late_answers
    own = world.tablet(tablet)
    mine = [pair for pair in late if own.identity and pair[0].tablet == own.identity.tablet] or late
    if mine:
        with own.at_work():
            world.take_in(own, *mine[at % len(mine)])


@event(5, who=_one_of(-1, 0, 1, 2, 3), years=_one_of(-10, 10, 0), hours=_one_of(-30, -1, 0, 5))
def _clock_is_set(world: World, _: Random, who: int, years: int, hours: int) -> None:
    """Somebody's clock (-1: the server's) is that far off from now on."""
    machine = world.server if who < 0 else world.tablet(who)
    machine.ahead = years / 10 * YEARS + timedelta(hours=hours)


@event(4, tablet=TABLET, kilobytes=_one_of(0, 4, 30), full=_one_of(True, True, False))
def _tablet_is_full(world: World, _: Random, tablet: int, kilobytes: int, full: bool) -> None:
    """The tablet has that little room left, or room again."""
    disk = world.tablet(tablet).disk
    disk.room = disk.used() + kilobytes * 1024 if full else None


@event(4, kilobytes=_one_of(0, 4, 30), full=_one_of(True, True, False))
def _server_is_full(world: World, _: Random, kilobytes: int, full: bool) -> None:
    """The server has that little room left, or room again."""
    disk = world.server.disk
    disk.room = disk.used() + kilobytes * 1024 if full else None


@event(6)
def _server_is_backed_up(world: World, _: Random) -> None:
    """Somebody keeps a copy of the server."""
    world.server.rest()
    world.server_copies = [*world.server_copies, world.server.disk.copy()][-KEPT_COPIES:]


@event(5, at=_one_of(0, 1, 2, 3), announced=_one_of(True, False))
def _server_is_restored(world: World, _: Random, at: int, announced: bool) -> None:
    """A copy takes the server's place; announced, the epoch is drawn anew."""
    with world.destroying("the server was set back"):
        world.server.stop()
        world.server.disk.put(world.server_copies[at % len(world.server_copies)])
        world.server.disk.room = None
        world.server.start()
    if announced:
        world.on_server(lambda: feed.new_epoch(CODE, CommuneFeed.objects.get(pk=CODE).epoch))


@event(5, tablet=TABLET)
def _tablet_is_copied(world: World, _: Random, tablet: int) -> None:
    """Somebody keeps a copy of a tablet's files."""
    own = world.tablet(tablet)
    copies = world.tablet_copies.setdefault(own.lineage, [])
    copies.append(own.disk.copy())
    del copies[:-KEPT_COPIES]


@event(4, tablet=TABLET, at=_one_of(0, 1, 2, 3))
def _tablet_is_set_back(world: World, _: Random, tablet: int, at: int) -> None:
    """A copy takes the place of a tablet's files."""
    own = world.tablet(tablet)
    if copies := world.tablet_copies.get(own.lineage):
        with world.destroying("the tablet was set back"):
            own.set_back(copies[at % len(copies)])


@event(3, tablet=TABLET, page=_one_of(*range(60)))
def _tablet_is_damaged(world: World, chance: Random, tablet: int, page: int) -> None:
    """A page of a tablet's file turns into rubbish; the app opens again, and rescues what it can read."""
    own = world.tablet(tablet)
    copy = own.disk.copy()
    at = page * PAGE % len(copy[""])
    copy[""] = copy[""][:at] + chance.randbytes(PAGE) + copy[""][at + PAGE :]
    with world.destroying("the tablet's file was damaged"):
        own.set_back(copy)


@event(3, tablet=TABLET)
def _tablet_is_cloned(world: World, _: Random, tablet: int) -> None:
    """From now on two tablets go about with the same files."""
    if len(world.tablets) < 5:
        own = world.tablet(tablet)
        world.clone(own, own.disk.copy())


@event(5, tablet=TABLET, hamlets=_one_of((0,), (1,), (0, 1), (1, 2), (0, 1, 2)))
def _scope_changes(world: World, _: Random, tablet: int, hamlets: tuple[int, ...]) -> None:
    """The leader gives a tablet other hamlets."""
    if row := world.row_of(world.tablet(tablet)):
        scope = [world.template.hamlets[one] for one in hamlets]
        world.on_server(lambda: TabletRow.objects.filter(commune=CODE, id=row.id).update(scope=scope))


@event(2, tablet=TABLET)
def _tablet_is_revoked(world: World, _: Random, tablet: int) -> None:
    """The leader stops trusting a tablet."""
    if row := world.row_of(world.tablet(tablet)):
        world.on_server(lambda: enrolment.revoke(row))


@event(2, tablet=TABLET)
def _tablet_is_enrolled_anew(world: World, _: Random, tablet: int) -> None:
    """The leader gives a tablet a new code, needed or not."""
    with suppress(OutreachError):
        world.on_server(lambda: world.enrol_anew(world.tablet(tablet)))


@event(6, hamlet=_one_of(0, 1, 2), times=_one_of(1, 3, 8))
def _households_are_imported(world: World, chance: Random, hamlet: int, times: int) -> None:
    """The leader adds households, some of them vacant."""
    home = world.template.hamlets[hamlet]
    new = [
        Household(
            new_id(), home, f"{chance.getrandbits(40):x}", state=chance.choice(list(HouseholdState)[:3]), position=n
        )
        for n in range(times)
    ]
    world.on_server(lambda: register.add_households(CODE, new))


@event(6, state=_one_of("eligible", "vacant", "demolished", "moved"), times=_one_of(1, 2))
def _households_are_changed(world: World, chance: Random, state: str, times: int) -> None:
    """The leader corrects the register."""
    known = list(mapping.load_households(HouseholdRow.objects.filter(commune=CODE).order_by("id")))
    changes = [
        (one, replace(one, state=HouseholdState(state), address_note=f"ngõ {chance.randrange(9)}"))
        for one in chance.sample(known, times)
    ]
    world.on_server(lambda: register.change_households(CODE, changes))


@event(6, said=_one_of(*Said), seen=_one_of(0, 1, 2, 3, 4, 5))
def _handout_is_answered(world: World, _: Random, said: str, seen: int) -> None:
    """A household answers by its handout, once its visit has come."""
    given = list(Visit.objects.exclude(handout=None).order_by("seq").values_list("tablet", "handout"))
    tablet, token = given[seen % len(given)] if given else ("", None)
    if token:
        world.on_server(lambda: answers.say(CODE, tablet, token, "kich-hoat", Said(said), now()))
