"""The floor of a sync: what SQLite, gzip and HTTP alone cost for the same records. Standard library only.

Client database -> batches of 500 rows as JSON arrays under gzip -> server database, committed and synced to
the disk before the answer; and back by a cursor into another client database. No numbering, no checks, no
figures, no users: less than any real system can do.

    python -m bench.floor DATABASE        serves until its input ends; prints its port
"""

import gzip
import http.client
import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BATCH = 500
FIELDS = (
    "id", "household", "hamlet", "official", "started_at", "ended_at", "outcome", "notice_version", "agreed",
    "help", "next_visit", "note",
)  # fmt: skip
_COLUMNS = ", ".join(FIELDS)
_INSERT = f"INSERT INTO visit ({_COLUMNS}) VALUES ({', '.join('?' * len(FIELDS))}) ON CONFLICT (id) DO NOTHING"
_AFTER = f"SELECT seq, {_COLUMNS} FROM visit WHERE seq > ? ORDER BY seq LIMIT {BATCH}"


def open_database(path: Path) -> sqlite3.Connection:
    """A table of visits, every commit on the disk before it returns."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    others = ", ".join(f"{name} TEXT" for name in FIELDS[1:])
    connection.execute(f"CREATE TABLE IF NOT EXISTS visit (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, {others})")
    return connection


def insert(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> None:
    """One transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_INSERT, rows)
    connection.execute("COMMIT")


def push(connection: sqlite3.Connection, port: int) -> None:
    """Send every row."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    after = 0
    while rows := connection.execute(_AFTER, (after,)).fetchall():
        line.request("POST", "/", _pack([row[1:] for row in rows]))
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(answer.status)
        after = rows[-1][0]
    line.close()


def pull(connection: sqlite3.Connection, port: int) -> None:
    """Fetch every row."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    after = 0
    while True:
        line.request("GET", f"/{after}")
        rows = _unpack(line.getresponse().read())
        if not rows:
            break
        insert(connection, [row[1:] for row in rows])
        after = rows[-1][0]
    line.close()


Rows = Sequence[Sequence[Any]]


def serve_until_the_end(take: Callable[[Rows], None], after: Callable[[int], Rows] = lambda _: ()) -> None:
    """Serve until the standard input ends; prints the port.

    ``take`` has each batch of rows on the disk when it returns; ``after`` gives those after a cursor.
    """
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            rows = _unpack(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                take(rows)
            self._answer(b"{}")

        def do_GET(self) -> None:
            with lock:
                rows = after(int(self.path[1:]))
            self._answer(_pack(rows))

        def _answer(self, body: bytes) -> None:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()
        server.shutdown()


def _pack(rows: Sequence[Sequence[Any]]) -> bytes:
    return gzip.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _unpack(body: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = json.loads(gzip.decompress(body))
    return rows


if __name__ == "__main__":
    database = open_database(Path(sys.argv[1]))
    serve_until_the_end(
        lambda rows: insert(database, rows), lambda cursor: database.execute(_AFTER, (cursor,)).fetchall()
    )
