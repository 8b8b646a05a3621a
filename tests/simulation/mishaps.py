"""What goes wrong with machines, clocks and lines."""

from datetime import timedelta
from random import Random

from .events import TABLET, event, one_of
from .world import World

YEAR = timedelta(days=365, hours=6)


@event(4, "stops", tablet=TABLET, power=one_of(True, False))
def _tablet_stops(world: World, chance: Random, tablet: int, power: bool) -> None:
    """The app is killed, or the battery is empty."""
    world.tablet(tablet).restart(chance if power else None)


@event(4, "stops", power=one_of(True, False))
def _server_stops(world: World, chance: Random, power: bool) -> None:
    """The server is killed, or loses power, between two requests."""
    world.server.stop()
    world.server.start(chance if power else None)


@event(8, "late", at=one_of(0, 1, 2))
def _late_request_arrives(world: World, _: Random, at: int) -> None:
    """A request that was given up on reaches the server after all; its answer goes nowhere."""
    late = world.network.late_requests
    if late:
        world.on_server(lambda: world.network.serve(late.pop(at % len(late))))


@event(6, "late", at=one_of(*range(40)))
def _request_is_replayed(world: World, _: Random, at: int) -> None:
    """The server sees any earlier request once more."""
    made = world.network.made
    if made:
        world.on_server(lambda: world.network.serve(made[at % len(made)]))


@event(8, "late", tablet=TABLET, at=one_of(0, 1, 2))
def _late_answer_arrives(world: World, _: Random, tablet: int, at: int) -> None:
    """An answer that was given up on reaches its tablet (or a clone of it) after all."""
    late = world.network.late_answers
    own = world.tablet(tablet)
    mine = [pair for pair in late if own.identity and pair[0].tablet == own.identity.tablet] or late
    if mine:
        with own.at_work():
            world.take_in(own, *mine[at % len(mine)])


@event(5, who=one_of(-1, 0, 1, 2, 3), years=one_of(-10, 10, 0), hours=one_of(-30, -1, 0, 5))
def _clock_is_set(world: World, _: Random, who: int, years: int, hours: int) -> None:
    """Somebody's clock (-1: the server's) is that far off from now on."""
    machine = world.server if who < 0 else world.tablet(who)
    machine.ahead = years * YEAR + timedelta(hours=hours)


@event(3, days=one_of(10, 36, 36))
def _weeks_pass(world: World, _: Random, days: int) -> None:
    """Nobody does anything for a long time; what is safe may grow old enough to be let go of."""
    world.fate.passes(days=days)


@event(4, "full", tablet=TABLET, kilobytes=one_of(0, 4, 30), full=one_of(True, True, False))
def _tablet_is_full(world: World, _: Random, tablet: int, kilobytes: int, full: bool) -> None:
    """The tablet has that little room left, or room again."""
    disk = world.tablet(tablet).disk
    disk.room = disk.used() + kilobytes * 1024 if full else None


@event(4, "full", kilobytes=one_of(0, 4, 30), full=one_of(True, True, False))
def _server_is_full(world: World, _: Random, kilobytes: int, full: bool) -> None:
    """The server has that little room left, or room again."""
    disk = world.server.disk
    disk.room = disk.used() + kilobytes * 1024 if full else None
