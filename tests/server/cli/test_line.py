"""A connection of the server's, seen from its other end."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace

import pytest

from outreach.server.cli import line
from outreach.server.cli.line import GATHERED, PATIENCE, SEND_BUFFER, SLOWEST, Line

HEAD = b"POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\n"
SOON = 0.3


@pytest.fixture
def ends() -> Iterator[tuple[Line, socket.socket]]:
    """The server's end and the other."""
    near, far = socket.socketpair()
    with closing(Line(near)) as served, closing(far):
        yield served, far


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that a test can wait for."""
    monkeypatch.setattr(line, "PATIENCE", SOON)
    monkeypatch.setattr(line, "UNREAD", SOON)


@pytest.mark.parametrize(
    ("sent", "enough"),
    [
        (b"", False),
        (HEAD[:-1], False),
        (HEAD + b"abc", False),
        (HEAD + b"abcd", True),
        (HEAD.replace(b"Content-L", b"content-l") + b"abc", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (HEAD.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), True),
        (b"a" * (GATHERED - 1), False),
        (b"a" * GATHERED, True),
    ],
)
def test_a_request_is_gathered_until_it_is_there(ends, sent, enough):
    served, far = ends
    served.setblocking(False)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(far.sendall, sent)
        until = time.monotonic() + SOON
        gathered = served.gather()
        while not gathered and (len(served.gathered) < len(sent) or time.monotonic() < until):
            gathered = served.gather()
    assert gathered == enough
    assert served.take() == sent


def test_it_is_over_when_the_other_end_is_gone(ends):
    served, far = ends
    far.close()
    assert served.gather()


def test_a_request_that_breaks_off_is_none(ends):
    served, far = ends
    far.sendall(b"a")
    far.shutdown(socket.SHUT_WR)
    assert served.recv(100) == b"a"
    with pytest.raises(ConnectionResetError):
        served.recv(100)


def test_a_request_that_drips_is_given_up_and_not_answered(ends, impatient):
    served, far = ends
    far.sendall(b"a" * 10)
    served.take()
    assert served.recv(100) == b"a" * 10
    with pytest.raises(ConnectionResetError):
        served.recv(100)
    with pytest.raises(ConnectionResetError):
        served.sendall(b"HTTP/1.1 200 OK")


def test_a_long_one_has_longer(ends, monkeypatch):
    served, far = ends
    now = 0.0
    monkeypatch.setattr(line, "time", SimpleNamespace(monotonic=lambda: now))
    served.take()
    for _ in range(4):
        now += PATIENCE / 2
        part = b"a" * int(SLOWEST * PATIENCE / 2)
        far.sendall(part)
        assert len(served.recv(len(part))) == len(part)
        assert served.since == now


def test_who_was_fast_may_not_be_slow_for_longer(ends, impatient):
    served, far = ends
    served.take()
    far.sendall(b"a" * 100 * SLOWEST)
    served.recv(100 * SLOWEST)
    with pytest.raises(ConnectionResetError):
        served.recv(100)


def test_a_wait_that_gunicorn_allows_stays_as_it_is(ends):
    served, _ = ends
    served.take()
    served.settimeout(SOON / 10)
    with pytest.raises(TimeoutError):
        served.recv(100)


def test_an_answer_that_nobody_reads_is_given_up(ends, impatient):
    served, _ = ends
    with pytest.raises(ConnectionResetError):
        served.sendall(b"a" * 100 * SEND_BUFFER)


def test_one_that_is_read_slowly_is_not(ends, monkeypatch):
    """It takes longer than UNREAD in all, and never so long for a part."""
    monkeypatch.setattr(line, "UNREAD", 2)
    served, far = ends
    long = b"a" * 20 * SEND_BUFFER

    def send() -> None:
        with closing(served):
            served.sendall(long)

    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(send)
        read = 0
        while some := far.recv(SEND_BUFFER):
            read += len(some)
            time.sleep(0.1)
        sent.result()
    assert read == len(long)
