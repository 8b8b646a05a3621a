"""What the leader does at a desk."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from random import Random

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.merge import text_of
from outreach.domain.records import Household, HouseholdState, Said
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet as TabletRow
from outreach.server.doors import editing, erasure, finding, merging
from outreach.server.doors.models import Contest, Merge
from outreach.server.doors.rows import contests
from outreach.server.ingest import quarantine
from outreach.server.places import mapping, register
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import answers
from outreach.server.records.models import Quarantine, Visit

from .events import TABLET, event, one_of, operations
from .world import CODE, World

WHICH = one_of(*range(12))
SHORT_CODE = 6
"""A longer code is found by chance nowhere."""


@event(9, tablet=TABLET, hamlets=one_of((0,), (1,), (0, 1), (1, 2), (0, 1, 2)))
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


@event(5, at=WHICH, takes=one_of(True, True, False), all_of_it=one_of(True, False))
def _record_in_quarantine_is_decided(world: World, _: Random, at: int, takes: bool, all_of_it: bool) -> None:
    """The leader takes a record out of quarantine, or all of its tablet's, or sets it aside."""
    kept = list(Quarantine.objects.filter(commune=CODE).exclude(body="").order_by("tablet", "n"))
    if not kept:
        return
    one, leader = kept[at % len(kept)], world.template.leader
    if takes:
        world.on_server(lambda: quarantine.admit(CODE, one.tablet, leader, now(), None if all_of_it else one.n))
    else:
        with suppress(OutreachError):
            world.on_server(lambda: quarantine.set_aside(CODE, one.tablet, one.n, leader, "ghi nhầm", now()))


@event(2, tablet=TABLET)
def _tablet_is_enrolled_anew(world: World, _: Random, tablet: int) -> None:
    """The leader gives a tablet a new code, needed or not."""
    with suppress(OutreachError):
        world.on_server(lambda: world.enrol_anew(world.tablet(tablet)))


@event(6, "register", hamlet=one_of(0, 1, 2), times=one_of(1, 3, 8))
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


@event(6, "register", state=one_of("eligible", "vacant", "demolished", "moved"), times=one_of(1, 2))
def _households_are_changed(world: World, chance: Random, state: str, times: int) -> None:
    """The leader corrects the register."""
    known = [one for one in _households() if one.state is not HouseholdState.MERGED]
    changes = [
        (one, replace(one, state=HouseholdState(state), address_note=f"ngõ {chance.randrange(9)}"))
        for one in chance.sample(known, min(times, len(known)))
    ]
    world.on_server(lambda: register.change_households(CODE, changes))


@event(6, said=one_of(*Said), seen=one_of(0, 1, 2, 3, 4, 5))
def _handout_is_answered(world: World, _: Random, said: str, seen: int) -> None:
    """A household answers by its handout, once its visit has come."""
    given = list(Visit.objects.exclude(handout=None).order_by("seq").values_list("tablet", "handout"))
    tablet, token = given[seen % len(given)] if given else ("", None)
    if token:
        world.on_server(lambda: answers.say(CODE, tablet, token, "kich-hoat", Said(said), now()))


@event(14, at=WHICH, kept=one_of(True, False))
def _contest_is_decided(world: World, _: Random, at: int, kept: bool) -> None:
    """The leader chooses between a value in force and one that waits."""
    ids = list(Contest.objects.filter(commune=CODE, open=True).order_by("id").values_list("id", flat=True))
    if not ids:
        return
    (one,) = contests(CODE, "id", [ids[at % len(ids)]])
    (household,) = mapping.households(CODE, [one.household])
    value = text_of(household, one.field) if kept else one.value
    with suppress(OutreachError):
        world.on_server(lambda: editing.choose(CODE, household, one.id, value, world.template.leader, now()))


@event(9, "doors", kept=WHICH, merged=WHICH, anywhere=one_of(True, False, False))
def _households_are_merged(world: World, _: Random, kept: int, merged: int, anywhere: bool) -> None:
    """The leader finds that two households are one door, mostly of one hamlet."""
    doors = _households()
    if not doors:
        return
    first = doors[kept % len(doors)]
    others = [one for one in doors if one.id != first.id and (anywhere or one.hamlet == first.hamlet)]
    if others:
        second = others[merged % len(others)]
        with suppress(OutreachError):
            world.on_server(lambda: merging.merge_households(CODE, first.id, second.id, world.template.leader, now()))


@event(9, "doors", at=WHICH)
def _merger_is_undone(world: World, _: Random, at: int) -> None:
    """The leader takes two households apart again."""
    ids = list(Merge.objects.filter(commune=CODE, undone_at=None).order_by("id").values_list("id", flat=True))
    if ids:
        with suppress(OutreachError):
            world.on_server(lambda: merging.undo(CODE, ids[at % len(ids)], world.template.leader, now()))


@event(4, "doors", at=WHICH)
def _household_gets_a_code(world: World, chance: Random, at: int) -> None:
    """The leader gives a found door a code, perhaps one that another has."""
    doors = finding.without_code(CODE)
    if doors:
        one, code = doors[at % len(doors)], chance.choice(["1-0", f"NĐ-{chance.getrandbits(40):x}"])
        with suppress(OutreachError):
            world.on_server(lambda: finding.give_code(CODE, one.id, code, world.template.leader, now()))


@event(7, at=WHICH, visited=one_of(True, True, False), dies_in=operations)
def _household_is_erased(world: World, _: Random, at: int, visited: bool, dies_in: int | None) -> None:
    """A household, mostly one that was visited, asks that nothing be kept of it."""
    seen = set(Visit.objects.filter(commune=CODE).values_list("household", flat=True)) if visited else set()
    doors = _households()
    chosen = [one for one in doors if one.id in seen] or doors
    if not chosen:
        return
    one = chosen[at % len(chosen)]
    _remember(world, doors)
    with suppress(OutreachError):
        world.on_server(lambda: erasure.erase(CODE, one.id, world.template.leader, now()), dies_in)


def _households() -> list[Household]:
    return list(mapping.load_households(HouseholdRow.objects.filter(commune=CODE).order_by("id")))


def _remember(world: World, doors: Iterable[Household]) -> None:
    """By what bytes each household would be known."""
    for one in doors:
        if one.code.isascii() and len(one.code) > SHORT_CODE:
            world.marks[one.id].add(one.code.encode())
