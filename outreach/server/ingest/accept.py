"""The accept step: one batch of one tablet, in one transaction, on the disk before the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.domain.clock import CLOCK_TOLERANCE
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import is_id
from outreach.domain.records import Visit
from outreach.server.database.rows import find, select
from outreach.server.devices.models import Tablet
from outreach.server.records import feed
from outreach.server.records.held import numbers_above
from outreach.server.records.models import Receipt
from outreach.server.records.visits import is_told_back
from outreach.sync.wire import Push

from .batch import HIGHEST_N, Bad, Row, check_versions, rows_of, unheld
from .checks import LARGEST, plain
from .erased import without_erased
from .judging import Receiver, terms_of
from .quarantine import release
from .taking import Take, settled
from .writing import note_held, put_aside, taken_out


@dataclass(frozen=True, slots=True)
class Accepted:
    """The tablet as it is now, and what its push added to the feed, if that is nothing it would have to be told."""

    tablet: Tablet
    own: feed.Stretch | None


def accept(commune: str, tablet_id: str, push: Push, at: datetime, late: bool = False) -> Accepted:
    """Take what a tablet sent at the moment ``at``.

    ``late``: it came as a file. Then its clock says when it was written and not how far it is off, and the tablet
    may have made and sent more since.

    Nothing at or below ``have`` of the tablet is missing. A record that cannot be taken is kept in
    quarantine and counts as held; so does everything from a revoked tablet. Raises SyncError (IDENTITY_REUSED,
    INVALID, TOO_LARGE, SERVER_TOO_OLD) when the push as a whole is refused: then nothing is written.
    """
    if push.made > HIGHEST_N:
        raise SyncError(ErrorCode.INVALID, f"made {push.made}")
    check_versions(push.versions)
    rows = rows_of(push.records, push.versions)
    if rows and rows[-1].n > push.made:
        raise SyncError(ErrorCode.INVALID, f"record {rows[-1].n} after the last one made, {push.made}")
    return settled(lambda take: _accept(commune, tablet_id, push, rows, at, late, take))


def _accept(
    commune: str, tablet_id: str, push: Push, rows: list[Row], at: datetime, late: bool, take: Take
) -> Accepted:
    with feed.writing(commune) as writer:
        tablet = Tablet.objects.select_for_update().get(commune=commune, id=tablet_id)
        if push.made < tablet.made and not late:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"made {push.made}, said before to have made {tablet.made}")
        _check_held(tablet, push)
        new = unheld(rows, _held(tablet, rows))
        receiver = _receiver(tablet, push, at, late)
        visits = _take(tablet, receiver, new, writer, take) if new else []
        _note_exchange(tablet, push, receiver, new, late)
        # Each visit is one change of the feed; where there are more, they are others' or speak of something else.
        own = len(writer.rows) == len(visits) and not any(map(is_told_back, visits))
        return Accepted(tablet, writer.stretch() if own else None)


def _take(tablet: Tablet, receiver: Receiver, new: list[Row], writer: feed.FeedWriter, take: Take) -> list[Visit]:
    """Write new rows, the good and the bad; the visits among them that were taken."""
    decided = taken_out(receiver, (row.ref for row in new))
    rows = without_erased(writer, new, tablet.official)
    result = take(receiver, terms_of(tablet), [row for row in rows if row.ref not in decided], writer)
    for row in rows:
        if one := decided.get(row.ref):
            result.bad.append(Bad(row, ErrorCode(one.code), one.reason, one))
    put_aside(receiver, result.bad)
    note_held(receiver, new)
    if "new_household" in result.good:
        release(result.good["new_household"], writer, take)
    return [good.record for good in result.good.get("visit", []) if isinstance(good.record, Visit)]


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
    between, ends = "AND n BETWEEN %s AND %s", [rows[0].n, rows[-1].n]
    return dict(find(Receipt, ("n", "ref"), between, ends, commune=tablet.commune, tablet=tablet.id))


def _check_held(tablet: Tablet, push: Push) -> None:
    """Raises SyncError (IDENTITY_REUSED) when another copy of the tablet handed in what this one takes for its own.

    That happens when a server was set back and the copies handed in anew. What one store numbered before ``n`` is the
    same wherever ``n`` is, so one comparison is enough for each run that is held without a gap. The last one of all
    would not do: beyond what the other copy handed in this one may have added its own since.
    """
    named = [push.held, *push.held_beyond] if push.held else push.held_beyond
    ids = {n: id_ for n, id_ in named if 0 < n <= push.made and is_id(id_)}
    for n, ref in select(Receipt, ("n", "ref"), tablet.commune, "n", ids, "tablet = %s", [tablet.id]):
        if ids[n] != ref:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"record {n} is held with other content")


def _note_exchange(tablet: Tablet, push: Push, receiver: Receiver, new: list[Row], late: bool) -> None:
    tablet.have = _contiguous(tablet, [row.n for row in new])
    tablet.made = max(push.made, tablet.made) if late else push.made
    tablet.app = plain(push.app, 40)
    tablet.clock_offset = receiver.clock_offset
    if not late:
        tablet.last_seen = receiver.at
        tablet.told_to_forget_at = None  # whatever it was told before: it is still there
    if not late or (tablet.superseded_at and receiver.written_at > tablet.superseded_at):
        tablet.superseded_at = None  # heard of again: its newer self is another copy
    if tablet.have == tablet.made and not tablet.revoked_at:
        # A file says what the tablet was when it was written; of the time since, nothing.
        tablet.last_full_sync = max(receiver.written_at, tablet.last_full_sync) if late else receiver.at
    moments = ["last_seen", "last_full_sync", "superseded_at", "told_to_forget_at"]
    tablet.save(update_fields=["have", "made", "app", "clock_offset", *moments])


def _contiguous(tablet: Tablet, new: list[int]) -> int:
    """The number below which nothing is missing; numbers above a gap wait until it is filled."""
    have = _run_on(tablet.have, new)
    if have == tablet.have:
        return have
    return _run_on(have, numbers_above(tablet, have))


def _run_on(have: int, numbers: Iterable[int]) -> int:
    """The last of the ascending ``numbers`` that follow ``have`` without a gap."""
    for n in numbers:
        if n != have + 1:
            break
        have = n
    return have


def _offset(clock: datetime, at: datetime) -> int:
    seconds = round((clock - at).total_seconds())
    return max(-LARGEST, min(LARGEST, seconds))
