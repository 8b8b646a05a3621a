"""What must hold of households in the end: no value dropped, one list for review, nothing left of what was erased."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection

from outreach.domain.merge import text_of
from outreach.domain.records import Contested, Field
from outreach.server.doors import rows
from outreach.server.doors.models import Change, Contest, Edit, Passed, Tombstone
from outreach.server.places import mapping
from outreach.server.places.models import Household
from outreach.store.database import aside_name
from outreach.store.rows import CONTESTS

from .machines import Tablet
from .world import CODE, World
from .wrong import Wrong

NAMED_ON_SERVER = frozenset({"doors_tombstone", "records_feed", "records_receipt"})
NAMED_ON_TABLETS = frozenset({"erased", "blank"})
"""Tables that keep the bare id of what was erased, so that it stays so."""


def nothing_dropped() -> None:
    """Whatever anybody wanted of a field is in force, was in force once, or is on a list for review (or was chosen);
    or somebody who saw it wanted something else."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in mapping.load_households(Household.objects.filter(commune=CODE)):
        for field in Field:
            known[one.id, field.value].add(text_of(one, field))
    for household, name, old, new in Change.objects.values_list("household", "field", "old", "new"):
        known[household, name] |= {old, new}
    for household, name, value in Contest.objects.values_list("household", "field", "value"):
        known[household, name].add(value)
    edits = list(rows.load_edits(CODE, Edit.objects.values_list("id", flat=True)))
    for edit in edits:
        for change in edit.changes:
            known[edit.household, change.field.value].add(change.seen)
    for edit in edits:
        for change in edit.changes:
            if change.value not in known[edit.household, change.field.value]:
                raise Wrong("dropped", f"{edit}: {sorted(known[edit.household, change.field.value])}")


def same_review(tablet: Tablet, households: Iterable[str]) -> None:
    """A tablet lists for review what the server does, of its own households."""
    should = {one.id: one for one in rows.contests(CODE, "household", households) if one.open}
    found: list[Contested] = CONTESTS.all(tablet.store._db.rows(f"SELECT {CONTESTS.select} FROM contested"))
    if {one.id: one for one in found} != should:
        raise Wrong("review", f"{tablet.name}: {found}, not {list(should.values())}")
    choosing = {one.household for one in should.values()}
    if {one.id for one in tablet.store.households_to_choose()} != choosing:
        raise Wrong("review", f"{tablet.name} does not ask about {choosing}")


def all_acknowledged(world: World) -> bool:
    """Whether every tablet is known to have erased whatever was erased."""
    newest = max(Tombstone.objects.filter(commune=CODE).values_list("seq", flat=True), default=0)
    told = dict(Passed.objects.filter(commune=CODE).values_list("tablet", "seq"))
    return all(told.get(one.identity.tablet, 0) >= newest for one in world.tablets if one.identity)


def nothing_left(world: World) -> None:
    """Of an erased household nothing is in any table but its bare id, and none of its words in any file."""
    erased = world.erased()
    if not erased:
        return
    for table, row in _server_rows():
        if found := _named(erased, row):
            raise Wrong("not erased", f"server: {found} in {table}: {row}")
    for tablet in world.tablets:
        for table, row in _tablet_rows(tablet):
            if found := _named(erased, row):
                raise Wrong("not erased", f"{tablet.name}: {found} in {table}: {row}")
        if tablet.identity:
            known = {row[0] for row in tablet.store._db.rows("SELECT id FROM erased")}
            if missing := erased - known:
                raise Wrong("not erased", f"{tablet.name} was never told of {missing}")
    _no_words(world, erased)


def _named(erased: set[str], row: tuple[object, ...]) -> list[str]:
    texts = [value for value in row if isinstance(value, str)]
    return [one for one in erased for text in texts if one in text]


def _server_rows() -> Iterator[tuple[str, tuple[object, ...]]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in NAMED_ON_SERVER:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                yield from ((table, row) for row in cursor.fetchall())


def _tablet_rows(tablet: Tablet) -> Iterator[tuple[str, tuple[object, ...]]]:
    with tablet.store._db.read() as db:
        for table in db.tables():
            if table not in NAMED_ON_TABLETS:
                yield from ((table, row) for row in db.rows(f"SELECT * FROM {table}"))


def _no_words(world: World, erased: set[str]) -> None:
    words = {word for one in erased for word in world.marks[one]}
    files = {"server" + ending: content for ending, content in world.server.disk.copy().items()}
    for tablet in world.tablets:
        path = tablet.disk.path
        files |= {tablet.name + ending: content for ending, content in tablet.disk.copy().items()}
        files |= {one.name: one.read_bytes() for one in path.parent.glob(aside_name(path, "*") + "*")}
    for name, content in files.items():
        if left := [word for word in words if word in content]:
            raise Wrong("not overwritten", f"{name}: {left}")
