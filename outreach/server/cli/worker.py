"""gunicorn's threaded worker, for lines that are slow, fall silent or are not let go.

By itself it gives each of them a thread, or has everybody wait for it. Here a request is gathered before it gets a
thread, as a server in front would do it.
"""

import selectors
import socket
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from .line import PATIENCE, SLOWEST, Line

LINGER = 2
"""Seconds for the other end to close first: what it has sent and nobody read may undo the answer on its way."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """Its loop gathers requests and sees lines off; its threads answer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._leaving: deque[TConn] = deque()

    def accept(self, listener: Any) -> None:
        """A new line, over which nothing may have come yet."""
        try:
            accepted, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self._gather(TConn(self.cfg, Line(accepted), client, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: Line) -> None:
        """The next request on a line that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        client.since = time.monotonic()
        self._gather(conn)

    def on_pending_socket_readable(self, conn: TConn, client: Line) -> None:
        """More of a request that is being gathered."""
        if client.gather():
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self.enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        """In a thread: a request that is there, or the beginning of a long one."""
        taken = conn.sock.take()
        conn.init()
        conn.parser.unreader.unread(taken)
        return super().handle(conn)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """Keep the line for another request, or see it off."""
        if not fs.cancelled() and not fs.exception() and fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:  # the other end is gone
            self._close(conn)
            return
        conn.sock.since = time.monotonic()
        self._leaving.append(conn)
        self._watch(conn, self._on_leaving_socket_readable)

    def murder_pending(self) -> None:
        """Give up what has taken too long, and when there is no place left, what has taken longest."""
        full = self.nr_conns >= self.worker_connections
        patience = PATIENCE if self.alive else LINGER
        while self.pending_conns and (full or _waits(self.pending_conns[0]) > patience):
            conn = self.pending_conns.popleft()
            self.poller.unregister(conn.sock)
            if not full and len(conn.sock.gathered) >= SLOWEST * PATIENCE:
                self.enqueue_req(conn)
            else:
                self._close(conn)
            full = False
        while self._leaving and _waits(self._leaving[0]) > LINGER:
            self._left(self._leaving.popleft())

    def _gather(self, conn: TConn) -> None:
        conn.sock.setblocking(False)
        if conn.sock.gather():
            self.enqueue_req(conn)
        else:
            self.pending_conns.append(conn)
            self._watch(conn, self.on_pending_socket_readable)

    def _on_leaving_socket_readable(self, conn: TConn, client: Line) -> None:
        if client.there() == b"":
            self._leaving.remove(conn)
            self._left(conn)

    def _left(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self._close(conn)

    def _watch(self, conn: TConn, readable: Any) -> None:
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(readable, conn))

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()


def _waits(conn: TConn) -> float:
    """Seconds so far."""
    return time.monotonic() - float(conn.sock.since)
