"""Judging records one by one: which may be taken, and which go to quarantine and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.domain.correction import as_written, corrected
from outreach.domain.errors import ErrorCode
from outreach.domain.records import HouseholdEdit, HouseholdState, NewHousehold, Noted, Visit
from outreach.server.database.rows import select
from outreach.server.devices.models import Tablet
from outreach.server.places.models import Hamlet
from outreach.server.records.models import Visit as VisitRow
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from .batch import Bad, Good, Row, Sorted, check_place, decode
from .checks import Unacceptable
from .kinds import KINDS


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who sent a batch, when it came and was written, and how far that tablet's clock is off (seconds)."""

    commune: str
    tablet: str
    at: datetime
    written_at: datetime
    clock_offset: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What records are judged by: the hamlets they may speak of, and why all of them are refused, if they are."""

    scope: frozenset[str]
    refused: Unacceptable | None = None


def terms_of(tablet: Tablet) -> Terms:
    """Those for what a tablet hands in: its own hamlets, and nothing from one that was revoked."""
    revoked = Unacceptable(ErrorCode.REVOKED, "the tablet had been revoked") if tablet.revoked_at else None
    return Terms(frozenset(tablet.scope), revoked)


def terms_of_leader(commune: str) -> Terms:
    """Those for what a leader takes out of quarantine: any hamlet of the commune, whoever noted it."""
    return Terms(frozenset(Hamlet.objects.filter(commune=commune).values_list("id", flat=True)))


def judge(receiver: Receiver, terms: Terms, rows: list[Row]) -> tuple[Sorted, dict[str, Registered]]:
    """What to write, and the households it is about."""
    commune = receiver.commune
    result = Sorted()
    decoded: list[tuple[Row, Noted]] = []
    for row, found in decode(rows):
        if isinstance(found, Unacceptable):
            result.bad.append(_bad(row, terms.refused or found))
        else:
            decoded.append((row, found))
    households = _registered(commune, (record for _, record in decoded))
    known = _known(commune, decoded)
    began = beginnings(commune, (record for _, record in decoded))
    ahead = timedelta(seconds=receiver.clock_offset)
    for row, record in decoded:
        # What is held already stays so, whoever offers it again and whatever has become of their scope.
        held = known.get((row.kind, record.id))
        try:
            if held is None:
                if terms.refused:
                    raise terms.refused
                check_place(record, terms.scope, households)
                taken = corrected(record, ahead, receiver.at, began)
                result.good[row.kind].append(Good(row.n, taken))
                known[row.kind, record.id] = record
                if isinstance(taken, Visit):
                    began[taken.id] = taken.started_at
                if isinstance(record, NewHousehold):
                    households[record.id] = Registered(record.hamlet, HouseholdState.ELIGIBLE)
            elif as_written(held) != as_written(record):
                raise Unacceptable(ErrorCode.INVALID, "another record has the same id")
        except Unacceptable as problem:
            result.bad.append(_bad(row, terms.refused or problem))
    return result, households


def beginnings(commune: str, records: Iterable[Noted]) -> dict[str, datetime]:
    """When the visits that are held began which these records replace, by id."""
    replaced = {record.replaces for record in records if isinstance(record, Visit) and record.replaces}
    return dict(select(VisitRow, ("id", "started_at"), commune, "id", replaced))


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
