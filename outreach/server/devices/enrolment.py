"""Enrolling a tablet with a code, giving it a new identity, and revoking it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.db import Error, transaction

from outreach.domain import enrolment_code
from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, OutreachError, SyncError
from outreach.domain.identity import new_id
from outreach.domain.vietnamese import format_clock
from outreach.server.backups import lasting
from outreach.server.people.models import User
from outreach.server.people.team import official_of
from outreach.server.places import mapping
from outreach.server.places.models import Hamlet
from outreach.server.transfers.keys import public_key_of
from outreach.sync.wire import Enrol, Enrolled, Renew

from .models import EnrolmentCode, Tablet
from .tokens import digest, new_code, new_tablet_token

VALID_FOR = timedelta(minutes=15)


class CodeRefused(OutreachError):
    """An enrolment code that is wrong, used or too old; the sentence says which."""


class CodeUnknown(CodeRefused):
    """A code that nobody made: mistyped, or guessed."""

    def __init__(self) -> None:
        super().__init__(
            "Mã ghép máy không đúng. Hãy xem lại mã trên màn hình của lãnh đạo xã rồi nhập lại.",
            "This enrolment code is not right. Check it on the leader's screen and type it again.",
        )


class OwedElsewhere(SyncError):
    """The tablet holds work that another commune must get first. The code was not used, and is good ``until`` then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(ErrorCode.SCOPE, "unsent work for another commune")
        end = format_clock(until)
        OutreachError.__init__(
            self,
            f"Máy còn lượt chưa gửi, hoặc lượt thăm đang dở, của xã đang dùng máy. Hãy làm xong hoặc bỏ lượt dở, "
            f"đồng bộ với xã ấy, rồi nhập lại mã này: mã chưa dùng, còn hạn đến {end}.",
            f"This tablet still holds unsent visits, or one under way, of the commune that uses it. Finish or drop "
            f"that one, sync with that commune, then enter this code again: it was not used and is good until {end}.",
        )


class WrongTooOften(SyncError):
    """No code is taken from this network for another ``wait`` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(ErrorCode.BUSY, "too many wrong codes")
        minutes = ceil(wait / 60)
        OutreachError.__init__(
            self,
            f"Mạng này đã gửi sai mã ghép máy quá nhiều lần nên máy chủ tạm không nhận mã nào, kể cả mã đúng. Hãy chờ "
            f"{minutes} phút nữa, rồi xin lãnh đạo xã mã mới và nhập lại.",
            f"Too many wrong enrolment codes came from this network, so no code is taken for now, not even a right "
            f"one. Wait another {minutes} min, then ask the leader for a new code and enter it.",
        )


def make_code(person: User, hamlets: Iterable[str], at: datetime | None = None) -> str:
    """A code with which one tablet of ``person`` is enrolled for these hamlet ids: 15 minutes, one use."""
    at = at or now()
    scope = sorted(set(hamlets))
    known = set(Hamlet.objects.filter(commune=person.commune, id__in=scope).values_list("id", flat=True))
    if not scope or set(scope) != known:
        raise OutreachError(
            "Hãy chọn ít nhất một thôn của xã cho máy này.",
            "Choose at least one hamlet of the commune for this tablet.",
        )
    code = new_code()
    EnrolmentCode.objects.create(
        commune=person.commune,
        code_hash=digest(code),
        official=person.official,
        scope=scope,
        made_at=at,
        expires_at=at + VALID_FOR,
    )
    return code


def enrol(request: Enrol, at: datetime | None = None) -> Enrolled:
    """Make the tablet that a code stands for; raises CodeRefused, or OwedElsewhere.

    The same request again, its answer lost, gives the same tablet (with another token, the lost one is void) as long
    as the code is good and nothing was heard of that tablet. The code alone does not: others may have seen it.
    """
    at = at or now()
    asked = digest(request.request) if request.request else ""
    with transaction.atomic():
        code = _code(enrolment_code.as_made(request.code))
        found = _unheard(code) if asked and asked == code.request_hash else None
        _check_open(code, found, at)
        if request.owes not in ("", code.commune):
            raise OwedElsewhere(code.expires_at)
        token = new_tablet_token(code.commune)
        tablet = found or Tablet(
            commune=code.commune,
            id=new_id(),
            official=code.official,
            device=_kept(request.device, 120),
            scope=code.scope,
            enrolled_at=at,
            last_full_sync=at,
        )
        tablet.token_hash, tablet.app, tablet.last_seen = digest(token), _kept(request.app, 40), at
        tablet.save(force_insert=found is None)
        code.used_at, code.tablet, code.request_hash = at, tablet.id, asked
        code.save(update_fields=["used_at", "tablet", "request_hash"])
        return _enrolled(tablet, token, at)


def renew(old: Tablet, request: Renew, at: datetime) -> Enrolled:
    """A new identity for a tablet whose store was cloned or set back. Of a revoked one it is revoked too: it can hand
    in what it noted, no more.

    The same request again, its answer lost, gives the same tablet (with another token) as long as it has handed
    in nothing: after that, whoever asks is another copy.
    """
    with transaction.atomic():
        # The lock keeps two askers from making two tablets for one request; it may have been revoked since it asked.
        old = Tablet.objects.select_for_update().get(commune=old.commune, id=old.id)
        token = new_tablet_token(old.commune)
        made = Tablet.objects.select_for_update().filter(commune=old.commune, renewed_from=old.id)
        found = made.filter(renewal=request.request, made=0).first()
        tablet = found or Tablet(
            commune=old.commune,
            id=new_id(),
            official=old.official,
            device=old.device,
            scope=old.scope,
            enrolled_at=at,
            last_full_sync=old.last_full_sync,
            renewed_from=old.id,
            renewal=request.request,
        )
        tablet.revoked_at = tablet.revoked_at or old.revoked_at
        tablet.token_hash, tablet.app, tablet.last_seen = digest(token), _kept(request.app, 40), at
        tablet.save(force_insert=found is None)
        Tablet.objects.filter(commune=old.commune, id=old.id).update(superseded_at=at)
        return _enrolled(tablet, token, at)


def revoke(tablet: Tablet, at: datetime | None = None) -> None:
    """Stop trusting a tablet: what it still hands in goes to quarantine, then it is told to forget all.

    Raises DoneLater where that is noted, but the database did not take it.
    """
    at, noted = at or now(), False
    try:
        with transaction.atomic():
            trusted = Tablet.objects.filter(commune=tablet.commune, id=tablet.id, revoked_at=None)
            trusted.update(revoked_at=at)
            # Last: what was noted but not committed is done at the next start, the other way round nobody would know.
            noted = lasting.note_revoked(tablet.commune, tablet.id, at)
    except Error as error:
        if noted:
            raise lasting.DoneLater from error
        raise


def _enrolled(tablet: Tablet, token: str, at: datetime) -> Enrolled:
    return Enrolled(
        tablet=tablet.id,
        token=token,
        commune=mapping.commune(tablet.commune),
        official=official_of(tablet.commune, tablet.official),
        scope=tuple(tablet.scope),
        clock=at,
        seal=public_key_of(tablet.commune),
    )


def _kept(text: str, longest: int) -> str:
    return text.replace("\x00", "")[:longest]


def _code(code: str) -> EnrolmentCode:
    """The code's row, locked; raises CodeUnknown."""
    found = None
    if len(code) == enrolment_code.LENGTH:
        found = EnrolmentCode.objects.select_for_update().filter(code_hash=digest(code)).first()
    if found is None:
        raise CodeUnknown
    return found


def _unheard(code: EnrolmentCode) -> Tablet | None:
    """The tablet that a code made, locked, if it is trusted and has not been heard of since."""
    made = Tablet.objects.in_use(code.commune).filter(id=code.tablet, last_seen=code.used_at)
    return made.select_for_update().first()


def _check_open(code: EnrolmentCode, found: Tablet | None, at: datetime) -> None:
    """Raises CodeRefused for one that is too old, or was used other than for the tablet ``found``."""
    if code.used_at and not found:
        raise CodeRefused(
            "Mã ghép máy này đã dùng rồi. Mỗi mã chỉ ghép được một máy; hãy xin lãnh đạo xã mã mới.",
            "This enrolment code has been used. Each code enrols one tablet; ask the leader for a new one.",
        )
    if code.expires_at <= at:
        raise CodeRefused(
            "Mã ghép máy đã hết hạn (15 phút). Hãy xin lãnh đạo xã mã mới.",
            "This enrolment code has expired (15 minutes). Ask the leader for a new one.",
        )
