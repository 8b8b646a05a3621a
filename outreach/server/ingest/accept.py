"""The accept step: one batch of one tablet, in one transaction, on the disk before the answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from outreach.domain.clock import CLOCK_TOLERANCE
from outreach.domain.correction import as_written, corrected
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import is_id
from outreach.domain.records import HouseholdEdit, HouseholdState, NewHousehold, Noted, Visit
from outreach.server.database.rows import insert
from outreach.server.devices.models import Tablet
from outreach.server.doors.editing import edits_came
from outreach.server.doors.finding import findings_came
from outreach.server.places.models import Commune
from outreach.server.records import answers, feed
from outreach.server.records.models import Quarantine, Receipt
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered
from outreach.sync.wire import Push

from .batch import HIGHEST_N, Bad, Good, Row, Sorted, check_place, decode, reread, rows_of, unheld
from .checks import LARGEST, Unacceptable, plain
from .erased import without_erased
from .kinds import KINDS

_SENT = ("tablet", "n", "received_at", "clock_offset")
_RECEIPT = ("commune", "tablet", "n", "ref")
_QUARANTINE = ("commune", "tablet", "n", "kind", "body", "code", "reason", "received_at")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who sent a batch, when it came and was written, and how far that tablet's clock is off (seconds)."""

    commune: str
    tablet: str
    at: datetime
    written_at: datetime
    clock_offset: int


def accept(commune: str, tablet_id: str, push: Push, at: datetime, late: bool = False) -> Tablet:
    """Take what a tablet sent at the moment ``at`` and return the tablet as it is now.

    ``late``: it came as a file. Then its clock says when it was written and not how far it is off, and the tablet
    may have made and sent more since.

    Nothing at or below ``have`` of the result is missing. A record that cannot be taken is kept in
    quarantine and counts as held; so does everything from a revoked tablet. Raises SyncError (IDENTITY_REUSED,
    INVALID, TOO_LARGE) when the push as a whole is refused: then nothing is written.
    """
    if push.made > HIGHEST_N:
        raise SyncError(ErrorCode.INVALID, f"made {push.made}")
    rows = rows_of(push.records)
    if rows and rows[-1].n > push.made:
        raise SyncError(ErrorCode.INVALID, f"record {rows[-1].n} after the last one made, {push.made}")
    with feed.writing(commune) as writer:
        tablet = Tablet.objects.select_for_update().get(commune=commune, id=tablet_id)
        if push.made < tablet.have and not late:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"made {push.made}, held up to {tablet.have}")
        if push.held:
            _check_held(tablet, *push.held)
        new = unheld(rows, _held(tablet, rows))
        receiver = _receiver(tablet, push, at, late)
        if new:
            result, households = _sort(tablet, without_erased(commune, new), receiver)
            result.refs = {row.n: row.ref for row in new}
            _write(receiver, (result, households), writer)
            if "new_household" in result.good:
                _release(result.good["new_household"], writer, at)
        _note_exchange(tablet, push, receiver, new, late)
    return tablet


def _receiver(tablet: Tablet, push: Push, at: datetime, late: bool) -> Receiver:
    offset = _offset(push.clock, at)
    if not late:
        return Receiver(tablet.commune, tablet.id, at, at, offset)
    age = timedelta(seconds=tablet.clock_offset - offset)
    # A clock that says it was written later than now was set meanwhile: then nobody knows when it was.
    written_at = at - age if age > -CLOCK_TOLERANCE else tablet.last_full_sync
    return Receiver(tablet.commune, tablet.id, at, written_at, tablet.clock_offset)


def _held(tablet: Tablet, rows: list[Row]) -> dict[int, str]:
    if not rows:
        return {}
    query = Receipt.objects.filter(commune=tablet.commune, tablet=tablet.id, n__range=(rows[0].n, rows[-1].n))
    return dict(query.values_list("n", "ref"))


def _check_held(tablet: Tablet, n: int, id_: str) -> None:
    """Raises SyncError (IDENTITY_REUSED) when another copy of the tablet handed in another record under this number.

    That happens when a server was set back and the copies handed in anew. What one store numbered before ``n`` is the
    same wherever ``n`` is, so one comparison is enough.
    """
    receipt = (
        Receipt.objects.filter(commune=tablet.commune, tablet=tablet.id, n=n).values_list("ref", flat=True).first()
    )
    if receipt and is_id(id_) and receipt != id_:
        raise SyncError(ErrorCode.IDENTITY_REUSED, f"record {n} is held with other content")


def _sort(tablet: Tablet, rows: list[Row], receiver: Receiver) -> tuple[Sorted, dict[str, Registered]]:
    """What to write, and the households it is about."""
    result = Sorted(refs={row.n: row.ref for row in rows})
    revoked = Unacceptable(ErrorCode.REVOKED, "the tablet had been revoked") if tablet.revoked_at else None
    decoded: list[tuple[Row, Noted]] = []
    for row, found in decode(rows):
        if isinstance(found, Unacceptable):
            result.bad.append(_bad(row, revoked or found))
        else:
            decoded.append((row, found))
    households = _registered(tablet.commune, (record for _, record in decoded))
    known = _known(tablet.commune, decoded)
    scope = frozenset(tablet.scope)
    ahead = timedelta(seconds=receiver.clock_offset)
    for row, record in decoded:
        # What is held already stays so, whoever offers it again and whatever has become of their scope.
        held = known.get((row.kind, record.id))
        try:
            if held is None:
                if revoked:
                    raise revoked
                check_place(record, scope, households)
                result.good[row.kind].append(Good(row.n, corrected(record, ahead, receiver.at)))
                known[row.kind, record.id] = record
                if isinstance(record, NewHousehold):
                    households[record.id] = Registered(record.hamlet, HouseholdState.ELIGIBLE)
            elif as_written(held) != as_written(record):
                raise Unacceptable(ErrorCode.INVALID, "another record has the same id")
        except Unacceptable as problem:
            result.bad.append(_bad(row, revoked or problem))
    return result, households


def _bad(row: Row, problem: Unacceptable) -> Bad:
    return Bad(row, problem.code, problem.reason)


def _registered(commune: str, records: Iterable[Noted]) -> dict[str, Registered]:
    ids = {
        record.id if isinstance(record, NewHousehold) else record.household
        for record in records
        if isinstance(record, Visit | HouseholdEdit | NewHousehold)
    }
    return keeping.registered_as(commune, ids)


def _known(commune: str, decoded: list[tuple[Row, Noted]]) -> dict[tuple[str, str], Noted]:
    """Records already taken under these ids, perhaps from a tablet that was enrolled anew."""
    known: dict[tuple[str, str], Noted] = {}
    for name in {row.kind for row, _ in decoded}:
        ids = [record.id for row, record in decoded if row.kind == name]
        known.update(((name, record.id), record) for record in KINDS[name].load(commune, ids))
    return known


def _write(receiver: Receiver, found: tuple[Sorted, dict[str, Registered]], writer: feed.FeedWriter) -> None:
    result, households = found
    commune, tablet = receiver.commune, receiver.tablet
    for name, some in result.good.items():
        kind = KINDS[name]
        rows = [(*kind.row(commune, good.record), tablet, good.n, receiver.at, receiver.clock_offset) for good in some]
        columns = (*kind.columns, *_SENT)
        if kind.told:
            columns = (*columns, "seq")
            rows = [
                (*row, writer.add(name, good.record.id, _told_to(good.record, households)))
                for row, good in zip(rows, some, strict=True)
            ]
        insert(kind.model, columns, rows)
    _judge_anew(receiver, result.refs.values())
    insert(Quarantine, _QUARANTINE, [_quarantined(receiver, bad) for bad in result.bad])
    insert(Receipt, _RECEIPT, [(commune, tablet, n, ref) for n, ref in result.refs.items()])
    records = [good.record for some in result.good.values() for good in some]
    findings_came(writer, (record for record in records if isinstance(record, NewHousehold)))
    visits = [record for record in records if isinstance(record, Visit)]
    if visits:
        counted_from = Commune.objects.values_list("counted_from", flat=True).get(pk=commune)
        keeping.visits_accepted(commune, counted_from, visits, households)
        answers.visits_came(writer, visits, {id_: place.hamlet for id_, place in households.items()})
        keeping.tablet_noted(commune, tablet, (visit.day for visit in visits))
    # Last, for a change of state moves what the visits of the same batch added up to.
    edits_came(writer, (record for record in records if isinstance(record, HouseholdEdit)))


def _judge_anew(receiver: Receiver, refs: Iterable[str]) -> None:
    """Take out of quarantine what now came again under another identity: it is judged anew."""
    if not Quarantine.objects.filter(commune=receiver.commune).exclude(tablet=receiver.tablet).exists():
        return
    number = Receipt.objects.filter(
        commune=receiver.commune, tablet=OuterRef("tablet"), n=OuterRef("n"), ref__in=list(refs)
    )
    again = Quarantine.objects.filter(Exists(number), commune=receiver.commune).exclude(tablet=receiver.tablet)
    for tablet, n in list(again.values_list("tablet", "n")):
        Quarantine.objects.filter(commune=receiver.commune, tablet=tablet, n=n).delete()


def _release(findings: list[Good], writer: feed.FeedWriter, at: datetime) -> None:
    """Take what waited in quarantine for households that have just come in.

    After a restore, a tablet may offer its visits to a found door before the finder offers the door itself.
    """
    commune = writer.head.commune
    named = Q()
    for good in findings:
        named |= Q(body__contains=good.record.id)
    waiting: dict[str, list[Quarantine]] = defaultdict(list)
    held = Quarantine.objects.filter(named, commune=commune, code=ErrorCode.INVALID.value).order_by("tablet", "n")
    for one in held:
        waiting[one.tablet].append(one)
    for tablet in Tablet.objects.filter(commune=commune, id__in=waiting):
        own = {one.n: one for one in waiting[tablet.id]}
        rows = [reread(one.n, one.kind, one.body) for one in own.values()]
        receiver = Receiver(commune, tablet.id, at, at, tablet.clock_offset)
        result, households = _sort(tablet, rows, receiver)
        taken = Sorted(good=result.good)
        numbers = [good.n for some in taken.good.values() for good in some]
        Quarantine.objects.filter(commune=commune, tablet=tablet.id, n__in=numbers).delete()
        _write(receiver, (taken, households), writer)


def _told_to(record: Noted, households: dict[str, Registered]) -> str:
    """The hamlet whose tablets hear of a record: a visit goes where its household is registered."""
    return households[record.household].hamlet if isinstance(record, Visit) else feed.EVERYWHERE


def _quarantined(receiver: Receiver, bad: Bad) -> tuple[object, ...]:
    row = bad.row
    kind, reason = plain(row.kind, 40), plain(bad.reason, 300)
    return receiver.commune, receiver.tablet, row.n, kind, row.text(), bad.code.value, reason, receiver.at


def _note_exchange(tablet: Tablet, push: Push, receiver: Receiver, new: list[Row], late: bool) -> None:
    tablet.have = _contiguous(tablet, [row.n for row in new])
    tablet.made = max(push.made, tablet.made) if late else push.made
    tablet.app = plain(push.app, 40)
    tablet.clock_offset = receiver.clock_offset
    if not late:
        tablet.last_seen = receiver.at
    if not late or (tablet.superseded_at and receiver.written_at > tablet.superseded_at):
        tablet.superseded_at = None  # heard of again: its newer self is another copy
    if tablet.have == tablet.made and not tablet.revoked_at:
        # A file says what the tablet was when it was written; of the time since, nothing.
        tablet.last_full_sync = max(receiver.written_at, tablet.last_full_sync) if late else receiver.at
    tablet.save(update_fields=["have", "made", "app", "clock_offset", "last_seen", "last_full_sync", "superseded_at"])


def _contiguous(tablet: Tablet, new: list[int]) -> int:
    """The number below which nothing is missing; numbers above a gap wait until it is filled."""
    have = tablet.have
    if not new or new[0] > have + 1:
        return have
    query = Receipt.objects.filter(commune=tablet.commune, tablet=tablet.id, n__gt=have).order_by("n")
    for n in query.values_list("n", flat=True):
        if n != have + 1:
            break
        have = n
    return have


def _offset(clock: datetime, at: datetime) -> int:
    seconds = round((clock - at).total_seconds())
    return max(-LARGEST, min(LARGEST, seconds))
