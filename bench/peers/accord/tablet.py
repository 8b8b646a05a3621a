"""An accordsync client on SQLite.   python -m bench.peers.accord.tablet FOLDER

Obeys "fill" and a file of visits, "push" or "pull" and an address.
"""

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import jwt
from accordsync import AccordClient, HttpTransport, SqliteStorage
from accordsync.transport import PullResult, PushResult
from accordsync_core import WireOp

from bench.peers.lines import obey, visits

from .schema import SCHEMA, SECRET


class Line:
    """The way to the server that was named last: a client is open before it is told where to."""

    def __init__(self, token: str) -> None:
        self._token = token

    def to(self, address: str) -> None:
        """Name the server."""
        self._http = HttpTransport(address, get_token=lambda: self._token)

    def push(self, device_id: str, ops: Sequence[WireOp]) -> PushResult:
        """Pass on."""
        return self._http.push(device_id, ops)

    def pull(self, device_id: str, cursor: int, limit: int) -> PullResult:
        """Pass on."""
        return self._http.pull(device_id, cursor, limit)


def main() -> None:
    """Open the client and obey."""
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    line = Line(jwt.encode({"sub": folder.name}, SECRET, algorithm="HS256"))
    # As accordsync itself opens one.
    database = sqlite3.connect(folder / "visits.db", isolation_level=None, check_same_thread=False)
    storage = SqliteStorage(database)
    client = AccordClient.open(schema=SCHEMA, storage=storage, transport=line, device_id=f"tablet-{folder.name}")

    def fill(file: str) -> None:
        database.execute("PRAGMA synchronous = OFF")  # each visit is a commit, which nobody measures
        for visit in visits(file):
            client.assign(f"visit:{visit.pop('id')}", "body", visit)
        database.execute("PRAGMA synchronous = FULL")

    def sync(address: str) -> None:
        line.to(address)
        client.sync()

    def count() -> int:
        return len(client.records("visit"))

    obey(count, fill=fill, push=sync, pull=sync)
    client.close()


if __name__ == "__main__":
    main()
