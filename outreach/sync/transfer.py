"""The exchange without a network: what is unsent as a sealed file, the answer back as another, and carrying files
for other tablets. Taking anything twice is harmless, as it is over the network."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import Protocol

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, OutreachError, SyncError, TooOldToRead
from outreach.domain.gaps import Run, joined, without
from outreach.domain.identity import new_id
from outreach.store import Exported, Store

from .ahead import Start, at_once
from .client import Unreachable, error_of
from .exchange import Line, SyncResult, next_push, note_trouble, sync, take_in, take_in_held
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
from .wire import BATCH_BYTES, BATCH_RECORDS, Answer, Push, pack

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
    """A sealed file and what it is called; ``last`` is the highest number in it."""

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
    size, records = BATCH_RECORDS, 0
    bodies: list[bytes] = []
    while not bodies or (last < state.made and sum(map(len, bodies)) <= _ROOM):
        push = first.carrying(store.unsent(size, last))
        body = pack(push)
        if len(body) > BATCH_BYTES and size > 1:
            size //= 2
            continue
        bodies.append(body)
        records += len(push.sent())
        last = push.last_sent()
    header = Header(Kind.PUSH, identity.commune.code, new_id())
    data = write_letter(identity.seal, header, Letter(identity.token, tuple(bodies)))
    return Export(header.name, header.commune, data, records, last)


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
    push = next_push(store, 0)
    _check_own(store, reply)
    asked = reply.asked
    for answer in reply.answers:
        known = store.sync_state()
        cursor = answer.cursor_after(asked)
        if asked is not None and asked.epoch == cursor.epoch and answer.have >= reply.known:
            # The server has held more since. A new epoch takes that back, or that it lacks what the file took for held.
            if answer.have < known.have:
                break  # nor does what is in quarantine by this answer say what became of the rest
            answer = replace(answer, safe=max(answer.safe, known.safe))
        if answer.have < known.forgotten:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"held up to {answer.have}, forgotten up to {known.forgotten}")
        try:
            take_in(store, replace(push, cursor=asked), answer)
        except TooOldToRead as told:
            _take_in_held(store, push, reply)
            note_trouble(store, told)
            raise
        asked = cursor
    if asked is not None and reply.answers:
        _catch_up(store, push, reply, replace(reply.answers[-1], cursor=asked))
    if reply.problem is not None:
        error = error_of(reply.problem)
        if error.code is ErrorCode.CLIENT_TOO_OLD and not reply.answers:
            _take_in_held(store, push, reply)
        if error.code is ErrorCode.REVOKED:
            # Whether anything was erased only this tablet knows.
            wiped = store.wipe(_accounted_for(store, reply, reply.safe, reply.safe_beyond))
            error = SyncError(ErrorCode.REVOKED) if wiped else _not_erased_yet(store, reply)
        note_trouble(store, error)
        raise error


def _take_in_held(store: Store, push: Push, reply: Reply) -> None:
    """Remember what the server holds, which is all that this app understands of its answer."""
    least = 0 if reply.have < reply.known else store.sync_state().have
    take_in_held(store, push, max(reply.have, least))


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


def _check_own(store: Store, reply: Reply) -> None:
    """Raises SyncError (IDENTITY_REUSED) when what the server holds is not what this store made under those numbers.

    What one store numbered before is the same wherever its last number is, so one comparison is enough.
    """
    made = store.sync_state().made
    if reply.have > made:
        raise SyncError(ErrorCode.IDENTITY_REUSED, f"made {made}, the server has {reply.have}")
    n, id_ = reply.held or (0, "")
    if (own := store.id_of(n)) and own != id_:
        raise SyncError(ErrorCode.IDENTITY_REUSED, f"record {n} is held with other content")


def _accounted_for(store: Store, reply: Reply, upto: int, beyond: tuple[Run, ...]) -> int:
    """The number up to which nothing that this tablet keeps is missing, where all up to ``upto`` and what lies
    ``beyond`` a gap is there: numbers that nobody has can never be."""
    if not _is_own_beyond(store, reply):
        return upto
    return joined([(0, upto)], [*beyond, *store.sync_state().lost])[0][1]


def _is_own_beyond(store: Store, reply: Reply) -> bool:
    """Whether what is held beyond a gap is certainly this tablet's own: a copy may have lost, and made, others."""
    n, id_ = (reply.last if reply.beyond else reply.held) or (0, "")
    return store.id_of(n) == id_


def _not_erased_yet(store: Store, reply: Reply) -> NotErasedYet:
    """What is awaited before a revoked tablet may forget what it keeps.

    An answer may lie about for weeks, and the server be set back meanwhile to before what it says is held. So only what
    a verified backup holds is let go of. Over the network an answer is as old as its request, and nothing is awaited.
    """
    if _accounted_for(store, reply, reply.have, reply.beyond) < store.sync_state().made:
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


def _catch_up(store: Store, push: Push, reply: Reply, last: Answer) -> None:
    """What the newest answer says is held counts even if its changes came too late; then all may have been sent."""
    state, identity = store.sync_state(), store.identity()
    read = next_push(store, 0).cursor
    if identity is None or read is None:
        return
    same = read.epoch == last.cursor_after(read).epoch
    if same and last.have > state.have:
        # Its scope is as old as it is; everything else it says is passed over.
        only_have = replace(last, changes={}, cursor=read, scope=identity.scope, safe=max(last.safe, state.safe))
        take_in(store, replace(push, cursor=read), only_have)
        state = store.sync_state()
    if same and reply.beyond and _is_own_beyond(store, reply):
        store.note_held(state.have, without(joined(state.beyond, reply.beyond), [(0, state.have)]))
        state = store.sync_state()
    newer = state.last_full_sync is None or last.clock > state.last_full_sync
    if newer and not (state.unsent or last.more or state.revoked):
        store.note_try(last.clock, None)
