"""Lines that drip, fall silent or are not let go: nobody else waits for them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests

from outreach.server.cli.serve import CONNECTIONS, THREADS
from tests.server.cli.process import served

from .commune import nothing_lost

HEAD = b"POST /api/v1/enrol HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: gzip\r\n"
BEGUN = {
    "a letter": HEAD[:1],
    "half a head": HEAD,
    "half a body": HEAD + b"Content-Length: 9000\r\n\r\nab",
    "a whole request": b"GET / HTTP/1.0\r\n\r\n",
    "nonsense": b"nonsense\r\n\r\n",
}
LONG = 300_000


@contextmanager
def lines(port: int, count: int, begun: bytes) -> Iterator[list[socket.socket]]:
    """So many connections on which that much is sent, and which stay open."""
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
        for one in opened:
            one.sendall(begun)
        yield opened


def heard(line: socket.socket) -> bytes:
    """All that is said until the server closes."""
    line.settimeout(20)
    return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN.keys())
def test_nobody_else_waits(on_sqlite, enrol, begun):
    tablet = enrol(on_sqlite)
    tablet.note(3)
    with lines(on_sqlite.port, 2 * THREADS, begun) as opened:
        for _ in range(3):
            tablet.sync()
            if not begun.endswith(b"\r\n\r\n"):
                for one in opened:
                    one.sendall(b"a")
    nothing_lost(tablet)


def test_a_place_is_found_when_there_is_none_left(on_sqlite, enrol):
    workers = on_sqlite.workers()
    with lines(on_sqlite.port, CONNECTIONS + 50, b""):
        enrol(on_sqlite)
    assert on_sqlite.workers() == workers


def test_a_server_that_is_stopped_waits_for_no_dripping_line(home):
    """``served`` sees to it that the server ends."""
    with ExitStack() as stack, served(home) as address:
        stack.enter_context(lines(int(address.rpartition(":")[2]), 3, HEAD))
        assert requests.get(address, timeout=20).ok


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"Content-Length: 3\r\n\r\nabc" + HEAD + b"Connection: close\r\nContent-Length: 3\r\n\r\nabc",
        HEAD + b"Content-Length: 20000\r\n\r\n" + b"a" * 20_000 + HEAD + b"Connection: close\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + HEAD + b"Connection: close\r\n\r\n",
    ],
    ids=["two in a row", "one behind a long one", "chunked"],
)
@pytest.mark.parametrize("piece", [1_000_000, 100])
def test_every_request_is_answered_however_it_comes(on_sqlite, sent, piece):
    with lines(on_sqlite.port, 1, b"") as (line,):
        for start in range(0, len(sent), piece):
            line.sendall(sent[start : start + piece])
        assert heard(line).count(b"HTTP/1.1 4") == 2


def test_who_asks_whether_to_go_on_is_told(on_sqlite):
    with lines(on_sqlite.port, 1, HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n") as (line,):
        line.settimeout(20)
        assert line.recv(1000).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"abc")
        assert line.recv(1000).startswith(b"HTTP/1.1 400")


def test_an_answer_is_read_though_the_request_was_not(on_sqlite):
    """A tablet that has no access any more has to learn it, however much it was about to send."""
    request = HEAD.replace(b"enrol", b"sync") + b"Content-Length: %d\r\n\r\n" % LONG + b"a" * LONG
    with lines(on_sqlite.port, 1, request) as (line,):
        assert heard(line).startswith(b"HTTP/1.1 401")
