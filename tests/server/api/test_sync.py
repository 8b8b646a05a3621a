"""POST /api/v1/sync and /enrol as bytes: strangers first, then bodies of every bad kind, then the real thing."""

import gzip
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from outreach.domain.errors import ERRORS, ErrorCode
from outreach.server.api import views
from outreach.server.devices import enrolment
from outreach.server.devices.attempts import Attempts
from outreach.server.devices.models import Tablet
from outreach.server.records.models import Receipt
from outreach.sync import wire
from outreach.sync.wire import Answer, Enrol, Enrolled, Renew, pack, unpack
from tests.server.cast import HAMLETS, NOW, Cast

SYNC, ENROL, RENEW = "/api/v1/sync", "/api/v1/enrol", "/api/v1/renew"


@pytest.fixture(autouse=True)
def _nobody_guessed_yet(monkeypatch):
    monkeypatch.setattr(views, "_wrong_codes", Attempts())


def post(path: str, body: bytes, token: str | None = None, **headers):
    headers = {"Content-Encoding": "gzip"} | ({"Authorization": f"Bearer {token}"} if token else {}) | headers
    return Client().post(path, body, content_type="application/json", headers=headers)


def code_in(response) -> ErrorCode:
    """The problem's code; its status and sentences must be those of the list."""
    assert response["Content-Type"] == "application/json"
    assert "Content-Encoding" not in response
    problem = json.loads(response.content)
    code = ErrorCode(problem["code"])
    assert response.status_code == ERRORS[code].status
    assert problem["vi"]
    assert problem["en"]
    assert problem["retry"] is ERRORS[code].retry
    return code


def test_without_a_token_nobody_is_heard(cast: Cast):
    body = pack(cast.push(cast.visit()))
    for token in (None, "", "guess", "20179.guess", cast.enrolled.token + "x", cast.enrolled.token.lower()):
        assert code_in(post(SYNC, body, token)) is ErrorCode.AUTH
    assert code_in(post(SYNC, body, Authorization=f"Basic {cast.enrolled.token}")) is ErrorCode.AUTH
    assert not Receipt.objects.exists()


def test_a_login_to_the_pages_opens_nothing_here(cast: Cast, an: Client):
    assert code_in(an.post(SYNC, pack(cast.push()), content_type="application/json")) is ErrorCode.AUTH


def test_a_stranger_is_turned_away_before_the_body_is_read(db):
    assert code_in(post(SYNC, b"x" * (views.MOST_BYTES + 1))) is ErrorCode.AUTH


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
@pytest.mark.parametrize("path", [SYNC, ENROL])
def test_only_post(db, path, method):
    assert getattr(Client(), method)(path).status_code == 405


BODIES = {
    "nothing": b"",
    "no gzip": b'{"tablet": "x"}',
    "gzip cut short": gzip.compress(b'{"tablet": "x"}')[:-9],
    "gzip damaged": gzip.compress(b"{}")[:10] + b"\xff\xff\xff" + gzip.compress(b"{}")[13:],
    "not json": gzip.compress(b"hello"),
    "a list": gzip.compress(b"[]"),
    "null": gzip.compress(b"null"),
    "not a number": gzip.compress(b'{"made": NaN}'),
    "an endless number": gzip.compress(b'{"made": ' + b"9" * 5000 + b"}"),
    "nested": gzip.compress(b"[" * 30_000 + b"]" * 30_000),
    "nested records": gzip.compress(b'{"records": {"visit": {"n": ' + b"[" * 30_000 + b"]" * 30_000 + b"}}}"),
    "no utf-8": gzip.compress(b'{"tablet": "\xff\xfe"}'),
    "half a letter": gzip.compress(b'{"tablet": "\\ud800"}'),
    "fields missing": gzip.compress(b'{"tablet": "x"}'),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_cannot_be_read(cast: Cast, body):
    assert code_in(post(SYNC, body, cast.enrolled.token)) is ErrorCode.INVALID
    assert code_in(post(ENROL, body)) is ErrorCode.INVALID


def test_an_id_that_is_none(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[2].id])
    assert code_in(post(ENROL, pack(Enrol(code, "máy", "0.1.0", NOW, request="again")))) is ErrorCode.INVALID
    assert code_in(post(RENEW, pack(Renew("again", "0.1.0", NOW)), cast.enrolled.token)) is ErrorCode.INVALID


def test_a_huge_body_and_a_bomb(cast: Cast):
    token = cast.enrolled.token
    assert code_in(post(SYNC, b"\x1f\x8b" + bytes(views.MOST_BYTES), token)) is ErrorCode.TOO_LARGE
    bomb = gzip.compress(bytes(wire.MAX_BODY + 1))
    assert len(bomb) < views.MOST_BYTES
    assert code_in(post(SYNC, bomb, token)) is ErrorCode.TOO_LARGE
    assert code_in(post(ENROL, bytes(views.MOST_ENROL_BYTES + 1))) is ErrorCode.TOO_LARGE


def test_columns_that_do_not_fit_together(cast: Cast):
    push = cast.push(cast.visit())
    push.records["visit"]["n"].append(2)
    assert code_in(post(SYNC, pack(push), cast.enrolled.token)) is ErrorCode.INVALID


def test_a_message_of_a_later_protocol_is_not_called_unreadable(cast: Cast):
    body = gzip.compress(b'{"protocol": 3, "something": "new"}')
    assert code_in(post(SYNC, body, cast.enrolled.token)) is ErrorCode.SERVER_TOO_OLD
    assert code_in(post(ENROL, body)) is ErrorCode.SERVER_TOO_OLD


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("database or disk is full", ErrorCode.DISK_FULL),
        ('could not extend file "base/1": No space left on device', ErrorCode.DISK_FULL),
        ("database is locked", ErrorCode.BUSY),
        ("server closed the connection unexpectedly", ErrorCode.BUSY),
    ],
)
def test_a_database_in_trouble(cast: Cast, monkeypatch, message, code):
    def fail(*_):
        raise OperationalError(message)

    monkeypatch.setattr(views, "exchange", fail)
    assert code_in(post(SYNC, pack(cast.push()), cast.enrolled.token)) is code


def test_a_connection_that_was_cut_is_trouble_of_the_database_too(cast: Cast, monkeypatch):
    def fail(*_):
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(views, "exchange", fail)
    assert code_in(post(SYNC, pack(cast.push()), cast.enrolled.token)) is ErrorCode.BUSY


def test_an_exchange(cast: Cast):
    response = post(SYNC, pack(cast.push(cast.visit(), cast.refusal())), cast.enrolled.token)
    assert (response.status_code, response["Content-Encoding"]) == (200, "gzip")
    answer = unpack(response.content, Answer)
    assert (answer.have, answer.safe, answer.rejected) == (2, 0, ())
    assert len(answer.changes["household"]["id"]) == 8


def test_a_revoked_tablet_is_told_so(cast: Cast):
    enrolment.revoke(cast.tablet)
    assert code_in(post(SYNC, pack(cast.push(cast.visit())), cast.enrolled.token)) is ErrorCode.REVOKED
    assert Receipt.objects.count() == 1


def test_enrolling(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id])
    body = pack(Enrol(code, "máy mới", "0.1.0", NOW))
    assert code_in(post(ENROL, pack(Enrol(code, "", "", NOW, protocol=9)))) is ErrorCode.SERVER_TOO_OLD
    enrolled = unpack(post(ENROL, body).content, Enrolled)
    assert Tablet.objects.get(id=enrolled.tablet).scope == [HAMLETS[0].id]
    again = post(ENROL, body)
    assert code_in(again) is ErrorCode.AUTH
    assert "đã dùng" in json.loads(again.content)["vi"]


def test_guessing_codes_is_slowed_down(cast: Cast):
    body = pack(Enrol("AAAA2222", "x", "0.1.0", NOW))
    for _ in range(10):
        assert code_in(post(ENROL, body)) is ErrorCode.AUTH
    refused = post(ENROL, body)
    assert code_in(refused) is ErrorCode.BUSY
    assert "Hãy chờ 15 phút nữa, rồi xin lãnh đạo xã mã mới" in refused.json()["vi"]
    assert "Wait another 15 min, then ask the leader for a new code" in refused.json()["en"]
    elsewhere = {"X-Forwarded-For": "198.51.100.7"}
    assert code_in(post(ENROL, body, **elsewhere)) is ErrorCode.AUTH


def test_who_shows_a_code_that_was_used_or_is_too_old_guesses_nothing(cast: Cast):
    """Twenty people in one room type the code of one of them: then the others' own codes are still taken."""
    used, old = (enrolment.make_code(cast.binh, [HAMLETS[0].id], at) for at in (None, NOW - timedelta(days=1)))
    assert post(ENROL, pack(Enrol(used, "x", "0.1.0", NOW))).status_code == 200
    for code in [used, old] * 10:
        assert code_in(post(ENROL, pack(Enrol(code, "x", "0.1.0", NOW)))) is ErrorCode.AUTH
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id])
    assert post(ENROL, pack(Enrol(code, "x", "0.1.0", NOW))).status_code == 200


def test_a_tablet_renews_itself_with_its_token(cast: Cast):
    body = pack(Renew("A" * 22, "0.1.0", NOW))
    assert code_in(post(RENEW, body)) is ErrorCode.AUTH
    assert code_in(post(RENEW, pack(Renew("short", "0.1.0", NOW)), cast.enrolled.token)) is ErrorCode.INVALID
    assert code_in(post(RENEW, pack(Renew("A" * 22, "", NOW, protocol=9)), cast.enrolled.token)) is (
        ErrorCode.SERVER_TOO_OLD
    )
    renewed = unpack(post(RENEW, body, cast.enrolled.token).content, Enrolled)
    assert renewed.tablet != cast.enrolled.tablet
    push = replace(cast.push(cast.visit()), tablet=renewed.tablet)
    assert unpack(post(SYNC, pack(push), renewed.token).content, Answer).have == 1


def test_who_had_to_wait_is_told_how_long(cast: Cast, monkeypatch):
    class Turns:
        @contextmanager
        def held(self, timeout):
            yield 1.26

    body = pack(cast.push(cast.visit()))
    assert unpack(post(SYNC, body, cast.enrolled.token).content, Answer).waited == 0
    monkeypatch.setattr(views, "_turns", Turns())
    assert unpack(post(SYNC, body, cast.enrolled.token).content, Answer).waited == 1.3


def test_whose_turn_does_not_come_is_told_to_try_again(cast: Cast, monkeypatch):
    monkeypatch.setattr(views, "LONGEST_WAIT", 0.01)
    with views._turns.held(0), views._turns.held(0):
        assert code_in(post(SYNC, pack(cast.push(cast.visit())), cast.enrolled.token)) is ErrorCode.BUSY
    assert not Receipt.objects.exists()
