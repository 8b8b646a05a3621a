"""The exchange over HTTPS: the only place that imports requests.

Every answer that is not plainly the server's own is taken for a network that does not reach it: a
captive portal's page never passes for success. requests is imported when a client is made: it takes longer
to load than the rest of the exchange, and the app's first frame need not wait for it.
"""

import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from io import BytesIO
from socket import SO_SNDBUF, SOL_SOCKET
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

import msgspec

from outreach.domain.clock import now
from outreach.domain.enrolment_code import as_made
from outreach.domain.errors import ErrorCode, OutreachError, SyncError, TooOldToRead

from .exchange import APP
from .sealed_file import FileRefused, Kind, read_header
from .wire import MAX_BODY, Answer, Enrol, Enrolled, Problem, Renew, inflate, pack, unpack

if TYPE_CHECKING:
    from requests import Response

CONNECT_TIMEOUT = 5
"""Seconds: for the connection, and for each block (of 16 KB) that is sent."""
READ_TIMEOUT = 30
"""Seconds: for each sign of an answer."""
SLOWEST = 500
"""Bytes a second: an answer that comes more slowly, READ_TIMEOUT aside, is given up, or nothing else would get done."""
SEND_BUFFER = 64 * 1024
"""Bytes that may count as sent while they wait in the machine: READ_TIMEOUT must not be over before they have left."""
CHUNK = 16 * 1024
"""Most bytes of an answer that are taken in before the next ones are waited for."""
_PROBLEM = msgspec.json.Decoder(Problem)
_NOBODY_BEHIND = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
"""What the TLS server before the commune's says while that one is down (its own BUSY is a Problem)."""

Message = TypeVar("Message")


class Unreachable(OutreachError):
    """The server was not reached, or its answer did not arrive whole. Trying again helps."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa kết nối được với máy chủ của xã. Mọi thứ vẫn còn trên máy; hãy thử lại khi có mạng.",
            "The commune's server could not be reached. Everything is still on the tablet; try again with a network.",
        )


class NotTheServer(Unreachable):
    """Something else answered: a network that wants a login first, or a wrong address."""

    def __init__(self) -> None:
        OutreachError.__init__(
            self,
            "Mạng này trả lời thay cho máy chủ của xã. Hãy đăng nhập mạng Wi-Fi hoặc kiểm tra địa chỉ máy chủ, "
            "rồi thử lại.",
            "Something other than the commune's server answered. Log in to the Wi-Fi or check the server's address, "
            "then try again.",
        )


class NotCertain(Unreachable):
    """What answers cannot prove that it is the server: a clock that is wrong by years does that on its own."""

    def __init__(self) -> None:
        OutreachError.__init__(
            self,
            "Máy chưa chắc đó là máy chủ của xã nên chưa gửi gì. Hãy xem ngày giờ của máy có đúng không, đăng nhập "
            "Wi-Fi nếu mạng đòi, rồi thử lại. Vẫn vậy thì báo người quản trị: chứng chỉ của máy chủ có thể đã hết hạn.",
            "The tablet cannot be certain that this is the commune's server, so nothing was sent. Check the tablet's "
            "date and time, log in to the Wi-Fi if it asks for that, then try again. If it stays so, tell the "
            "administrator: the server's certificate may have expired.",
        )


class InsecureServer(OutreachError):
    """The address would send citizens' data unprotected, or is no address."""

    def __init__(self) -> None:
        super().__init__(
            "Địa chỉ máy chủ phải bắt đầu bằng https://, ví dụ https://namdong.example. Hãy gõ đúng như trên màn hình "
            "của lãnh đạo xã. Chỉ máy chủ chạy ngay trên máy này mới dùng http://, ví dụ http://127.0.0.1:8631.",
            "The server's address must begin with https://, such as https://namdong.example. Type it as on the "
            "leader's screen. Only a server on this very machine uses http://, such as http://127.0.0.1:8631.",
        )


class Client:
    """One server, at an address such as ``https://namdong.example``; close it when the sync is over.

    ``up`` and ``down`` count the bytes of bodies as they travelled, whether or not they arrived whole.
    """

    def __init__(self, server: str, token: str | None = None) -> None:
        """Raises InsecureServer unless the address is HTTPS or of this very machine."""
        if not _is_safe(server):
            raise InsecureServer
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.connection import HTTPConnection
        from urllib3.util import SKIP_HEADER

        self.up = self.down = 0
        # A page that was asked for ahead may still be under way when something else is to be asked.
        self._one_at_a_time = Lock()
        self._server = server.rstrip("/")
        self._session = requests.Session()
        # Settings of the machine (a .netrc above all) must not replace the tablet's token.
        self._session.trust_env = False
        adapter = HTTPAdapter()
        options = [*HTTPConnection.default_socket_options, (SOL_SOCKET, SO_SNDBUF, SEND_BUFFER)]
        adapter.poolmanager.connection_pool_kw["socket_options"] = options
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)
        # An exchange with nothing new is little more than its headers: only those that mean something.
        self._session.headers.clear()
        self._session.headers.update(dict.fromkeys(("User-Agent", "Accept-Encoding"), SKIP_HEADER))
        self._session.headers["Content-Encoding"] = "gzip"
        if token:
            self._speak_as(token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def enrol(self, code: str, device: str, owes: str = "", request: str = "") -> Enrolled:
        """Show a code the leader made, however it was typed (the others as in Enrol); raises as ``exchange``."""
        return self._post("/api/v1/enrol", pack(Enrol(as_made(code), device, APP, now(), owes, request)), Enrolled)

    def renew(self, request: str) -> Enrolled:
        """Ask to go on as a new tablet, and speak as that one from now on; raises as ``exchange``."""
        enrolled = self._post("/api/v1/renew", pack(Renew(request, APP, now())), Enrolled)
        self._speak_as(enrolled.token)
        return enrolled

    def exchange(self, body: bytes) -> Answer:
        """Send a packed Push; raises SyncError with what the server said, or Unreachable."""
        return self._post("/api/v1/sync", body, Answer)

    def carried(self, data: bytes) -> bytes:
        """Hand in another tablet's sealed file; the sealed answer for that tablet. Raises as ``exchange``."""
        headers = {"Content-Type": "application/octet-stream", "Content-Encoding": "identity"}
        with self._answer("POST", "/api/v1/carried", HTTPStatus.OK, data=data, headers=headers) as response:
            content = _body(response)
        try:
            told, sent = read_header(content), read_header(data)
        except FileRefused as error:
            raise NotTheServer from error
        if told != replace(sent, kind=Kind.ANSWER):
            raise NotTheServer
        return content

    def pack(self, name: str) -> bytes:
        """The bytes of a guide's pack by its hash (not judged here); raises as ``exchange``."""
        return self._unpacked(inflate, "GET", f"/api/v1/packs/{name}")

    def file(self, name: str, start: int) -> Iterator[bytes]:
        """The bytes of a file by its hash from ``start`` on, as they come; raises as ``exchange``."""
        wanted = HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
        with self._answer("GET", f"/api/v1/files/{name}", wanted, headers=headers) as response:
            yield from _chunks(response)

    def _speak_as(self, token: str) -> None:
        self._session.headers["Authorization"] = f"Bearer {token}"

    def _post(self, path: str, body: bytes, kind: type[Message]) -> Message:
        return self._unpacked(partial(unpack, kind=kind), "POST", path, body)

    def _unpacked(
        self, unpacking: Callable[[bytes], Message], method: str, path: str, data: bytes | None = None
    ) -> Message:
        """What ``unpacking`` makes of the body; only the server itself answers under gzip."""
        with self._answer(method, path, HTTPStatus.OK, data) as response:
            content = _body(response)
        if response.headers.get("Content-Encoding") != "gzip":
            raise NotTheServer
        try:
            return unpacking(content)
        except SyncError as error:
            raise Unreachable from error

    @contextmanager
    def _answer(
        self, method: str, path: str, wanted: HTTPStatus, data: bytes | None = None, **options: Any
    ) -> Iterator["Response"]:
        """The server's answer, its body still to be read; raises when it is another than wanted, or breaks off."""
        from requests import RequestException
        from urllib3.exceptions import HTTPError

        self.up += len(data or b"")
        request = partial(
            self._session.request,
            method,
            self._server + path,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            allow_redirects=False,
            stream=True,
            data=data and BytesIO(data),  # in blocks, each with a time of its own: all at once had CONNECT_TIMEOUT
            **options,
        )
        try:
            with self._one_at_a_time, request() as response:
                try:
                    if response.status_code != wanted:
                        raise _refusal(response.status_code, _body(response))
                    yield response
                finally:
                    self.down += response.raw.tell()
        except (RequestException, HTTPError, OSError) as error:
            raise NotCertain if "CERTIFICATE_VERIFY_FAILED" in str(error) else Unreachable from error


def _body(response: "Response") -> bytes:
    """The answer as it travelled, at most MAX_BODY and a chunk; raises Unreachable when it trickles."""
    content = bytearray()
    for some in _chunks(response):
        content += some
        if len(content) > MAX_BODY:
            break
    return bytes(content)


def _chunks(response: "Response") -> Iterator[bytes]:
    began, got = time.monotonic(), 0
    while some := response.raw.read1(CHUNK, decode_content=False):
        got += len(some)
        if time.monotonic() - began > READ_TIMEOUT + got / SLOWEST:
            raise Unreachable
        yield some


def _refusal(status: int, content: bytes) -> OutreachError:
    """The error in a Problem body; anything else did not come from the server."""
    try:
        problem = _PROBLEM.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Unreachable() if status in _NOBODY_BEHIND else NotTheServer()
    return error_of(problem)


def error_of(problem: Problem) -> SyncError:
    """What the server said, in its own words; CLIENT_TOO_OLD for a code that this app does not know."""
    try:
        error = SyncError(ErrorCode(problem.code), problem.detail)
    except ValueError:
        return SyncError(ErrorCode.CLIENT_TOO_OLD, f"unknown error: {problem.code}")
    if error.code is ErrorCode.CLIENT_TOO_OLD and problem.have is not None:
        error = TooOldToRead(problem.have, problem.beyond, problem.detail)
    OutreachError.__init__(error, problem.vi, problem.en)
    return error


def _is_safe(server: str) -> bool:
    try:
        parts = urlsplit(server)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
