"""A bad network on the loopback: connections cut after so many bytes, or slow, and every byte counted."""

import random
import re
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

_RESET = struct.pack("ii", 1, 0)
PIECE = 1024
"""Most bytes a slow network hands on at once."""
OF_THE_ANSWER = 300
"""Bytes of an answer among which it may break: fewer than any answer has."""


class CutError(Exception):
    """The connection breaks here."""


@dataclass
class Weather:
    """How the network is.

    ``cut_up``, ``cut_down``: a connection breaks after that many bytes of a request, of an answer; with a minus, so
    many before its end. ``bits`` a second in each direction (None: no limit). ``lasts``: after so many more bytes up
    there is no network at all (None: there is). ``broken``: the share of exchanges that break, at a byte drawn among
    those of the request and the first of the answer.
    """

    cut_up: int | None = None
    cut_down: int | None = None
    bits: float | None = None
    lasts: int | None = None
    broken: float = 0
    chance: random.Random = field(default_factory=lambda: random.Random(4))


class Proxy:
    """Passes connections on to ``port``; ``weather`` may be changed at any time and holds for what comes then."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.weather = Weather()
        self.up = self.down = self.cuts = self.exchanges = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for one
        self._listener.close()

    def take(self) -> tuple[int, int]:
        """Bytes up and down since the last call."""
        with self._lock:
            counted = self.up, self.down
            self.up = self.down = 0
        return counted

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=_Connection(self, near).carry, args=(self._target,), daemon=True).start()


class _Connection:
    """One connection and its fate."""

    def __init__(self, proxy: Proxy, near: socket.socket) -> None:
        self._proxy = proxy
        self._weather = proxy.weather
        self._near = near
        self._left = {"up": self._weather.cut_up, "down": self._weather.cut_down}
        self._answering = True
        self._until: int | None = None

    def carry(self, target: int) -> None:
        """Pass bytes both ways until an end closes or the connection is cut."""
        with self._near as near, socket.create_connection(("127.0.0.1", target)) as far:
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            back = threading.Thread(target=self._pass_on, args=(far, near, "down"), daemon=True)
            back.start()
            self._pass_on(near, far, "up")
            back.join()

    def _pass_on(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):  # either end is gone
            try:
                while data := source.recv(PIECE if self._weather.bits else 65536):
                    self._hand_on(data, sink, way)
                sink.shutdown(socket.SHUT_WR)
            except CutError:
                with self._proxy._lock:
                    self._proxy.cuts += 1
                for one in (source, sink):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    one.shutdown(socket.SHUT_RDWR)

    def _hand_on(self, data: bytes, sink: socket.socket, way: str) -> None:
        if self._weather.bits:
            time.sleep(len(data) * 8 / self._weather.bits)
        self._begin_exchange(data, way)
        allowed = self._allowed(data, way)
        with self._proxy._lock:
            setattr(self._proxy, way, getattr(self._proxy, way) + allowed)
        sink.sendall(data[:allowed])
        if allowed < len(data):
            raise CutError

    def _begin_exchange(self, data: bytes, way: str) -> None:
        """The first bytes up after bytes down begin another exchange: its fate is drawn now."""
        if way == "up" and self._answering:
            with self._proxy._lock:
                self._proxy.exchanges += 1
                fated = self._weather.chance.random() < self._weather.broken
                self._until = self._weather.chance.randrange(_length(data) + OF_THE_ANSWER) if fated else None
        self._answering = way == "down"

    def _allowed(self, data: bytes, way: str) -> int:
        size = len(data)
        left = self._left[way]
        if left is not None:
            if left < 0:  # the first bytes of it: they say how long it is
                left += _length(data)
            self._left[way] = left - min(size, left)
            size = min(size, left)
        if way == "up" and self._weather.lasts is not None:
            size = min(size, self._weather.lasts)
            self._weather.lasts -= size
        if self._until is not None:
            passed = min(size, self._until)
            self._until -= passed
            size = passed
        return size


def _length(head: bytes) -> int:
    """Bytes of a request or an answer that begins like this, its head and its body."""
    found = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    return head.find(b"\r\n\r\n") + 4 + (int(found[1]) if found else 0)
