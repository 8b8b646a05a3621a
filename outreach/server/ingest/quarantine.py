"""What waits in quarantine: taken once it can be, by itself or because a leader says so, or set aside for good."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q

from outreach.domain.errors import ErrorCode, OutreachError
from outreach.server.database.rows import insert
from outreach.server.devices.models import Tablet
from outreach.server.places.personal_words import number_words
from outreach.server.records import feed
from outreach.server.records.models import Admission, Quarantine

from .batch import Good, reread
from .judging import Receiver, Terms, terms_of, terms_of_leader
from .taking import Take, settled

LONGEST_REASON = 300
_ADMISSION = ("commune", "tablet", "n", "kind", "code", "official", "at")


@dataclass(frozen=True, slots=True)
class Admitted:
    """How many records were taken, and how many cannot be even so (their reason says why)."""

    taken: int
    left: int


def release(findings: list[Good], writer: feed.FeedWriter, take: Take) -> None:
    """Take what waited for households that have just come in.

    After a restore, a tablet may offer its visits to a found door before the finder offers the door itself.
    """
    commune = writer.head.commune
    named = Q()
    for good in findings:
        named |= Q(body__contains=good.record.id)
    waiting: dict[str, list[Quarantine]] = defaultdict(list)
    for one in Quarantine.objects.waiting(commune).filter(named, code=ErrorCode.INVALID.value).order_by("tablet", "n"):
        waiting[one.tablet].append(one)
    for tablet in Tablet.objects.filter(commune=commune, id__in=waiting):
        _try_again(waiting[tablet.id], terms_of(tablet), writer, take)


def admit(commune: str, tablet: str, official: str, at: datetime, n: int | None = None) -> Admitted:
    """A leader takes a tablet's record ``n`` out of quarantine, or all that nobody has decided upon.

    They go through the very step that everything a tablet sends goes through, with the clock they came with; only
    whose hamlet it was, and that the tablet was revoked, no longer matters. What cannot be taken even so stays, with
    the reason of now.
    """
    return settled(lambda take: _admit(commune, tablet, official, at, n, take))


def _admit(commune: str, tablet: str, official: str, at: datetime, n: int | None, take: Take) -> Admitted:
    with feed.writing(commune) as writer:
        query = Quarantine.objects.waiting(commune) if n is None else Quarantine.objects.filter(commune=commune, n=n)
        kept = list(query.filter(tablet=tablet).order_by("n"))
        taken, findings = _try_again(kept, terms_of_leader(commune), writer, take)
        rows = [(commune, tablet, one.n, one.kind, one.code, official, at) for one in taken]
        insert(Admission, _ADMISSION, rows)
        if findings:
            release(findings, writer, take)
    return Admitted(len(taken), len(kept) - len(taken))


def set_aside(commune: str, tablet: str, n: int, official: str, why: str, at: datetime) -> None:
    """A leader decides that a record shall not count.

    Raises OutreachError without a reason, for one that holds an ID or phone number, or when it is gone.
    """
    why = " ".join(why.split())[:LONGEST_REASON]
    if not why:
        raise OutreachError(
            "Hãy ghi lý do, để người đã ghi lượt này biết.", "Give a reason, so that whoever noted this knows."
        )
    if held := number_words(why):
        raise OutreachError(
            f"Lý do có vẻ chứa {held[0]}. Hãy bỏ đi: lý do được giữ lại và gửi về máy của người đã ghi.",
            f"The reason seems to hold {held[1]}. Leave it out: the reason is kept, and sent to whoever noted this.",
        )
    query = Quarantine.objects.waiting(commune).filter(tablet=tablet, n=n)
    with feed.writing(commune):  # nobody takes it meanwhile
        found = query.update(aside_at=at, aside_by=official, aside_why=why)
    if not found:
        raise OutreachError(
            "Bản ghi này đã có người xử lý rồi. Hãy xem lại.", "Somebody has dealt with this record. Look again."
        )


def _try_again(
    kept: list[Quarantine], terms: Terms, writer: feed.FeedWriter, take: Take
) -> tuple[list[Quarantine], list[Good]]:
    """Judge records of one tablet anew and write those that can be taken: these, and the households among them."""
    commune = writer.head.commune
    taken: list[Quarantine] = []
    findings: list[Good] = []
    for (came, offset), some in groupby(kept, key=lambda one: (one.received_at, one.clock_offset)):
        own = {one.n: one for one in some}
        receiver = Receiver(commune, kept[0].tablet, came, came, offset)
        result = take(receiver, terms, [reread(one) for one in own.values()], writer)
        for bad in result.bad:
            left = own.pop(bad.row.n)
            if terms.refused is None:
                Quarantine.objects.filter(commune=commune, tablet=left.tablet, n=left.n).update(
                    code=bad.code.value, reason=bad.reason[:LONGEST_REASON]
                )
        Quarantine.objects.filter(commune=commune, tablet=receiver.tablet, n__in=list(own)).delete()
        taken += own.values()
        findings += result.good.get("new_household", [])
    return taken, findings
