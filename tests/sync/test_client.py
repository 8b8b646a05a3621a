"""What a tablet makes of networks that are not what they seem."""

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest
import requests
from requests.adapters import BaseAdapter

from outreach.domain.errors import ErrorCode, SyncError
from outreach.sync.client import Client, InsecureServer, NotCertain, NotTheServer, Unreachable
from outreach.sync.wire import Problem, pack


@contextmanager
def answering(status, headers, body, cut=0, certificate=None):
    """A server that answers everything alike; ``cut`` bytes of the body never come."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) - cut])

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


JSON = {"Content-Type": "application/json"}
GZIP = {**JSON, "Content-Encoding": "gzip"}
LOGIN_PAGE = b"<html><body>Wi-Fi mi\xe1\xbb\x85n ph\xc3\xad: dang nhap</body></html>"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"Content-Type": "text/html"}, LOGIN_PAGE),
        (200, JSON, b'{"have": 9}'),
        (302, {"Location": "http://login.example/"}, b""),
        (511, {"Content-Type": "text/html"}, LOGIN_PAGE),
        (500, JSON, b'"?"'),
    ],
)
def test_a_page_of_somebody_else_never_passes_for_success(status, headers, body):
    with answering(status, headers, body) as (address, _), Client(address, "t") as client:
        with pytest.raises(NotTheServer) as told:
            client.exchange(b"")
        assert "Wi-Fi" in told.value.vi


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_that_is_down_behind_its_proxy_is_not_reached(status):
    page = b"<h1>Bad Gateway</h1>"
    with answering(status, {"Content-Type": "text/html"}, page) as (address, _), Client(address, "t") as client:
        with pytest.raises(Unreachable) as told:
            client.exchange(b"")
        assert "Wi-Fi" not in told.value.vi


def self_signed(folder: Path) -> Path:
    """A key and a certificate that nobody vouches for."""
    made = folder / "self_signed.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(made), "-out", str(made)]
    command = ["openssl", "req", "-x509", "-subj", "/CN=localhost", *curve, *files]
    subprocess.run(command, check=True, capture_output=True)
    return made


def test_who_cannot_prove_to_be_the_server_may_be_seen_by_a_wrong_clock(tmp_path):
    """Its certificate is refused; one that the clock takes for old is, alike."""
    with (
        answering(200, GZIP, b"", certificate=self_signed(tmp_path)) as (address, seen),
        Client(address, "t") as client,
    ):
        with pytest.raises(NotCertain) as told:
            client.exchange(b"")
        assert "ngày giờ" in told.value.vi
        assert seen == []


def test_an_answer_that_is_cut_short_never_passes_for_success():
    body = pack({"tablet": "t", "token": "x" * 900})
    with answering(200, GZIP, body, cut=5) as (address, _), Client(address) as client, pytest.raises(Unreachable):
        client.enrol("ABCD2345", "máy")


@contextmanager
def sluggish(read, answer):
    """A server that reads with ``read`` and answers with ``answer``, each given its connection."""
    with socket.socket() as door, ThreadPoolExecutor(1) as thread:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        door.bind(("127.0.0.1", 0))
        door.listen()

        def serve():
            line, _ = door.accept()
            with line, contextlib.suppress(OSError):
                read(line)
                answer(line)

        served = thread.submit(serve)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        served.result()


def test_an_answer_that_trickles_is_given_up(monkeypatch):
    """Each sign comes in time, and all of them never: the next sync would wait for this one for good."""
    monkeypatch.setattr("outreach.sync.client.READ_TIMEOUT", 0.3)

    def drip(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n")
        for _ in range(60):
            line.sendall(b"x")
            time.sleep(0.05)

    with sluggish(lambda line: line.recv(65536), drip) as server, Client(server) as client:
        with pytest.raises(Unreachable) as caught:
            client.exchange(b"body")
        assert type(caught.value) is Unreachable, "it was waited for until its end"


def test_a_large_file_may_take_longer_than_a_connection(monkeypatch):
    """It is sent in blocks, of which each has its time."""
    monkeypatch.setattr("outreach.sync.client.CONNECT_TIMEOUT", 0.5)
    size, got = 8_000_000, [0]

    def slowly(line):
        while sum(got) < size and (some := line.recv(256 * 1024)):
            got.append(len(some))
            time.sleep(0.03)

    def answer(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    with sluggish(slowly, answer) as server, Client(server) as client, pytest.raises(NotTheServer):
        client.carried(bytes(size))
    assert sum(got) >= size


def test_an_answer_in_another_shape_never_passes_for_success():
    with answering(200, GZIP, pack({"x": 1})) as (address, _), Client(address) as client, pytest.raises(Unreachable):
        client.exchange(b"")


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_of_the_list_arrives_in_the_servers_words(code):
    body = Problem(code, "câu", "sentence", retry=False, detail="why")
    with answering(400, JSON, msgspec.json.encode(body)) as (address, _), Client(address) as client:
        with pytest.raises(SyncError) as told:
            client.exchange(b"")
        assert (told.value.code, told.value.vi, told.value.en, told.value.detail) == (code, "câu", "sentence", "why")


def test_an_error_of_a_newer_server_asks_to_update():
    body = b'{"code": "NEW", "vi": "a", "en": "b", "retry": false}'
    with answering(418, JSON, body) as (address, _), Client(address) as client, pytest.raises(SyncError) as told:
        client.exchange(b"")
    assert told.value.code is ErrorCode.CLIENT_TOO_OLD


def test_nobody_there():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        with Client(f"http://127.0.0.1:{port}") as client, pytest.raises(Unreachable) as told:
            client.exchange(b"")
    assert "thử lại" in told.value.vi


def test_the_token_is_the_tablets_own_whatever_the_machine_is_set_to(tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with (
        answering(401, JSON, b"") as (address, seen),
        Client(address, "token") as client,
        pytest.raises(NotTheServer),
    ):
        client.exchange(b"body")
    path, headers, body = seen[0]
    assert (path, body) == ("/api/v1/sync", b"body")
    assert headers["Authorization"] == "Bearer token"
    assert headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "address", ["http://commune.example", "http://10.0.0.1", "ftp://127.0.0.1", "", "https://", "xa"]
)
def test_only_protected_addresses(address):
    with pytest.raises(InsecureServer) as told:
        Client(address)
    for text in (told.value.vi, told.value.en):
        assert "https://namdong.example" in text
        assert "http://127.0.0.1:8631" in text


@pytest.mark.parametrize(
    "address", ["https://commune.example", "http://127.0.0.1:1", "http://localhost", "http://[::1]:80"]
)
def test_this_machine_needs_no_protection(address):
    Client(address).close()


def test_the_first_frame_does_not_wait_for_requests():
    check = "import sys, outreach.sync.client; sys.exit('requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_one_request_at_a_time():
    """A page asked for ahead may be under way when the tablet asks for another name: one connection, one question."""
    meeting, met = threading.Barrier(2), list[int]()

    class Meeting(BaseAdapter):
        def send(self, request, *_, **__):
            with contextlib.suppress(threading.BrokenBarrierError):
                met.append(meeting.wait(0.5))
            raise requests.ConnectionError

        def close(self):
            pass

    with Client("http://127.0.0.1:1", "token") as client, ThreadPoolExecutor(2) as threads:
        client._session.mount("http://", Meeting())
        page, name = threads.submit(client.exchange, b""), threads.submit(client.renew, "request")
        assert isinstance(page.exception(), Unreachable)
        assert isinstance(name.exception(), Unreachable)
    assert met == []
