"""Whatever is sent to the real server: an answer from the closed list, and nothing kept that should not be."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from hypothesis import HealthCheck, given, settings

from outreach.domain.clock import now
from outreach.domain.errors import ERRORS, ErrorCode
from outreach.sync.wire import Enrol, Numbered, Problem, Push, pack_records

from . import bad_bodies
from .commune import Commune, Tablet, a_visit

MORE_MEMORY = 64 * 1024
"""kB that a server may grow by while bodies of 1 GB break on it: one unpacked body, twice over."""


@pytest.fixture
def tablet(commune: Commune, enrol: Callable[..., Tablet]) -> Tablet:
    """A tablet whose token the bad bodies come with."""
    return enrol(commune)


def push(tablet: Tablet) -> dict[str, Any]:
    """A good push with one visit, as JSON would have it."""
    visit = a_visit(tablet.doors[0], tablet.official, 5)
    message = Push(tablet.id, 1, now(), "bad", tablet.cursor, pack_records([Numbered(1, visit)]))
    built: dict[str, Any] = msgspec.to_builtins(message)
    return built


def enrolment() -> dict[str, Any]:
    """A good question with a code that nobody made."""
    built: dict[str, Any] = msgspec.to_builtins(Enrol("ABCDEFGH", "bad", "bad", now()))
    return built


def post(
    commune: Commune, path: str, body: Any, token: str | bytes | None = None, address: str = ""
) -> requests.Response:
    headers: dict[str, str | bytes] = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = b"Bearer " + (token if isinstance(token, bytes) else token.encode())
    if address:
        headers["X-Forwarded-For"] = address
    return requests.post(f"{commune.address}/api/v1/{path}", body, headers=headers, timeout=60)


def told(response: requests.Response) -> ErrorCode | None:
    """The code of a refusal, which must be one of the list under its own status; None for a success."""
    if response.status_code == 200:
        assert response.headers["Content-Encoding"] == "gzip"
        return None
    problem = msgspec.json.decode(response.content, type=Problem, strict=True)
    code = ErrorCode(problem.code)
    assert response.status_code == ERRORS[code].status
    return code


@pytest.fixture
def unchanged(commune: Commune):
    """Rows by table must be after the test what they were before; enrolling comes first."""
    before = commune.oracle.ask("sizes")
    yield
    assert commune.oracle.ask("sizes") == before


@pytest.mark.parametrize("body", bad_bodies.UNREADABLE.values(), ids=bad_bodies.UNREADABLE.keys())
def test_what_cannot_be_read(commune, tablet, unchanged, body):
    assert told(post(commune, "sync", body(push(tablet)), tablet.token)) is ErrorCode.INVALID
    assert told(post(commune, "enrol", body(enrolment()), address="192.0.2.1")) is ErrorCode.INVALID


@pytest.mark.parametrize("body", bad_bodies.REFUSED.values(), ids=bad_bodies.REFUSED.keys())
def test_a_push_that_makes_no_sense(commune, tablet, unchanged, body):
    assert told(post(commune, "sync", body(push(tablet)), tablet.token)) is ErrorCode.INVALID


@pytest.mark.parametrize("body", bad_bodies.SET_ASIDE.values(), ids=bad_bodies.SET_ASIDE.keys())
def test_a_record_that_makes_no_sense(commune, tablet, body):
    assert told(post(commune, "sync", body(push(tablet)), tablet.token)) is None
    held = commune.oracle.ask("held", tablet=tablet.id, above=0)
    assert ([n for n, _ in held["quarantine"]], held["visit"]) == ([1], [])


@pytest.mark.parametrize("field", ["household", "hamlet"])
def test_ids_of_another_commune(commune, tablet, field):
    theirs = commune.oracle.ask("elsewhere")
    body = bad_bodies.with_column(field, theirs[field])(push(tablet))
    assert told(post(commune, "sync", body, tablet.token)) is None
    held = commune.oracle.ask("held", tablet=tablet.id, above=0)
    assert ([n for n, _ in held["quarantine"]], held["visit"]) == ([1], [])


def test_a_far_number_leaves_a_gap_and_takes_no_time(commune, tablet):
    body = bad_bodies.with_column("n", 10**9, made=10**9)(push(tablet))
    assert told(post(commune, "sync", body, tablet.token)) is None
    assert commune.oracle.ask("held", tablet=tablet.id, above=0)["receipt"][0][0] == 10**9
    assert commune.oracle.ask("wrong") == []


@pytest.mark.parametrize(
    "cursor",
    [{"seq": 10**30}, {"seq": -(10**30)}, {"snapshot": "\x00"}, {"snapshot": "z" * 9999}, {"hash": "\x00" * 99}],
    ids=repr,
)
def test_a_cursor_that_nobody_gave(commune, tablet, cursor):
    body = bad_bodies.squeezed({**push(tablet), "records": {}, "cursor": {**push(tablet)["cursor"], **cursor}})
    assert told(post(commune, "sync", body, tablet.token)) in (None, ErrorCode.INVALID)


def test_tokens_of_others(commune, tablet, enrol):
    other = enrol(commune)
    good = bad_bodies.squeezed(push(tablet))
    before = commune.oracle.ask("sizes")
    for token in (
        other.token,
        "",
        "20179.",
        "20179." + "x" * 43,
        "99999" + tablet.token[5:],
        "é" * 5 + ".x",
        "." * 5000,
    ):
        answer = post(commune, "sync", good, token.encode())
        assert told(answer) is ErrorCode.AUTH, token
    assert told(post(commune, "sync", good)) is ErrorCode.AUTH
    assert commune.oracle.ask("sizes") == before


def test_a_gigabyte_under_gzip_takes_no_memory(commune, tablet, unchanged):
    body = bad_bodies.bomb()
    assert len(body) < 2 * 1024 * 1024
    told(post(commune, "sync", bad_bodies.squeezed(push(tablet))[:-9], tablet.token))  # whatever is loaded late
    before = memory(commune)
    for _ in range(4):
        assert told(post(commune, "sync", body, tablet.token)) is ErrorCode.TOO_LARGE
    for path in ("sync", "enrol"):
        assert told(post(commune, path, body * 3, tablet.token, "192.0.2.2")) is ErrorCode.TOO_LARGE
    after = memory(commune)
    assert all(after[pid] - peak < MORE_MEMORY for pid, peak in before.items())


def test_bodies_without_a_length(commune, tablet, unchanged):
    """Sent in pieces, so that nobody knows how much there will be."""
    pieces = iter([bad_bodies.bomb()] * 3)
    assert told(post(commune, "sync", pieces, tablet.token)) in (ErrorCode.INVALID, ErrorCode.TOO_LARGE)


def memory(commune: Commune) -> dict[int, int]:
    """The most memory each worker ever held, in kB."""
    status = {pid: Path(f"/proc/{pid}/status").read_text() for pid in commune.workers()}
    return {pid: int(re.findall(r"VmHWM:\s+(\d+)", text)[0]) for pid, text in status.items()}


def test_anything_at_all(commune, tablet, often):
    """Drawn at random: noise, JSON of any form, and good messages spoiled in one or two places."""
    message, question = push(tablet), enrolment()
    few = settings(max_examples=often(40, 5000), suppress_health_check=list(HealthCheck), derandomize=True)
    seen = 0

    @few
    @given(bad_bodies.BYTES | bad_bodies.spoiled(message))
    def to_sync(body: bytes) -> None:
        before = commune.oracle.ask("sizes")
        code = told(post(commune, "sync", body, tablet.token))
        after = commune.oracle.ask("sizes")
        if code is None:
            assert after["places_household"] == before["places_household"]
            assert after["devices_tablet"] == before["devices_tablet"]
        else:
            assert after == before

    @few
    @given(bad_bodies.BYTES | bad_bodies.spoiled(question))
    def to_enrol(body: bytes) -> None:
        nonlocal seen
        seen += 1
        before = commune.oracle.ask("sizes")
        assert told(post(commune, "enrol", body, address=f"198.51.{seen // 250}.{seen % 250}")) is not None
        assert commune.oracle.ask("sizes") == before

    to_sync()
    to_enrol()
    held = commune.oracle.ask("held", tablet=tablet.id, above=0)
    assert len(held["receipt"]) == len(held["visit"]) + len(held["quarantine"]) + held["refusals"]
    assert commune.oracle.ask("wrong") == []
