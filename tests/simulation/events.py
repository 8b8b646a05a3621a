"""What may happen in a world: one entry in ``EVENTS`` is all that another kind of event needs.

The entries are in ``rounds`` (what officials do), ``leader``, ``office``, ``mishaps``, ``copies``, ``transfers`` and
``upkeep``.

A plan is a list of (name, arguments), drawn before anything happens and meaning something in any world, so that any
part of a plan is a plan too. ``salt`` decides every draw within the event.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from .world import World

Step = tuple[str, dict[str, Any]]
Draw = Callable[[Random], Any]

MOST_STEPS = 45
ROUNDS = "rounds"
"""The group that every world knows."""
SHARES = (0.15, 0.3, 0.6)
"""How many other groups of events a world knows."""


@dataclass(frozen=True, slots=True)
class Event:
    """How often it is drawn, what its arguments are drawn from, and what it does with them and with a draw.

    A world knows a whole ``group`` or nothing of it.
    """

    weight: int
    group: str
    arguments: dict[str, Draw]
    do: Callable[..., None]


EVENTS: dict[str, Event] = {}


def event(weight: int, group: str = "", **arguments: Draw) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enter a function under its name."""

    def enter(do: Callable[..., None]) -> Callable[..., None]:
        name = do.__name__.strip("_").replace("_", " ")
        EVENTS[name] = Event(weight, group or name, arguments, do)
        return do

    return enter


def plan(seed: int) -> list[Step]:
    """What happens in the world of this seed."""
    chance = Random(seed)
    # Each world knows only some kinds of events, so that a few meet often in one, and a great many in another.
    share = chance.choice(SHARES)
    groups = {group for group in sorted({one.group for one in EVENTS.values()}) if chance.random() < share}
    known = {name: one for name, one in sorted(EVENTS.items()) if one.group in (ROUNDS, *groups)}
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


def one_of(*values: Any) -> Draw:
    """Draws one of the values, each as likely as often as it is given."""
    return lambda chance: chance.choice(values)


def operations(chance: Random) -> int | None:
    """After how many operations of its disk a machine dies; mostly never."""
    return chance.randrange(1, 30) if chance.random() < 0.15 else None


TABLET = one_of(0, 1, 2, 3, 4)
