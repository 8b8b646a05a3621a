"""POST /api/v1/enrol, /api/v1/renew and /api/v1/sync (see docs/protocol.md)."""

from dataclasses import replace
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import is_id
from outreach.server.client_address import client_address
from outreach.server.database.writer import FirstComeLock
from outreach.server.devices import enrolment
from outreach.server.devices.attempts import Attempts
from outreach.server.devices.tokens import bearer_token, holder_of, tablet_of
from outreach.server.ingest.exchange import check_not_newer, check_protocol, exchange
from outreach.sync.wire import MAX_BODY, Enrol, Push, Renew, inflate, pack, unpack

from .errors import answered

MOST_BYTES = 2 * 1024 * 1024
"""Most bytes of a push as it travels: a batch is at most 256 KB, but a record may be long."""
MOST_ENROL_BYTES = 16 * 1024
MOST_ENROL_UNPACKED = 64 * 1024
"""The same, and unpacked, for whoever asks who they are."""
LONGEST_WAIT = 25
"""Seconds: less than a tablet waits for an answer."""

Message = TypeVar("Message", Enrol, Renew, Push)
_wrong_codes = Attempts()
_turns = FirstComeLock(places=2)
"""More exchanges at a time than there is computing for would only make all of them late: the others wait their turn,
once their records have come in."""


class _Protocol(msgspec.Struct):
    protocol: int


_PROTOCOL = msgspec.json.Decoder(_Protocol)


@csrf_exempt
@require_POST
@answered
def enrol(request: HttpRequest) -> HttpResponse:
    """A new tablet shows its code and is told who it is."""
    address = client_address(request)
    wait = _wrong_codes.wait(address)
    if wait:
        raise enrolment.WrongTooOften(wait)
    message = _message(request, Enrol, MOST_ENROL_BYTES, MOST_ENROL_UNPACKED)
    check_protocol(message.protocol)
    if message.request:
        _check_request(message.request)
    try:
        return _packed(enrolment.enrol(message))
    except enrolment.CodeUnknown:
        _wrong_codes.count(address)
        raise


@csrf_exempt
@require_POST
@answered
def renew(request: HttpRequest) -> HttpResponse:
    """A tablet whose store was cloned or set back is told who it is from now on."""
    tablet = tablet_of(bearer_token(request))
    message = _message(request, Renew, MOST_ENROL_BYTES, MOST_ENROL_UNPACKED)
    check_not_newer(message.protocol)  # however old: it still has records to hand in
    _check_request(message.request)
    return _packed(enrolment.renew(tablet, message, now()))


@csrf_exempt
@require_POST
@answered
def sync(request: HttpRequest) -> HttpResponse:
    """One exchange. Whoever has no valid token is turned away before the body is read."""
    commune, tablet = holder_of(bearer_token(request))
    push = _message(request, Push, MOST_BYTES, MAX_BODY)
    try:
        with _turns.held(LONGEST_WAIT) as waited:
            return _packed(replace(exchange(commune, tablet, push, now()), waited=round(waited, 1)))
    except TimeoutError:
        raise SyncError(ErrorCode.BUSY, "too many exchanges at once") from None


def _message(request: HttpRequest, kind: type[Message], most: int, most_unpacked: int) -> Message:
    """The message in the body; its size is judged before it is read, and again while it is unpacked."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise SyncError(ErrorCode.TOO_LARGE)
    body = request.body
    try:
        return unpack(body, kind, most_unpacked)
    except SyncError as error:
        if error.code is ErrorCode.INVALID:
            _check_protocol_of(body)
        raise


def _check_request(request: str) -> None:
    if not is_id(request):
        raise SyncError(ErrorCode.INVALID, "request is not an id")


def _check_protocol_of(body: bytes) -> None:
    """A message that cannot be read may be of another protocol; then that is what to say."""
    try:
        protocol = _PROTOCOL.decode(inflate(body)).protocol
    except (SyncError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    check_protocol(protocol)


def _packed(message: object) -> HttpResponse:
    return HttpResponse(pack(message), content_type="application/json", headers={"Content-Encoding": "gzip"})
