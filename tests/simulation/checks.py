"""After the faults: everybody syncs a few times on a good network, and then everything must be as it should."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta

from django.conf import settings

from outreach.domain.clock import day_of, now
from outreach.domain.coverage import Coverage, count
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.gaps import runs
from outreach.domain.held import Held
from outreach.server.backups import folder
from outreach.server.backups.models import Safe
from outreach.server.places import mapping
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import answers, visits
from outreach.server.records.feed import MARK_LENGTH, chain
from outreach.server.records.held import runs_held
from outreach.server.records.models import CommuneFeed, Feed, Receipt
from outreach.server.rollups import recount
from outreach.store import Identity
from outreach.store.places import campaign
from outreach.store.rows import ANSWERS, VISITS
from outreach.sync.exchange import SyncResult

from . import door_checks, retention_checks
from .ledger import YEARS_OFF
from .machines import Tablet
from .world import CODE, World
from .wrong import Wrong

ROUNDS = 6
"""In so many rounds everything is quiet."""
SERVER_WAITS = 8
"""Days after which a server has believed its clock for long enough to delete by it."""


def heal(world: World) -> None:
    """The faults end: room everywhere, a good network, no clock that is years off, no visit under way, a server
    that was started again; all sync, and do what the screen asks, until nothing moves. Where a year has passed they do
    so again a week later: then the server believes its clock.

    Raises Wrong when something always does.
    """
    world.server.disk.room = None
    if abs(world.server.ahead) > YEARS_OFF:
        world.server.ahead = timedelta()
    world.server.stop()
    world.server.start()
    for tablet in world.tablets:
        tablet.disk.room = None
        tablet.store.discard_draft()
        if abs(tablet.ahead) > YEARS_OFF:
            tablet.ahead = timedelta()
    world.nothing_lost(world.copies())
    _come_to_rest(world)
    if retention_checks.time_has_passed(world):
        world.fate.passes(days=SERVER_WAITS)
        world.server.keep_up()
        _come_to_rest(world)


def _come_to_rest(world: World) -> None:
    chance = world.fate.draw_from("healing")
    for _ in range(ROUNDS):
        went = [_syncs(world, tablet) for tablet in chance.sample(world.tablets, len(world.tablets))]
        if not any(went) and door_checks.all_acknowledged(world):
            return
    raise Wrong("stuck", "; ".join(filter(None, went)))


def _syncs(world: World, tablet: Tablet) -> str:
    """One sync, and what it moved or how it failed; "" when nothing was left to do."""
    world.fate.passes(minutes=5)
    carries = any(one.waiting for one in tablet.store.carried())
    came = world.sync(tablet)
    if carries and not any(one.waiting for one in tablet.store.carried()):
        return f"{tablet.name} handed in what it carried"
    unknown = isinstance(came, SyncError) and came.code is ErrorCode.AUTH
    nameless = tablet.identity is None and tablet.store.sync_state().made > 0  # rescued from a damaged file
    if unknown or nameless:
        world.enrol_anew(tablet)
        return f"{tablet.name} enrolled anew"
    if isinstance(came, SyncResult) and not (came.sent or came.received):
        return ""
    return f"{tablet.name}: {came}" if came else ""


def check(world: World) -> None:
    """Raises Wrong for the first thing that is not as it should be."""
    _nothing_stuck(world)
    _once(world)
    _numbers(world)
    _feed(world)
    _safe(world)
    door_checks.nothing_dropped()
    retention_checks.closed_months_stay()
    if retention_checks.time_has_passed(world):
        retention_checks.nothing_old(world)
    with world.server.at_work():
        today = day_of(now())
        if found := [*recount.differences(CODE, today), *recount.progress_differences(CODE)]:
            raise Wrong("server's figures", found[0])
    for tablet in world.tablets:
        if tablet.identity:
            _tablet(world, tablet, tablet.identity)
        elif left := tablet.ids():
            raise Wrong("not wiped", f"{tablet.name}: {left}")
    door_checks.nothing_left(world)


def _nothing_stuck(world: World) -> None:
    for tablet in world.tablets:
        state, row = tablet.store.sync_state(), world.row_of(tablet)
        held = Held(row.have, beyond=runs_held(row)) if row else Held(0)
        waiting = [n for n in tablet.numbers() if not held.holds(n)]
        if tablet.identity and (state.unsent or state.last_error or row is None or waiting):
            raise Wrong("stuck", f"{tablet.name}: {state}, the server lacks {waiting}")
        # What was lost after it was exported may lie in that file alone.
        if (file := tablet.store.exported()) and not world.vanished[tablet.lineage]:
            raise Wrong("stuck", f"{tablet.name} awaits the answer to {file}, and {state}")


def _once(world: World) -> None:
    accepted, quarantined = Counter(world.accepted()), Counter(world.quarantined())
    world.nothing_lost({*accepted, *quarantined})
    if doubled := [id_ for id_, times in (accepted + quarantined).items() if times > 1]:
        raise Wrong("doubled", [(id_, accepted[id_], quarantined[id_]) for id_ in doubled])


def _numbers(world: World) -> None:
    """On each tablet 1 to made, but for what it has let go of or its file lost, which it tells unless the server has
    it; on the server 1 to have: no gap."""
    for tablet in world.tablets:
        state, found = tablet.store.sync_state(), tablet.numbers()
        waiting = [one.n for one in state.rejected if one.n <= state.forgotten and not one.aside]
        should = [*waiting, *range(state.forgotten + 1, state.made + 1)]
        missing = [n for n in should if n not in found]
        if found != [n for n in should if n in found] or len(missing) > len(world.vanished[tablet.lineage]):
            raise Wrong("gap", f"{tablet.name}: made {state.made}, forgotten {state.forgotten}, {found}")
        if state.lost != runs(n for n in missing if not state.holds(n)) or state.forgotten > state.safe:
            raise Wrong("gap", f"{tablet.name}: {state}, missing {missing}")
        if row := world.row_of(tablet):
            held = list(Receipt.objects.filter(tablet=row.id).order_by("n").values_list("n", flat=True))
            # Above a gap may lie what another copy handed in under this identity, before one of them was renewed.
            if held[: row.have] != list(range(1, row.have + 1)):
                raise Wrong("gap", f"server, {tablet.name}: {held}")


def _safe(world: World) -> None:
    """What is called safe is in a backup that is still there, and each tablet was told of its own."""
    held = [_receipts(str(one.path)) for one in folder.copies(settings.BACKUPS)]
    safe = dict(Safe.objects.values_list("tablet", "have"))
    for tablet, have in safe.items():
        numbers = {(tablet, n) for n in range(1, have + 1)}
        if not any(numbers <= one for one in held):
            raise Wrong("safe", f"{tablet}: {have}, of which backups hold {[len(numbers & one) for one in held]}")
    for one in world.tablets:
        if row := world.row_of(one):
            told, should = one.store.sync_state().safe, min(safe.get(row.id, 0), row.have)
            if told != should:
                raise Wrong("safe", f"{one.name} takes {told} for safe, not {should}")


def _receipts(backup: str) -> set[tuple[str, int]]:
    with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as one:
        return set(one.execute("SELECT tablet, n FROM records_receipt"))


def _feed(world: World) -> None:
    running, at = "", 0
    for seq, kind, ref, told in Feed.objects.order_by("seq").values_list("seq", "kind", "ref", "hash"):
        running, at = chain(running, seq, kind, ref, told[:MARK_LENGTH]), at + 1
        if (seq, told) != (at, running):
            raise Wrong("feed", f"{seq}: {told}, not {at}: {running}")
    head = CommuneFeed.objects.get(pk=CODE)
    if (head.seq, head.hash) != (at, running):
        raise Wrong("feed", f"its head is {head.seq}: {head.hash}, not {at}: {running}")


def _tablet(world: World, tablet: Tablet, identity: Identity) -> None:
    """It holds exactly what the server has of its hamlets, and its figures are a recount of what it holds."""
    row = world.row_of(tablet)
    assert row
    if tuple(row.scope) != identity.scope:
        raise Wrong("scope", f"{tablet.name}: {identity.scope}, not {row.scope}")
    if identity.commune != (commune := mapping.commune(CODE)):
        raise Wrong("commune", f"{tablet.name}: {identity.commune}, not {commune}")
    households = {one.household.id: one.household for one in tablet.store.households()}
    registered = HouseholdRow.objects.filter(commune=CODE, hamlet__in=row.scope)
    should = {one.id: one for one in mapping.load_households(registered)}
    aside = set(world.quarantined())
    # A found door that waits in quarantine may still be listed by its finder.
    listed = {id_: one for id_, one in households.items() if id_ in should or id_ not in aside}
    if listed != should:
        raise Wrong("households", _difference(tablet, listed, should))
    door_checks.same_review(tablet, should)
    with tablet.store._db.read() as db:
        order = "accepted IS NULL, accepted, n"
        held = {one.id: one for one in VISITS.all(db.rows(f"SELECT {VISITS.select} FROM visit ORDER BY {order}"))}
        told = {one.id: one for one in ANSWERS.all(db.rows(f"SELECT {ANSWERS.select} FROM answer"))}
    known = {one.id: one for one in visits.of_households(CODE, should)}
    for lost in world.vanished[tablet.lineage] - held.keys():
        known.pop(lost, None)
    seen = {id_: one for id_, one in held.items() if one.household in should and id_ not in aside}
    retention = retention_checks.Retention(world, tablet)
    if not retention.same_visits(held.values(), seen, known):
        raise Wrong("visits", _difference(tablet, seen, known))
    # In the server's order, in which corrections stand; what it put aside comes last, as on the tablet.
    longer = [one for id_, one in seen.items() if id_ not in known]
    accepted = [*longer, *(one for id_, one in known.items() if id_ in seen)]
    accepted += [one for id_, one in held.items() if id_ in aside]
    said = {one.id: one for one in answers.of_households(CODE, should)}
    if not retention.same_answers(told, said):
        raise Wrong("answers", _difference(tablet, told, said))
    with tablet.at_work():
        today = day_of(now())
    for as_of in (today, today + timedelta(days=60)):
        kept = {hamlet: one for hamlet, one in tablet.store.coverage(as_of).items() if one != Coverage()}
        counted = count(households.values(), accepted, campaign(tablet.store.commune()), as_of)
        if kept != counted:
            raise Wrong("tablet's figures", _difference(tablet, kept, counted))


def _difference(tablet: Tablet, have: Mapping[str, object], should: Mapping[str, object]) -> str:
    keys = [key for key in {**have, **should} if have.get(key) != should.get(key)]
    return f"{tablet.name}: " + "; ".join(f"{key}: {have.get(key)}, not {should.get(key)}" for key in keys[:2])
