"""The server's half of one exchange, without HTTP: a push comes in, an answer goes out."""

from dataclasses import replace
from datetime import datetime

from outreach.domain.errors import ERRORS, ErrorCode, SyncError, TooOldToRead
from outreach.domain.gaps import Run
from outreach.domain.held import Held, accounted
from outreach.server.backups.reading import safe
from outreach.server.database.rows import find
from outreach.server.devices.models import Tablet
from outreach.server.doors import erasure
from outreach.server.guides.packs import packs_of
from outreach.server.records.held import runs_held
from outreach.server.records.models import Quarantine
from outreach.server.transfers.keys import public_key_of
from outreach.sync import seal
from outreach.sync.versions import OLDEST_TOLD, PROTOCOL, told_in
from outreach.sync.wire import MOST_REJECTED, Answer, Cursor, Pack, Push, Rejected

from .accept import accept
from .changes import Page, page_for

_IN_QUARANTINE = {
    ErrorCode.INVALID: (
        "Bản ghi này có lỗi nên được cất riêng để lãnh đạo xã xem lại. Không có gì bị mất.",
        "This record has an error, so it was set aside for the commune leader to review. Nothing is lost.",
    ),
    ErrorCode.REVOKED: (
        "Máy ghi bản này đã bị thu hồi; bản ghi đến sau lúc thu hồi.",
        "The tablet that noted this had been revoked when it came.",
    ),
}


def exchange(commune: str, tablet_id: str, push: Push, at: datetime, late: bool = False) -> Answer:
    """Take a tablet's records and tell it what is new; raises SyncError. ``late`` as for ``accept``.

    A revoked tablet is heard out first: as long as records of it are missing here (a restore may have taken them back),
    it gets an answer without changes, then REVOKED.
    """
    if push.tablet != tablet_id:
        raise SyncError(ErrorCode.AUTH, "the token is another tablet's")
    check_not_newer(push.protocol)
    if push.clock.tzinfo is None:
        raise SyncError(ErrorCode.INVALID, "clock has no time zone")
    accepted = accept(commune, tablet_id, push, at, late)
    tablet = accepted.tablet
    held = runs_held(tablet)
    if not tablet.revoked_at and push.protocol >= OLDEST_TOLD:
        # What a tablet still has to hand in goes first: the next batch, then what is new here.
        page = page_for(tablet, push.cursor, push.most, accepted.own, later=push.goes_on())
        read = push.cursor if push.cursor and push.cursor.snapshot is None else None
        if read and read.epoch == page.cursor.epoch:
            erasure.passed(tablet.commune, tablet.id, read.seq, at)
        return _answer(tablet, at, page, push, held)
    # What is held beyond the records of this push may be another copy's; this one's are still to come.
    if tablet.revoked_at and not push.goes_on() and _is_all_here(tablet, push, held):
        if not late:  # by a file it may learn so later, or never
            Tablet.objects.filter(commune=commune, id=tablet_id).update(told_to_forget_at=at)
        raise SyncError(ErrorCode.REVOKED)
    if push.protocol < OLDEST_TOLD:
        raise TooOldToRead(tablet.have, held)
    return _answer(tablet, at, Page({}, push.cursor or Cursor(), more=False), push, held)


def _is_all_here(tablet: Tablet, push: Push, held: tuple[Run, ...]) -> bool:
    """Whether nothing is missing that the tablet could still hand in."""
    return accounted(Held(tablet.have, beyond=held), push.made, push.lost) >= push.made


def check_protocol(protocol: int) -> None:
    """Raises SyncError (SERVER_TOO_OLD, CLIENT_TOO_OLD) for a protocol in which this server cannot answer."""
    check_not_newer(protocol)
    if protocol < OLDEST_TOLD:
        raise SyncError(ErrorCode.CLIENT_TOO_OLD)


def check_not_newer(protocol: int) -> None:
    """Raises SyncError (SERVER_TOO_OLD) for a protocol that this server does not know; an older one is heard out."""
    if protocol > PROTOCOL:
        raise SyncError(ErrorCode.SERVER_TOO_OLD)


def _answer(tablet: Tablet, at: datetime, page: Page, push: Push, held: tuple[Run, ...]) -> Answer:
    asked, cursor = push.cursor, page.cursor
    brief = push.brief and asked is not None and asked.epoch == cursor.epoch
    told = None if cursor == asked else replace(cursor, epoch="")
    return Answer(
        have=tablet.have,
        safe=safe(tablet),
        clock=at,
        cursor=told if brief else cursor,
        scope=None if brief else tuple(tablet.scope),
        changes=told_in(push.protocol, page.changes),
        rejected=_rejected(tablet),
        packs=_packs(tablet.commune),
        more=page.more,
        seal=_newer_key(tablet.commune, push.seal),
        beyond=held,
        protocol=push.protocol,
    )


def _newer_key(commune: str, known: str | None) -> str:
    """The key for sealed files, where the tablet can use one and knows another or none."""
    if known is None:
        return ""
    public = public_key_of(commune)
    return "" if seal.mark(public) == known else public


def _packs(commune: str) -> tuple[Pack, ...]:
    return tuple(Pack(one.guide.id, one.guide.version, one.hash, one.changed_on) for one in packs_of(commune))


def _rejected(tablet: Tablet) -> tuple[Rejected, ...]:
    """Everything of this tablet in quarantine, told at every exchange so that no lost answer hides it."""
    columns, first = ("n", "code", "aside_at", "aside_why"), "ORDER BY n LIMIT %s"
    rows = find(Quarantine, columns, first, [MOST_REJECTED], commune=tablet.commune, tablet=tablet.id)
    return tuple(Rejected(n, code, *_words(ErrorCode(code), why), aside=at is not None) for n, code, at, why in rows)


def _words(code: ErrorCode, why: str) -> tuple[str, str]:
    if why:
        return (
            f"Lãnh đạo xã đã xem và không tính: {why}",
            f"The commune leader looked at it, and it does not count: {why}",
        )
    return quarantine_words(code)


def quarantine_words(code: ErrorCode) -> tuple[str, str]:
    """Why a record waits in quarantine, in Vietnamese and in English."""
    return _IN_QUARANTINE[code] if code in _IN_QUARANTINE else (ERRORS[code].vi, ERRORS[code].en)
