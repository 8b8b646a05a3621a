"""Sealed files instead of a network: exported, carried, handed in late and twice, their answers brought back."""

from contextlib import suppress
from random import Random

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.server.devices import enrolment
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync.sealed_file import FileRefused
from outreach.sync.transfer import NotForHere, export, receive

from .events import TABLET, event, one_of, operations
from .machines import Tablet
from .records import RECORDS
from .world import World

WHICH = one_of(*range(8))


@event(16, "files", tablet=TABLET, times=one_of(0, 1, 3), saved=one_of(True, True, False))
def _file_is_exported(world: World, chance: Random, tablet: int, times: int, saved: bool) -> None:
    """Somebody writes what is unsent into a file after a round; the app may end before it has noted so."""
    own = world.tablet(tablet)
    _note(world, own, chance, times)
    with own.at_work(), suppress(OutreachError):
        made = export(own.store)
        world.files.append(made.data)
        if saved:
            own.store.note_export(made.at("USB"))


@event(16, "files", at=WHICH, dies_in=operations)
def _file_is_taken(world: World, _: Random, at: int, dies_in: int | None) -> None:
    """Somebody hands a file in on the commune's page, whether or not it was there before."""
    if world.files:
        _hand_in(world, world.files[at % len(world.files)], dies_in)


@event(16, "files", tablet=TABLET, times=one_of(0, 1, 2), revoked=one_of(True, False, False))
def _file_goes_and_its_answer_comes(world: World, chance: Random, tablet: int, times: int, revoked: bool) -> None:
    """Somebody walks to the commune with a tablet's file, and back with the answer: to that tablet or a clone of it.

    Meanwhile its official goes on, and the leader may stop trusting the tablet.
    """
    own = world.tablet(tablet)
    row, data = world.row_of(own), b""
    if row is None:
        return
    with own.at_work(), suppress(OutreachError):
        data = export(own.store).data
    if revoked:
        world.on_server(lambda: enrolment.revoke(row))
    _hand_in(world, data)
    _note(world, own, chance, times)
    one = chance.choice([one for one in world.tablets if one.identity and one.identity.tablet == row.id])
    with one.at_work(), world.told_by_file(one), suppress(OutreachError):
        for answer in world.answers[-1:]:
            receive(one.store, answer)


@event(16, "files", tablet=TABLET, at=WHICH)
def _file_is_carried(world: World, _: Random, tablet: int, at: int) -> None:
    """A tablet takes a file along, to hand it in at its next sync."""
    own = world.tablet(tablet)
    if world.files:
        with own.at_work(), suppress(OutreachError):
            receive(own.store, world.files[at % len(world.files)])


@event(16, "files", tablet=TABLET, at=WHICH)
def _answer_is_brought_back(world: World, _: Random, tablet: int, at: int) -> None:
    """An answer reaches the tablet that it is for; of clones, the one named or the next."""
    fetched = [one.store.carried_answer(file.name) for one in world.tablets for file in one.store.carried()]
    waiting = [*world.answers, *filter(None, fetched)]
    if not waiting:
        return
    first = tablet % len(world.tablets)
    for own in (*world.tablets[first:], *world.tablets[:first]):
        with own.at_work(), world.told_by_file(own), suppress(OutreachError):
            try:
                receive(own.store, waiting[at % len(waiting)])
            except NotForHere:
                continue
            return


def _note(world: World, own: Tablet, chance: Random, times: int) -> None:
    with own.at_work(), suppress(OutreachError):
        for _ in range(times):
            if record := RECORDS[chance.choice(list(RECORDS))](own, chance):
                world.note(own, record)


def _hand_in(world: World, data: bytes, dies_in: int | None = None) -> None:
    with suppress(FileRefused):
        world.on_server(lambda: world.answers.append(bytes(take(data, Way.PAGE, now()).file.answer)), dies_in)
