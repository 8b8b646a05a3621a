"""A proxy on the loopback that counts the bytes of both directions."""

import socket
import threading
from collections.abc import Callable


class CountingProxy:
    """Passes connections on to ``port``; ``up`` and ``down`` count payload bytes of TCP."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.up = 0
        self.down = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
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
            far = socket.create_connection(("127.0.0.1", self._target))
            for source, sink, count in ((near, far, self._count_up), (far, near, self._count_down)):
                threading.Thread(target=_pass_on, args=(source, sink, count), daemon=True).start()

    def _count_up(self, size: int) -> None:
        self.up += size

    def _count_down(self, size: int) -> None:
        self.down += size


def _pass_on(source: socket.socket, sink: socket.socket, count: Callable[[int], None]) -> None:
    while True:
        try:
            data = source.recv(65536)
            if data:
                count(len(data))
                sink.sendall(data)
                continue
            sink.shutdown(socket.SHUT_WR)
        except OSError:  # either end is gone
            pass
        return
