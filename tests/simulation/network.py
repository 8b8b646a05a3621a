"""What lies between tablets and server: the product's own client, on a line that fails as it is told to."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from outreach.sync.client import Client
from outreach.sync.wire import Answer, Push, unpack

from .machines import Gone, Reply, Server

ADDRESS = "http://127.0.0.1:1"
SLOW_SECONDS = 20.0
Fault = tuple[int, str, int]
"""At which request of a sync (0 the first), what happens, and a number for it (a byte, an operation)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it travels."""

    method: str
    path: str
    token: str
    body: bytes


class Network:
    """Every request ever made, and what is still under way."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.made: list[Request] = []
        self.late_requests: list[Request] = []
        self.late_answers: list[tuple[Push, Answer]] = []

    def client(
        self, token: str | None, fault: Fault | None = None, meanwhile: Callable[[int], None] = lambda _at: None
    ) -> Client:
        """The product's client, whose requests come here; ``meanwhile`` is called while each is under way."""
        client = Client(ADDRESS, token)
        client._session.mount("http://", _Line(self, fault, meanwhile))
        return client

    def serve(self, request: Request) -> Reply:
        """An undisturbed request; raises Gone when the server died of it."""
        return self.server.reply(request.method, request.path, request.token, request.body)


class _Line(BaseAdapter):
    """Where requests goes instead of to a socket."""

    def __init__(self, network: Network, fault: Fault | None, meanwhile: Callable[[int], None]) -> None:
        super().__init__()
        self._network = network
        self._fault = fault
        self._meanwhile = meanwhile
        self._count = 0

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """One request and its answer; raises ConnectionError where the fault breaks it."""
        body = request.body.read() if isinstance(request.body, BytesIO) else b""
        sent = Request(
            str(request.method), urlsplit(str(request.url)).path, request.headers.get("Authorization", ""), body
        )
        self._network.made.append(sent)
        at, kind, number = self._fault or (-1, "", 0)
        happens = FAULTS[kind] if at == self._count else _nothing
        self._meanwhile(self._count)
        self._count += 1
        try:
            status, headers, content = happens(self._network, sent, number)
        except Gone:
            raise requests.ConnectionError("the server is gone") from None
        response = requests.Response()
        response.status_code, response.request = status, request
        response.headers.update(headers)
        response.raw = HTTPResponse(BytesIO(content), headers=headers, status=status, preload_content=False)
        return response

    def close(self) -> None:
        """Nothing to let go of."""


def _nothing(network: Network, request: Request, _: int) -> Reply:
    return network.serve(request)


def _lost_request(_network: Network, _request: Request, _: int) -> Reply:
    raise requests.ConnectionError("cut before the server saw it")


def _late_request(network: Network, request: Request, _: int) -> Reply:
    network.late_requests.append(request)
    raise requests.ConnectionError("still under way")


def _half_request(network: Network, request: Request, at: int) -> Reply:
    half = Request(request.method, request.path, request.token, request.body[: at % (len(request.body) + 1)])
    network.serve(half)
    raise requests.ConnectionError("cut within the request")


def _lost_answer(network: Network, request: Request, _: int) -> Reply:
    network.serve(request)
    raise requests.ConnectionError("cut before the answer")


def _half_answer(network: Network, request: Request, at: int) -> Reply:
    status, headers, content = network.serve(request)
    return status, headers, content[: at % len(content)]


def _late_answer(network: Network, request: Request, _: int) -> Reply:
    status, _headers, content = network.serve(request)
    if status == 200 and request.path.endswith("/sync"):
        network.late_answers.append((unpack(request.body, Push), unpack(content, Answer)))
    raise requests.ConnectionError("the answer is still under way")


def _twice(network: Network, request: Request, _: int) -> Reply:
    network.serve(request)
    return network.serve(request)


def _slow(network: Network, request: Request, _: int) -> Reply:
    network.server.fate.seconds += SLOW_SECONDS
    return network.serve(request)


def _portal(_network: Network, _request: Request, _: int) -> Reply:
    return 200, {"Content-Type": "text/html"}, b"<html>Wi-Fi</html>"


def _server_dies(network: Network, request: Request, operations: int) -> Reply:
    return _server_stops(network, request, operations, None)


def _server_loses_power(network: Network, request: Request, operations: int) -> Reply:
    return _server_stops(network, request, operations, Random(operations))


def _server_stops(network: Network, request: Request, operations: int, power_lost: Random | None) -> Reply:
    server = network.server
    server.disk.die_in(operations)
    try:
        return network.serve(request)
    finally:
        if server.disk.dead:
            server.stop()
            server.start(power_lost)
        server.disk.revive()  # it may have lived longer than that


FAULTS: dict[str, Callable[[Network, Request, int], Reply]] = {
    "lost request": _lost_request,
    "late request": _late_request,
    "half request": _half_request,
    "lost answer": _lost_answer,
    "half answer": _half_answer,
    "late answer": _late_answer,
    "twice": _twice,
    "slow": _slow,
    "portal": _portal,
    "server dies": _server_dies,
    "server loses power": _server_loses_power,
}
"""What may happen to one request of a sync: one entry is all that another fault needs."""
