"""The floor must do all of its work, or the ratio flatters nobody."""

import sys
from contextlib import closing

import pytest

from bench import floor
from bench.machines import running, said
from bench.proxy import CountingProxy

ROWS = [[f"id-{n}", *("ghi chú" for _ in floor.FIELDS[1:])] for n in range(1201)]


@pytest.fixture
def port(tmp_path):
    with running([sys.executable, "-m", "bench.floor", str(tmp_path / "server.db")]) as process:
        yield int(said(process))


def everything(connection):
    return connection.execute(f"SELECT {', '.join(floor.FIELDS)} FROM visit ORDER BY seq").fetchall()


def test_every_row_arrives_at_the_second_client(port, tmp_path):
    with (
        closing(floor.open_database(tmp_path / "a.db")) as first,
        closing(floor.open_database(tmp_path / "b.db")) as second,
    ):
        floor.insert(first, ROWS)
        floor.push(first, port)
        floor.pull(second, port)
        assert everything(second) == everything(first)
        assert len(everything(second)) == len(ROWS)
        assert second.execute("PRAGMA synchronous").fetchone() == (2,)
        assert second.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_proxy_counts_every_byte_of_both_directions(port, tmp_path):
    proxy = CountingProxy(port)
    with closing(floor.open_database(tmp_path / "a.db")) as first:
        floor.insert(first, ROWS)
        floor.push(first, proxy.port)
        up, down = proxy.take()
        assert up > 3 * 200
        assert down == 3 * len(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        assert proxy.take() == (0, 0)
    proxy.close()
