"""Taking a sealed file: every push in it goes through the same exchange as over the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from outreach.domain.clock import begin_of, day_of
from outreach.domain.errors import ErrorCode, SyncError, TooOldToRead
from outreach.domain.gaps import without
from outreach.domain.identity import is_id
from outreach.server.backups.reading import safe, safe_beyond
from outreach.server.devices.models import Tablet
from outreach.server.devices.tokens import tablet_of
from outreach.server.ingest.changes import LARGEST_PAGE, page_for
from outreach.server.ingest.exchange import exchange
from outreach.server.places.models import Commune
from outreach.server.records.held import runs_held
from outreach.server.records.models import Quarantine, Receipt
from outreach.sync.sealed_file import (
    Damaged,
    FileRefused,
    Foreign,
    Kind,
    Letter,
    Reply,
    read_header,
    read_letter,
    write_reply,
)
from outreach.sync.wire import MAX_BODY, Answer, Cursor, Problem, Push, plain, unpack

from .keys import private_key_of
from .models import TransferFile

MOST_PAGES = 30
"""Pages of changes in one answer: at most 15,000 changes, or as many households of a first sync."""
ROOM = MAX_BODY - LARGEST_PAGE
"""Bytes of JSON above which no further page is begun: a tablet unpacks MAX_BODY of an answer and no more."""
KEPT = timedelta(days=35)
"""How long an answer waits to be fetched."""


class NotAPush(FileRefused):
    """An answer, which is for a tablet."""

    def __init__(self) -> None:
        super().__init__(
            "Đây là tệp trả lời, dành cho máy của cán bộ: mở Đồng bộ trên máy đó, bấm “Nhận tệp”.",
            "This is an answer file, meant for an official's tablet: open Sync there and press “Take a file”.",
        )


class UnknownTablet(FileRefused):
    """Written by a tablet that is not enrolled here."""

    def __init__(self) -> None:
        super().__init__(
            "Máy xuất tệp này không còn trong danh sách máy của xã. Hãy ghép lại máy đó rồi xuất tệp mới.",
            "The tablet that exported this file is not among the commune's any more. Enrol it again, then export anew.",
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file brought this time, and why the rest was refused, if it was.

    ``safe``: a verified backup holds all that is held of its tablet.
    """

    file: TransferFile
    taken: int
    held: int
    aside: int
    problem: Problem | None
    safe: bool

    @property
    def whole(self) -> bool:
        """Whether everything in the file is held now, whatever else its tablet is told."""
        return self.problem is None or self.problem.code in (ErrorCode.REVOKED, ErrorCode.CLIENT_TOO_OLD)

    def wiping(self) -> tuple[str, str] | None:
        """What whoever brings the answer to a revoked tablet has to know, in Vietnamese and in English."""
        if self.problem is None or self.problem.code != ErrorCode.REVOKED:
            return None
        if self.safe:
            return (
                "Máy này đã bị thu hồi. Nhận tệp trả lời thì máy tự xóa, trừ khi đã ghi thêm sau lúc xuất tệp.",
                "This tablet has been revoked. With the answer file it erases itself, unless more was noted on it "
                "after it exported.",
            )
        return (
            "Máy này đã bị thu hồi, nhưng tệp trả lời này chưa làm máy tự xóa: chưa có bản sao lưu nào chứa đủ những "
            "gì máy đã ghi. Sau bản sao lưu tới (mỗi ngày một lần), hãy nhận lại chính tệp này rồi đưa tệp trả lời mới "
            "về máy.",
            "This tablet has been revoked, but by this answer it does not erase itself yet: no backup holds all it "
            "noted. After the next backup (there is one every day) take this very file again, and bring the new "
            "answer to the tablet.",
        )


def take(data: bytes, way: str, at: datetime, commune: str | None = None) -> Taken:
    """Take a sealed file (for ``commune`` only, when it is given); raises FileRefused, and then nothing was stored.

    Taking it again finds everything held, and gives a fresh answer.
    """
    header = read_header(data)
    if header.kind is not Kind.PUSH:
        raise NotAPush
    if header.commune != (commune or header.commune) or not Commune.objects.filter(pk=header.commune).exists():
        raise Foreign(header.commune)
    letter = read_letter(private_key_of(header.commune), data)
    try:
        tablet = tablet_of(letter.token)
    except SyncError:
        raise UnknownTablet from None
    if tablet.commune != header.commune or not letter.pushes:
        raise Damaged
    counts = _Counts(tablet)
    before = _brought(tablet.commune, header.name)
    reply = _exchange(letter, counts, at)
    forget_answers(tablet.commune, day_of(at))
    # Whoever took the same file meanwhile has counted the same records.
    meanwhile = _brought(tablet.commune, header.name)
    brought = max(meanwhile[0], before[0] + counts.taken)
    aside = max(meanwhile[1], before[1] + counts.aside)
    file, _ = TransferFile.objects.update_or_create(
        commune=tablet.commune,
        id=header.name,
        defaults={
            "tablet": tablet.id,
            "official": tablet.official,
            "way": way,
            "received_at": at,
            "taken": brought,
            "held": max(0, counts.total - brought - aside),
            "aside": aside,
            "answer": write_reply(letter.token, replace(header, kind=Kind.ANSWER), reply),
        },
    )
    all_safe = reply.safe >= reply.have and not without(reply.beyond, reply.safe_beyond)
    return Taken(file, counts.taken, counts.held, counts.aside, reply.problem, all_safe)


def forget_answers(commune: str, today: date) -> None:
    """Delete the answers whose time is over: they hold visits, though only their tablets can open them."""
    TransferFile.objects.filter(commune=commune, received_at__lt=begin_of(today - KEPT)).delete()


def _brought(commune: str, name: str) -> tuple[int, int]:
    """How many records of a file were taken so far, and how many went to quarantine."""
    files = TransferFile.objects.filter(commune=commune, id=name)
    return files.values_list("taken", "aside").first() or (0, 0)


@dataclass
class _Counts:
    """What became of a tablet's records, push by push; ``last`` is the highest number of those looked at."""

    tablet: Tablet
    taken: int = 0
    held: int = 0
    aside: int = 0
    last: int = 0

    @property
    def total(self) -> int:
        """Records that were looked at."""
        return self.taken + self.held + self.aside

    @contextmanager
    def counting(self, push: Push) -> Iterator[None]:
        """Around the exchange of one push, however it ends."""
        numbers = {n for columns in push.records.values() for n in columns.get("n", ()) if isinstance(n, int)}
        self.last = max(numbers, default=self.last)
        before = self._in(Receipt, numbers)
        held = len(before)
        try:
            yield
        except SyncError as error:
            if error.code is ErrorCode.IDENTITY_REUSED:
                held = 0  # what is held under these numbers is another copy's
            raise
        finally:
            new = self._in(Receipt, numbers) - before
            aside = self._in(Quarantine, new)
            self.held += held
            self.aside += len(aside)
            self.taken += len(new - aside)

    def _in(self, table: type[Receipt] | type[Quarantine], numbers: set[int]) -> set[int]:
        if not numbers:
            return set()
        around = (min(numbers), max(numbers))
        query = table.objects.filter(commune=self.tablet.commune, tablet=self.tablet.id, n__range=around)
        return numbers & set(query.values_list("n", flat=True))


def _exchange(letter: Letter, counts: _Counts, at: datetime) -> Reply:
    """One exchange a push, and what the tablet has to take in of it.

    All pushes of a file ask at the same cursor, so only the answer to the last one counts.
    """
    asked: Cursor | None = None
    answers: list[Answer] = []
    problem: Problem | None = None
    known = 0
    try:
        for body in letter.pushes:
            push = unpack(body, Push)
            asked, known = push.cursor, push.held[0] if push.held else 0
            with counts.counting(push):
                try:
                    answers = [exchange(counts.tablet.commune, counts.tablet.id, push, at, late=True)]
                except TooOldToRead as told:
                    problem = Problem.of(told)
    except SyncError as error:
        problem = Problem.of(error)
    tablet = counts.tablet
    tablet.refresh_from_db()
    if answers and problem is None:
        answers = _with_further_pages(tablet, push, answers[0])
    beyond = runs_held(tablet)
    return Reply(
        tablet.have,
        asked,
        tuple(answers),
        problem,
        held=_held(tablet, tablet.have),
        safe=safe(tablet),
        known=known,
        beyond=beyond,
        last=_held(tablet, beyond[-1][1]) if beyond else None,
        safe_beyond=safe_beyond(tablet),
        brought=_held(tablet, counts.last),
    )


def _with_further_pages(tablet: Tablet, push: Push, answer: Answer) -> list[Answer]:
    """The answer to a push, then the same with each page of changes that follows, as much as a tablet takes in."""
    answers, cursor, size = [answer], push.cursor, 0
    while answers[-1].more and len(answers) < MOST_PAGES:
        size += len(plain(answers[-1]))
        if size > ROOM:
            break
        cursor = answers[-1].cursor_after(cursor)
        page = page_for(tablet, cursor, push.most)
        answers.append(replace(answer, changes=page.changes, cursor=page.cursor, more=page.more))
    return answers


def _held(tablet: Tablet, n: int) -> tuple[int, str] | None:
    """By which the tablet sees whether it is the one that wrote the file, or another copy of that one."""
    query = Receipt.objects.filter(commune=tablet.commune, tablet=tablet.id, n=n)
    ref = query.values_list("ref", flat=True).first()
    return (n, ref) if ref and is_id(ref) else None
