"""The tablet's half of the exchange, without HTTP: send what is unsent, take in what comes, until nothing is left.

Retry, duplicate and reorder are harmless: the store sends from what the server says it has, and takes in
an answer only at the cursor it was asked at.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import msgspec

from outreach import __version__
from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, OutreachError, SyncError, TooOldToRead
from outreach.domain.held import Held, Said
from outreach.domain.records import Commune
from outreach.store import Identity, Incoming, Rejection, Store, SyncState, Trouble

from .ahead import Ask, Start, Told, at_once, next_page
from .pace import Pace
from .seal import mark
from .versions import PROTOCOL
from .wire import (
    BATCH_BYTES,
    CHANGE_KINDS,
    MOST_REJECTED,
    Answer,
    Cursor,
    Enrolled,
    Pack,
    Push,
    from_rows,
    pack,
    rows,
)

APP = f"gocua {__version__}"
MOST_RESTARTS = 3
"""How often one sync begins anew, because the server was set back, before it gives up for now."""
_CURSOR = msgspec.json.Decoder(Cursor)


class Line(Protocol):
    """Whatever carries a packed Push to the server and its Answer back; raises OutreachError."""

    def exchange(self, body: bytes) -> Answer:
        """One request."""
        ...

    def renew(self, request: str) -> Enrolled:
        """Who this tablet is from now on (the line speaks as that one); the same ``request`` may be asked again."""
        ...


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync did. ``clock_ahead`` is how far this tablet's clock is ahead of the server's.

    ``packs`` are the guides the server has for this tablet (see ``outreach.sync.packs``).
    """

    sent: int = 0
    received: int = 0
    clock_ahead: timedelta = timedelta()
    packs: tuple[Pack, ...] = ()


def sync(
    store: Store, line: Line, start: Start = at_once, before_wipe: Callable[[], object] = lambda: None
) -> SyncResult:
    """Exchange until nothing is left both ways; how it ended is kept in the store.

    ``start`` begins the request for a page while the one before it is taken in.

    A store that turns out to be a copy, or set back, goes on as a new tablet and offers anew all it keeps. A revoked
    tablet, once its work is handed over, does what is to be done ``before_wipe`` and forgets everything. Raises
    SyncError or whatever ``line`` raises; what was exchanged before stays exchanged.
    """
    pace = Pace.after(store.sync_state().last_error)
    try:
        try:
            result = _until_nothing_is_left(store, line, pace, start, before_wipe)
        except SyncError as error:
            if error.code is not ErrorCode.IDENTITY_REUSED:
                raise
            _go_on_as_a_new_tablet(store, line)
            result = _until_nothing_is_left(store, line, pace, start, before_wipe)
    except OutreachError as error:
        note_trouble(store, error)
        raise
    store.note_try(now(), None, result.clock_ahead)
    return result


def identity_from(server: str, enrolled: Enrolled) -> Identity:
    """Who the tablet is once ``server`` has enrolled it."""
    return Identity(
        server, enrolled.tablet, enrolled.token, enrolled.commune, enrolled.official, enrolled.scope, enrolled.seal
    )


def next_push(store: Store, size: int) -> Push:
    """The next question: unsent records, at most ``size``, and how far the feed was read."""
    identity = store.identity()
    if identity is None:
        raise SyncError(ErrorCode.AUTH)
    cursor = cursor_of(store)
    state = store.sync_state()
    push = Push(
        tablet=identity.tablet,
        made=state.made,
        clock=now(),
        app=APP,
        cursor=cursor,
        seal=mark(identity.seal),
        held=store.last_held(),
        held_beyond=store.last_held_beyond(),
        brief=True,
        lost=state.lost,
    )
    return push.carrying(store.unsent(size))


def cursor_of(store: Store) -> Cursor | None:
    """How far the store has read the feed."""
    with store.reading():
        kept = store.cursor()
        return _CURSOR.decode(kept) if kept else None


def take_in(store: Store, push: Push, answer: Answer) -> int:
    """Apply the answer to ``push`` in one transaction; the number of changes taken in.

    Raises SyncError (IDENTITY_REUSED) when what the server holds cannot be this tablet's (its data was set back), and
    TooOldToRead when it speaks of things this app does not know: what is held can be taken from the answer even so.
    """
    identity = store.identity()
    if identity is None or identity.tablet != push.tablet:
        return 0  # the answer came late: this tablet goes on under another identity
    return take_in_at(store, push.cursor, answer, _held_after(store, push, answer))


def take_in_at(store: Store, asked: Cursor | None, answer: Answer, held: Held) -> int:
    """Apply an answer to a question at the cursor ``asked``, by which ``held`` is held; else as ``take_in``."""
    incoming = _incoming(asked, answer, held)
    applied = store.apply(msgspec.json.encode(asked) if asked else None, incoming)
    return len(incoming.households) + len(incoming.visits) if applied else 0


def note_trouble(store: Store, error: OutreachError) -> None:
    """Remember why an exchange failed. What a revoked tablet was told before stays said until a sync succeeds."""
    before, trouble = store.sync_state(), Trouble.of(error)
    stays = before.revoked and trouble.code != ErrorCode.REVOKED
    store.note_try(now(), before.last_error if stays else trouble)


def _until_nothing_is_left(
    store: Store, line: Line, pace: Pace, start: Start, before_wipe: Callable[[], object]
) -> SyncResult:
    result = SyncResult()
    restarts = 0
    ahead: tuple[Push, Ask] | None = None
    while True:
        if ahead and cursor_of(store) == ahead[0].cursor:
            push, answered = ahead
        else:
            push, body = _next_batch(store, pace)
            answered = start(partial(_ask, line, body, pace))
        ahead = None
        before = store.sync_state()
        try:
            answer, at = answered()
            if not pace.crowded and (page := next_page(push, answer, pace.page)):
                ahead = page, start(partial(_ask, line, pack(page), pace))
            began = time.monotonic()
            received = take_in(store, push, answer)
            pace.took_in(received, time.monotonic() - began)
        except SyncError as refusal:
            _go_on_after(refusal, store, push, pace, before_wipe)
            continue
        after = store.sync_state()
        result = SyncResult(
            result.sent + max(0, after.held - before.held),
            result.received + received,
            at - answer.clock,
            answer.packs,
        )
        if push.records and _took_none(push, after):
            raise SyncError(ErrorCode.INVALID, "the server took none of the records")
        restarts += _is_restart(push.cursor, answer.cursor_after(push.cursor)) or after.have < before.have
        if restarts > MOST_RESTARTS:
            raise SyncError(ErrorCode.BUSY, "the server was set back too often")
        if not (answer.more or after.unsent or store.cursor() is None):
            return result


def _go_on_after(refusal: SyncError, store: Store, push: Push, pace: Pace, before_wipe: Callable[[], object]) -> None:
    """Make ready for the next question what a refused one leaves to do; raises the refusal when there is nothing."""
    if isinstance(refusal, TooOldToRead):
        store.note_held(_held_after(store, push, refusal))
        after = store.sync_state()
        # It goes on handing in; only when nothing is left is somebody told why nothing comes back.
        if _took_none(push, after) or not after.unsent:
            raise refusal
    elif refusal.code is ErrorCode.REVOKED:
        before_wipe()
        if store.wipe(push.made):
            raise refusal
    elif refusal.code is ErrorCode.TOO_LARGE and pace.size > 1:
        pace.size //= 2
    else:
        raise refusal


def _next_batch(store: Store, pace: Pace) -> tuple[Push, bytes]:
    """The next question, packed, of a size that travels."""
    push = replace(next_push(store, pace.size), most=pace.page)
    body = pack(push)
    while len(body) > BATCH_BYTES and pace.size > 1:
        pace.size //= 2
        push = push.carrying(store.unsent(pace.size))
        body = pack(push)
    return push, body


def _ask(line: Line, body: bytes, pace: Pace) -> Told:
    """The answer, and when it came."""
    began = time.monotonic()
    answer = line.exchange(body)
    pace.took(time.monotonic() - began, answer.waited)
    return answer, now()


def _took_none(push: Push, after: SyncState) -> bool:
    """Whether the server holds nothing of a push. How much it holds in all says nothing: it may be set back."""
    return not any(map(after.holds, push.sent()))


def _go_on_as_a_new_tablet(store: Store, line: Line) -> None:
    identity = store.identity()
    if identity is None:
        raise SyncError(ErrorCode.AUTH)
    renewed = identity_from(identity.server, line.renew(store.identity_request()))
    if not renewed.official.name:  # unknown there since a restore
        renewed = replace(renewed, official=identity.official)
    store.enrol(renewed, renewed=True)


def _is_restart(asked: Cursor | None, told: Cursor) -> bool:
    """Whether the answer reads the feed from its start: a first sync, or a server created or set back since."""
    return asked is None or asked.epoch != told.epoch


def _held_after(store: Store, push: Push, said: Said) -> Held:
    """What is known to be held after what was ``said`` to a push: its records were compared, those that follow not."""
    return store.sync_state().after(said, push.last_sent())


def _incoming(asked: Cursor | None, answer: Answer, held: Held) -> Incoming:
    if answer.protocol > PROTOCOL:
        raise TooOldToRead(answer.have, answer.beyond, f"protocol {answer.protocol}")
    cursor = answer.cursor_after(asked)
    changes: dict[str, list[Any]] = {}
    for kind, columns in answer.changes.items():
        if kind not in CHANGE_KINDS:
            raise TooOldToRead(answer.have, answer.beyond, f"unknown kind of change: {kind}")
        try:
            changes[kind] = from_rows(rows(columns), CHANGE_KINDS[kind])
        except msgspec.ValidationError as error:
            raise TooOldToRead(answer.have, answer.beyond, f"{kind}: {error}") from None
    communes: list[Commune] = changes.get("commune", [])
    last = answer.beyond[-1][1] if answer.beyond else answer.have
    return Incoming(
        held=held,
        safe=answer.safe,
        cursor=msgspec.json.encode(cursor),
        scope=answer.scope,
        at=answer.clock,
        restart=_is_restart(asked, cursor),
        complete=cursor.snapshot is None,
        commune=communes[-1] if communes else None,
        hamlets=changes.get("hamlet", []),
        officials=changes.get("official", []),
        households=changes.get("household", []),
        visits=changes.get("visit", []),
        answers=changes.get("answer", []),
        contests=changes.get("contested", []),
        erased=changes.get("erased", []),
        rejected=[Rejection(one.n, one.code, one.vi, one.en, one.aside) for one in answer.rejected],
        listed=last if len(answer.rejected) < MOST_REJECTED else answer.rejected[-1].n,
        seal=answer.seal,
    )
