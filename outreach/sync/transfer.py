"""The exchange without a network: what is unsent as a sealed file, the answer back as another, and carrying files
for other tablets. Taking anything twice is harmless, as it is over the network."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import Protocol

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, OutreachError, SyncError, TooOldToRead
from outreach.domain.held import Held, accounted
from outreach.domain.identity import new_id
from outreach.store import Exported, Store

from .ahead import Start, at_once
from .client import Unreachable, error_of
from .exchange import Line, SyncResult, cursor_of, next_push, note_trouble, sync, take_in_at
from .seal import NotOpened
from .sealed_file import (
    MOST_BYTES,
    FileRefused,
    Foreign,
    Header,
    Kind,
    Letter,
    Reply,
    read_header,
    read_reply,
    write_letter,
)
from .wire import BATCH_BYTES, BATCH_RECORDS, Answer, pack

_ROOM = MOST_BYTES - BATCH_BYTES
"""No further push is begun above this size."""
_FINAL = (ErrorCode.INVALID, ErrorCode.TOO_LARGE)
"""What the server says of the file itself, and not of the tablet that carries it."""


class NoKey(OutreachError):
    """The tablet was never told the server's key."""

    def __init__(self) -> None:
        super().__init__(
            "Máy chưa có khóa niêm phong của xã. Cần đồng bộ một lần khi có mạng; mọi lượt vẫn còn trên máy.",
            "This tablet has not been told the commune's sealing key. Sync once over a network; nothing is lost.",
        )


class NotForHere(FileRefused):
    """An answer for another tablet, or for this one before it was enrolled anew."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp trả lời này dành cho máy khác. Hãy đưa tệp về đúng máy đã xuất. Nếu chính máy này đã xuất, rồi được "
            "ghép lại, thì không cần tệp ấy nữa: hãy xuất tệp mới.",
            "This answer is for another tablet. Bring it to the one that exported the file. If this tablet exported it "
            "and was enrolled anew since, it is not needed any more: export a new file.",
        )


class OwnFile(FileRefused):
    """What this tablet exported itself."""

    def __init__(self) -> None:
        super().__init__(
            "Đây là tệp do chính máy này xuất. Hãy đưa tệp về xã, hoặc nhờ máy khác mang hộ.",
            "This tablet exported this file itself. Bring it to the commune, or let another tablet carry it.",
        )


class NotErasedYet(SyncError):
    """REVOKED for a tablet that keeps what may be nowhere else; the sentence says what is awaited. A network helps."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(ErrorCode.REVOKED)
        OutreachError.__init__(
            self,
            f"Máy này đã bị thu hồi nhưng chưa xóa dữ liệu: {vi}. Hoặc cho máy có mạng một lần.",
            f"This tablet has been revoked but is not erased yet: {en}. Or let the tablet have a network once.",
        )
        self.retry = True


class Received(Enum):
    """What a file that was taken turned out to be."""

    ANSWER = auto()
    CARRIED = auto()
    CARRIED_BEFORE = auto()


@dataclass(frozen=True, slots=True)
class Export:
    """A sealed file and what it is called; ``last`` is the highest number in it, 0 for none."""

    name: str
    commune: str
    data: bytes
    records: int
    last: int

    def at(self, place: str) -> Exported:
        """What the store keeps of it, once it was put at ``place``."""
        return Exported(self.name, now(), self.records, self.last, place)


class Carrier(Protocol):
    """A line to the server that takes other tablets' files."""

    def carried(self, data: bytes) -> bytes:
        """Hand in a sealed file; the sealed answer. Raises OutreachError."""
        ...


class CarryingLine(Line, Carrier, Protocol):
    """A line for this tablet's own records and for other tablets' files."""


def export(store: Store) -> Export:
    """Everything the server is not known to hold, sealed for it. Raises NoKey.

    The records of one file end where the largest file would be full; its answer makes room for the next. A tablet that
    was told of its revocation writes all it keeps: nobody knows how old the answer was that said what is held.
    """
    first = next_push(store, 0)
    identity = store.identity()
    if identity is None or not identity.seal:
        raise NoKey
    state = store.sync_state()
    last = state.forgotten if state.revoked else state.have
    size = BATCH_RECORDS
    numbers: list[int] = []
    bodies: list[bytes] = []
    while not bodies or (last < state.made and sum(map(len, bodies)) <= _ROOM):
        push = first.carrying(store.unsent(size, last))
        body = pack(push)
        if len(body) > BATCH_BYTES and size > 1:
            size //= 2
            continue
        bodies.append(body)
        numbers += push.sent()
        last = push.last_sent()
    header = Header(Kind.PUSH, identity.commune.code, new_id())
    data = write_letter(identity.seal, header, Letter(identity.token, tuple(bodies)))
    return Export(header.name, header.commune, data, len(numbers), max(numbers, default=0))


def receive(store: Store, data: bytes) -> Received:
    """Take a file that was brought to this tablet: the answer to its own, or another tablet's to carry.

    Raises FileRefused; SyncError with what the server said to this tablet's file, as an exchange would.
    """
    identity = store.identity()
    if identity is None:
        raise SyncError(ErrorCode.AUTH)
    header = read_header(data)
    if header.commune != identity.commune.code:
        raise Foreign(header.commune)
    if header.kind is Kind.PUSH:
        if store.wrote(header.name):
            raise OwnFile
        return Received.CARRIED if store.carry(header.name, data, now()) else Received.CARRIED_BEFORE
    try:
        reply = read_reply(identity.token, data)
    except NotOpened:
        raise NotForHere from None
    take_reply(store, reply)
    return Received.ANSWER


def take_reply(store: Store, reply: Reply) -> None:
    """Apply what the server answered to this tablet's file; raises SyncError where it refused it.

    A revoked tablet whose work is all handed over, and safe, then forgets everything; until then it is NotErasedYet. An
    answer that came late finds a store that has moved on: then only what the server holds is taken from it. Where
    another copy of this tablet asked, nothing is taken: SyncError (IDENTITY_REUSED).
    """
    upto = _compared(store, reply)
    asked = reply.asked
    for answer in reply.answers:
        known, cursor = store.sync_state(), answer.cursor_after(asked)
        # By a new epoch, or where the server lacks what the file took for held, it was set back: then less counts too.
        late = asked is not None and asked.epoch == cursor.epoch and answer.have >= reply.known
        if late and known.exceeds(answer):
            break  # nor does what is in quarantine by this answer say what became of the rest
        held = known.after(answer, upto, late=late)
        if late:
            answer = replace(answer, safe=max(answer.safe, known.safe))
        try:
            take_in_at(store, asked, answer, held)
        except TooOldToRead as told:
            _take_in_held(store, reply, upto)
            note_trouble(store, told)
            raise
        asked = cursor
    if asked is not None and reply.answers:
        _catch_up(store, reply, upto, replace(reply.answers[-1], cursor=asked))
    if reply.problem is not None:
        error = error_of(reply.problem)
        if error.code is ErrorCode.CLIENT_TOO_OLD and not reply.answers:
            _take_in_held(store, reply, upto)
        if error.code is ErrorCode.REVOKED:
            # Whether anything was erased only this tablet knows.
            made, lacking = store.lacking()
            safe = Held(reply.safe, beyond=reply.safe_beyond)
            wiped = store.wipe(accounted(safe, upto, lacking))
            all_here = accounted(reply, upto, lacking) >= made
            error = SyncError(ErrorCode.REVOKED) if wiped else _not_erased_yet(all_here)
        note_trouble(store, error)
        raise error


def _take_in_held(store: Store, reply: Reply, upto: int) -> None:
    """Remember what the server holds, which is all that this app understands of its answer."""
    store.note_held(store.sync_state().after(reply, upto, late=reply.have >= reply.known))


def hand_in(store: Store, line: Carrier) -> None:
    """Give the server what is carried for other tablets.

    A file that can never be taken is marked with why; in every other trouble it waits for the next sync.
    """
    for one in store.carried():
        body = store.carried_body(one.name) if one.waiting else None
        if body is None:
            continue
        try:
            answer = line.carried(body)
        except Unreachable:
            break
        except SyncError as error:
            if error.code in _FINAL:
                store.carried_refused(one.name, error.vi, error.en)
            continue
        store.carried_arrived(one.name, now(), answer)


def sync_carrying(store: Store, line: CarryingLine, start: Start = at_once) -> SyncResult:
    """One sync, then ``hand_in``; raises as ``sync``.

    A file that broke off begins anew, however large it is: before this tablet's own records, it would keep them back
    for as long as no line holds. A revoked tablet hands in what it carries before it forgets everything.
    """
    carry = partial(hand_in, store, line)
    try:
        return sync(store, line, start, before_wipe=carry)
    finally:
        carry()


def _compared(store: Store, reply: Reply) -> int:
    """The highest number at which what the server holds is seen to be what this store made; 0 for none.

    What one store numbered before is the same wherever its last number is, so one comparison is enough. Raises
    SyncError (IDENTITY_REUSED) where another store made it; beyond a gap a copy may have lost, and made, others.
    """
    store.sync_state().check(reply)
    n, id_ = reply.held or (0, "")
    if (own := store.id_of(n)) and own != id_:
        raise SyncError(ErrorCode.IDENTITY_REUSED, f"record {n} is held with other content")
    named = filter(None, (reply.held, reply.last, reply.brought))
    return max((n for n, id_ in named if store.id_of(n) == id_), default=0)


def _not_erased_yet(all_here: bool) -> NotErasedYet:
    """What is awaited before a revoked tablet may forget what it keeps; ``all_here``: only a backup.

    An answer may lie about for weeks, and the server be set back meanwhile to before what it says is held. So only what
    a verified backup holds is let go of. Over the network an answer is as old as its request, and nothing is awaited.
    """
    if not all_here:
        return NotErasedYet(
            "còn lượt trên máy chưa về tới xã. Hãy xuất tệp mới, đưa về xã, rồi nhận tệp trả lời mới",
            "some of what it keeps has not reached the commune. Export a new file, bring it to the commune, and take "
            "the new answer here",
        )
    return NotErasedYet(
        "xã đã nhận đủ, nhưng chưa có bản sao lưu nào chứa đủ. Sau bản sao lưu hằng ngày, hãy nhờ xã nhận lại tệp "
        ".gocua ấy, rồi nhận tệp trả lời mới",
        "the commune has received everything, but no backup holds all of it. After the daily backup let the commune "
        "take that .gocua file again, and take the new answer here",
    )


def _catch_up(store: Store, reply: Reply, upto: int, last: Answer) -> None:
    """What the newest answer says is held counts even if its changes came too late; then all may have been sent."""
    known, read = store.sync_state(), cursor_of(store)
    if read is None:
        return
    if read.epoch == last.cursor_after(read).epoch:
        held = known.after(reply, upto, late=True)
        if reply.have > known.have:
            # Its scope is as old as it is; everything else it says is passed over.
            only_held = replace(last, changes={}, cursor=read, scope=None, safe=max(last.safe, known.safe))
            take_in_at(store, read, only_held, held)
        elif held.beyond != known.beyond:
            store.note_held(held)
        known = store.sync_state()
    newer = known.last_full_sync is None or last.clock > known.last_full_sync
    if newer and not (known.unsent or last.more or known.revoked):
        store.note_try(last.clock, None)
