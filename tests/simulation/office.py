"""What changes about the commune itself while its tablets are out: its first day, its people, its hamlets."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random

from outreach.domain.clock import day_of, now
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.records import Hamlet, Household
from outreach.server.devices.models import Tablet as TabletRow
from outreach.server.people.models import Role
from outreach.server.people.team import add_person
from outreach.server.places import commune_settings, register

from .events import TABLET, event, one_of
from .world import CODE, World


@event(6, days=one_of(-400, -30, -1, 0, 1, 40, None))
def _first_day_is_moved(world: World, _: Random, days: int | None) -> None:
    """The leader has visits count from another day on, or all of them."""

    def move() -> None:
        day = None if days is None else day_of(now()) + timedelta(days=days)
        wanted = replace(commune_settings.settings_of(CODE), counted_from=day)
        seen = commune_settings.last_change(CODE)
        commune_settings.change(CODE, wanted, seen, world.template.leader, now())

    world.on_server(move)


@event(4, "newcomers", tablet=TABLET)
def _tablet_goes_to_somebody_new(world: World, chance: Random, tablet: int) -> None:
    """The leader adds a person to the team, who goes on with a tablet under a new code."""
    name = f"chi {chance.getrandbits(40):x}"

    def hand_over() -> None:
        person = add_person(CODE, name, "Lê Thị Chi", Role.OFFICIAL)
        world.enrol_anew(world.tablet(tablet), person)

    with suppress(OutreachError):
        world.on_server(hand_over)


@event(4, "newcomers", tablet=TABLET, doors=one_of(0, 2))
def _hamlet_is_added(world: World, chance: Random, tablet: int, doors: int) -> None:
    """The commune gets another hamlet, for one of its tablets."""
    hamlet = Hamlet(new_id(), "Thôn", f"{chance.getrandbits(40):x}", day_of(now()))

    def add() -> None:
        register.add_hamlets(CODE, [hamlet])
        register.add_households(
            CODE, [Household(new_id(), hamlet.id, f"{chance.getrandbits(40):x}", position=n) for n in range(doors)]
        )
        if row := world.row_of(world.tablet(tablet)):
            TabletRow.objects.filter(commune=CODE, id=row.id).update(scope=[*row.scope, hamlet.id])

    world.on_server(add)
