"""A proxy on the loopback that counts the bytes of both directions."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class CountingProxy:
    """Passes connections on to ``port``; ``up`` and ``down`` count payload bytes of TCP, ``answers`` status lines."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.up = 0
        self.down = 0
        self.answers = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for one
        self._listener.close()

    def take(self) -> tuple[int, int]:
        """Bytes up and down since the last call."""
        counted = self.up, self.down
        self.up = self.down = 0
        return counted

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self._target)) as far:
            back = threading.Thread(target=_pass_on, args=(far, near, self._count_down), daemon=True)
            back.start()
            _pass_on(near, far, self._count_up)
            back.join()

    def _count_up(self, data: bytes) -> None:
        self.up += len(data)

    def _count_down(self, data: bytes) -> None:
        self.down += len(data)
        self.answers += data.startswith(b"HTTP/1.")


def _pass_on(source: socket.socket, sink: socket.socket, count: Callable[[bytes], None]) -> None:
    with suppress(OSError):  # either end is gone
        while data := source.recv(65536):
            count(data)
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
