"""An accepted connection, on which no wait for the other end is without end."""

import errno
import re
import socket
import time
from typing import Any

GATHERED = 64 * 1024
"""Bytes of a request, or all of it, that are gathered before it gets a thread."""
PATIENCE = 30
"""Seconds for a request to be gathered; and so much may the rest of a long one fall behind SLOWEST."""
SLOWEST = 500
"""Bytes a second: what comes more slowly for PATIENCE is given up. A tablet asks as much of an answer."""
UNREAD = 60
"""Seconds in which nothing of an answer is taken in: at SLOWEST there is room again in SEND_BUFFER sooner."""
SEND_BUFFER = 64 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n")


class Line(socket.socket):
    """In place of the socket that was accepted. ``since``: when waiting began (``time.monotonic``), put forward by what
    comes.
    """

    def __init__(self, accepted: socket.socket) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, accepted.detach())
        self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.since = time.monotonic()
        self.gathered = bytearray()
        self._given_up = False

    def gather(self) -> bool:
        """Take in what has come, without waiting; whether a thread may go on with it."""
        some = self.there()
        self.gathered += some or b""
        return some == b"" or len(self.gathered) >= GATHERED or self._is_whole()

    def there(self) -> bytes | None:
        """What has come, without waiting: None for nothing yet, nothing at all when the other end is gone."""
        try:
            return super().recv(GATHERED)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def take(self) -> bytes:
        """What was gathered. From now on a thread waits for the rest."""
        taken = bytes(self.gathered)
        self.gathered.clear()
        self.since = time.monotonic()
        return taken

    def recv(self, size: int, flags: int = 0) -> bytes:
        """As ever; raises ConnectionResetError once the request is too slow, or breaks off.

        Half a form must not be taken for a whole one.
        """
        allowed = self.gettimeout()
        left = max(self.since + PATIENCE - time.monotonic(), 0.001)
        self.settimeout(left if allowed is None else min(left, allowed))
        try:
            some = super().recv(size, flags)
        except TimeoutError:
            if allowed is not None and allowed < left:
                raise
            some = b""
        finally:
            self.settimeout(allowed)
        if not some:
            self._given_up = True
            raise ConnectionResetError(errno.ECONNRESET, "the request is not whole")
        # What came fast earns no time to be slow in.
        self.since = min(self.since + len(some) / SLOWEST, time.monotonic())
        return some

    def sendall(self, data: Any, flags: int = 0) -> None:
        """As ever; raises ConnectionResetError when nobody reads, or has sent a request that was given up."""
        rest = memoryview(data)
        self.settimeout(UNREAD)
        try:
            while rest:
                if self._given_up:
                    raise TimeoutError
                rest = rest[self.send(rest, flags) :]
        except TimeoutError:
            self._given_up = True
            raise ConnectionResetError(errno.ECONNRESET, "the answer is not read") from None
        finally:
            self.settimeout(None)

    def _is_whole(self) -> bool:
        end = self.gathered.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.gathered[: end + 4]).lower()
        length = _LENGTH.search(head)
        # Who asks whether to go on sends nothing more before the answer.
        return not length or len(self.gathered) >= end + 4 + int(length[1]) or b"\nexpect:" in head
