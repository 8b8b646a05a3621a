"""Copies of machines, whole or not, and what comes of laying them back."""

from random import Random

from django.conf import settings

from outreach.server.backups import folder
from outreach.server.backups.making import back_up
from outreach.server.backups.restoring import restore
from outreach.server.records import feed
from outreach.server.records.models import CommuneFeed

from .events import TABLET, event, one_of
from .world import CODE, World

KEPT_COPIES = 4
PAGE = 4096


@event(6, "server's copies")
def _server_is_backed_up(world: World, _: Random) -> None:
    """Somebody keeps a copy of the server."""
    world.server.rest()
    world.server_copies = [*world.server_copies, world.server.disk.copy()][-KEPT_COPIES:]


@event(5, "server's copies", at=one_of(0, 1, 2, 3), announced=one_of(True, False))
def _server_is_restored(world: World, _: Random, at: int, announced: bool) -> None:
    """A copy takes the server's place; announced, the epoch is drawn anew."""
    with world.destroying("the server was set back"):
        world.server.stop()
        world.server.disk.put(world.server_copies[at % len(world.server_copies)])
        world.server.disk.room = None
        world.server.start()
    if announced:
        world.on_server(lambda: feed.new_epoch(CODE, CommuneFeed.objects.get(pk=CODE).epoch))


@event(10, "backups")
def _backup_is_made_and_tried(world: World, _: Random) -> None:
    """The daily backup: what it holds is safe from then on."""
    world.on_server(back_up)


@event(7, "backups", at=one_of(0, 0, 1, 2))
def _backup_is_restored(world: World, _: Random, at: int) -> None:
    """The command that puts a backup in the place of the database."""
    found = folder.copies(settings.BACKUPS)
    if not found:
        return
    with world.destroying("the server was set back"), world.server.at_work():
        world.server.disk.room = None
        world.server.rest()
        restore(found[at % len(found)].path, lambda: None, discard_newer=True)
        world.server.start()


@event(8, "tablets' copies", tablet=TABLET)
def _tablet_is_copied(world: World, _: Random, tablet: int) -> None:
    """Somebody keeps a copy of a tablet's files."""
    own = world.tablet(tablet)
    copies = world.tablet_copies.setdefault(own.lineage, [])
    copies.append(own.disk.copy())
    del copies[:-KEPT_COPIES]


@event(8, "tablets' copies", tablet=TABLET, at=one_of(0, 1, 2, 3))
def _tablet_is_set_back(world: World, _: Random, tablet: int, at: int) -> None:
    """A copy takes the place of a tablet's files."""
    own = world.tablet(tablet)
    if copies := world.tablet_copies.get(own.lineage):
        with world.destroying("the tablet was set back"):
            own.set_back(copies[at % len(copies)])


@event(3, tablet=TABLET, page=one_of(*range(60)))
def _tablet_is_damaged(world: World, chance: Random, tablet: int, page: int) -> None:
    """A page of a tablet's file turns into rubbish; the app opens again, and rescues what it can read."""
    own = world.tablet(tablet)
    copy = own.disk.copy()
    at = page * PAGE % len(copy[""])
    copy[""] = copy[""][:at] + chance.randbytes(PAGE) + copy[""][at + PAGE :]
    with world.destroying("the tablet's file was damaged"):
        own.set_back(copy)


@event(5, "tablet is damaged", tablet=TABLET, at=one_of(*range(8)), times=one_of(1, 1, 2), reopened=one_of(True, False))
def _tablet_loses_records(world: World, _: Random, tablet: int, at: int, times: int, reopened: bool) -> None:
    """Some of a tablet's last records are gone from its file, and no check finds it."""
    own = world.tablet(tablet)
    with world.destroying("the tablet's file lost it"):
        world.vanished[own.lineage] |= own.lose(at, times)
    if reopened:
        own.restart()


@event(3, tablet=TABLET)
def _tablet_is_cloned(world: World, _: Random, tablet: int) -> None:
    """From now on two tablets go about with the same files."""
    if len(world.tablets) < 5:
        own = world.tablet(tablet)
        world.clone(own, own.disk.copy())
