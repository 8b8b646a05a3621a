"""Writing what was judged, with everything that follows from it, and what is held aside."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef

from outreach.domain.records import HouseholdEdit, NewHousehold, Noted, Visit
from outreach.server.database.rows import find, insert
from outreach.server.doors.editing import edits_came
from outreach.server.doors.finding import findings_came
from outreach.server.places import mapping
from outreach.server.records import answers, feed
from outreach.server.records.models import Quarantine, Receipt
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from .batch import Bad, Good, Row
from .checks import plain
from .judging import Receiver
from .kinds import KINDS

_SENT = ("tablet", "n", "received_at", "clock_offset")
_RECEIPT = ("commune", "tablet", "n", "ref")
_QUARANTINE = (
    "commune", "tablet", "n", "kind", "version", "body", "code", "reason", "received_at", "clock_offset",
    "aside_at", "aside_by", "aside_why",
)  # fmt: skip


def write(
    receiver: Receiver,
    taken: Mapping[str, list[Good]],
    households: Mapping[str, Registered],
    writer: feed.FeedWriter,
) -> None:
    """Write records by kind, with their figures and their places in the feed."""
    commune, tablet = receiver.commune, receiver.tablet
    for name, some in taken.items():
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
    records = [good.record for some in taken.values() for good in some]
    findings_came(writer, (record for record in records if isinstance(record, NewHousehold)))
    visits = [record for record in records if isinstance(record, Visit)]
    if visits:
        keeping.visits_accepted(commune, mapping.counted_from(commune), visits, households)
        answers.visits_came(writer, visits)
        keeping.tablet_noted(commune, tablet, (visit.day for visit in visits if not visit.replaces))
    # Last, for a change of state moves what the visits of the same batch added up to.
    edits_came(writer, (record for record in records if isinstance(record, HouseholdEdit)))


def note_held(receiver: Receiver, rows: Iterable[Row]) -> None:
    """Write that the numbers of these rows are held, whatever became of them."""
    insert(Receipt, _RECEIPT, [(receiver.commune, receiver.tablet, row.n, row.ref) for row in rows])


def put_aside(receiver: Receiver, bad: Iterable[Bad]) -> None:
    """Write what goes to quarantine, as it was received."""
    insert(Quarantine, _QUARANTINE, [_quarantined(receiver, one) for one in bad])


def taken_out(receiver: Receiver, refs: Iterable[str]) -> dict[str, Quarantine]:
    """Take out of quarantine what now comes again under another identity: it is judged anew.

    By their refs, those that a leader had set aside: for them that stands, whatever number they come under.
    """
    decided: dict[str, Quarantine] = {}
    if not find(Quarantine, ("n",), "AND tablet <> %s LIMIT 1", [receiver.tablet], commune=receiver.commune):
        return decided  # as good as always: then hundreds of refs need not be looked for
    others = Quarantine.objects.filter(commune=receiver.commune).exclude(tablet=receiver.tablet)
    number = Receipt.objects.filter(
        commune=receiver.commune, tablet=OuterRef("tablet"), n=OuterRef("n"), ref__in=list(refs)
    )
    for one in list(others.filter(Exists(number))):
        if one.aside_at:
            decided[Receipt.objects.values_list("ref", flat=True).get(pk=one.pk)] = one
        one.delete()
    return decided


def _told_to(record: Noted, households: Mapping[str, Registered]) -> str:
    """The hamlet whose tablets hear of a record: a visit goes where its household is registered."""
    return households[record.household].hamlet if isinstance(record, Visit) else feed.EVERYWHERE


def _quarantined(receiver: Receiver, bad: Bad) -> tuple[object, ...]:
    row, decided = bad.row, bad.decided
    return (
        receiver.commune,
        receiver.tablet,
        row.n,
        plain(row.kind, 40),
        row.version,
        row.text(),
        bad.code.value,
        plain(bad.reason, 300),
        receiver.at,
        receiver.clock_offset,
        *((decided.aside_at, decided.aside_by, decided.aside_why) if decided else (None, "", "")),
    )
