"""The simulated disk itself: what it forgets at a power cut, where it stops a program, and when it is full."""

import sqlite3
from contextlib import closing
from random import Random

import pytest

from .disk import SECTOR, Disk
from .vfs import Layer

COMMITS = 20


@pytest.fixture
def disk(tmp_path):
    """A disk that every new connection to its file lies on."""
    one = Disk(tmp_path / "one.db")
    with Layer(lambda path: one if one.owns(path) else None).in_force():
        yield one


def connected(disk, synchronous="FULL"):
    connection = sqlite3.connect(disk.path, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("CREATE TABLE IF NOT EXISTS t (a)")
    return connection


def committed_until_death(connection):
    for at in range(COMMITS):
        try:
            connection.execute("INSERT INTO t VALUES (?)", (at,))
        except sqlite3.OperationalError:
            return at
    raise AssertionError("it lived")


def rows(disk):
    with closing(connected(disk)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT count(*) FROM t").fetchone()[0]


def cut(disk, connection, seed):
    """A power cut."""
    disk.kill()
    connection.close()
    lost = disk.lose_power(Random(seed))
    disk.revive()
    return lost


def test_a_power_cut_takes_what_was_not_synced_and_only_that(disk):
    connection = connected(disk)
    for at in range(COMMITS):
        connection.execute("INSERT INTO t VALUES (?)", (at,))
    assert cut(disk, connection, 1) == 0
    assert rows(disk) == COMMITS

    connection = connected(disk, synchronous="OFF")
    for at in range(COMMITS):
        connection.execute("INSERT INTO t VALUES (?)", (at,))
    assert cut(disk, connection, 1) > 0
    assert rows(disk) < 2 * COMMITS


@pytest.mark.parametrize("operation", range(1, 16))
def test_a_program_that_dies_anywhere_leaves_a_sound_file_with_all_it_committed(disk, operation):
    connection = connected(disk)
    disk.die_in(operation)
    committed = committed_until_death(connection)
    cut(disk, connection, operation)
    assert committed <= rows(disk) <= committed + 1


def test_a_full_disk_refuses_a_commit_whole(disk):
    connection = connected(disk)
    connection.execute("INSERT INTO t VALUES (1)")
    disk.room = disk.used() + SECTOR
    with pytest.raises(sqlite3.OperationalError, match="full"):
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    disk.room = None
    connection.execute("INSERT INTO t VALUES (2)")
    connection.close()
    assert rows(disk) == 2


def test_a_connection_of_an_earlier_life_writes_nothing_more(disk):
    connection = connected(disk)
    disk.kill()
    disk.revive()
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("INSERT INTO t VALUES (1)")
    connection.close()


def test_other_files_are_left_alone(disk, tmp_path):
    disk.kill()
    with closing(sqlite3.connect(tmp_path / "another.db")) as connection:
        connection.execute("CREATE TABLE t (a)")
    disk.revive()


def test_sqlite_has_its_own_ways_again_afterwards(tmp_path):
    one = Disk(tmp_path / "one.db")
    with Layer(lambda path: one if one.owns(path) else None).in_force():
        pass
    with closing(sqlite3.connect(one.path)) as connection:
        connection.execute("CREATE TABLE t (a)")
    assert one.operations == 0
