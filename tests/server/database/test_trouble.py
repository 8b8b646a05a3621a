"""Trouble of the machine and trouble with what is to be written, as the real drivers and the server tell them apart."""

import sqlite3
from contextlib import closing

import pytest
from django.db import (
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)

from outreach.domain.errors import ErrorCode, SyncError
from outreach.server.backups.engine import instead
from outreach.server.database.trouble import code_of, is_of_machine
from outreach.server.database.writer import WriterLock
from outreach.server.records.models import Receipt

OF_MACHINE = [
    OperationalError("database is locked"),
    OperationalError("database or disk is full"),
    OperationalError("deadlock detected"),
    OperationalError("no such table: records_visit"),
    ProgrammingError('relation "records_visit" does not exist'),
    InterfaceError("connection already closed"),
    DataError("could not extend file: No space left on device"),
    MemoryError(),
    OSError(24, "Too many open files"),
    SyncError(ErrorCode.IDENTITY_REUSED),
]
OF_A_RECORD = [
    DataError("integer out of range"),
    IntegrityError("NOT NULL constraint failed"),
    OverflowError("date value out of range"),
    KeyError("household"),
    RecursionError(),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
]


@pytest.mark.parametrize("error", OF_MACHINE, ids=repr)
def test_what_any_record_would_have_met(error):
    assert is_of_machine(error)


@pytest.mark.parametrize("error", OF_A_RECORD, ids=repr)
def test_what_another_record_would_not_meet(error):
    assert not is_of_machine(error)


VALUES = {
    "of no type": (1, object()),
    "too large": (2**70, "x"),
    "none": (1, None),
    "no text": (1, "a\x00" * 33),
}


@pytest.mark.parametrize(("n", "ref"), VALUES.values(), ids=VALUES)
def test_a_value_that_no_column_takes(db, n, ref):
    """Each as its driver refuses it."""
    if connection.vendor == "sqlite" and isinstance(ref, str) and n == 1:
        pytest.skip("SQLite takes any text")
    sql = f"INSERT INTO {Receipt._meta.db_table} (commune, tablet, n, ref) VALUES ('20179', 'x', %s, %s)"
    with pytest.raises((Error, OverflowError)) as raised, connection.cursor() as cursor:
        cursor.execute(sql, [n, ref])
    assert not is_of_machine(raised.value)


@pytest.mark.parametrize("trouble", ["default_transaction_read_only=on", "statement_timeout=50"])
def test_a_postgresql_that_takes_nothing_for_now_is_busy(db, trouble):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    with instead(OPTIONS={"options": f"-c {trouble}"}), connection.cursor() as cursor, pytest.raises(Error) as raised:
        cursor.execute("CREATE TABLE slow AS SELECT pg_sleep(1)::text")
    assert code_of(raised.value) is ErrorCode.BUSY


def test_a_file_that_nobody_may_write_is_busy(tmp_path):
    """As SQLite itself says it; a disk that failed is read-only until somebody sees to it."""
    sqlite3.connect(tmp_path / "a.db").close()
    read_only = sqlite3.connect(f"{(tmp_path / 'a.db').as_uri()}?mode=ro", uri=True)
    with closing(read_only), pytest.raises(sqlite3.OperationalError) as raised:
        read_only.execute("CREATE TABLE a (b)")
    assert code_of(OperationalError(*raised.value.args)) is ErrorCode.BUSY


def test_so_is_one_beside_which_nothing_can_be_opened(tmp_path):
    (tmp_path / "a.db.writer").mkdir()
    with pytest.raises(sqlite3.OperationalError) as raised:
        WriterLock(str(tmp_path / "a.db"), timeout=1).acquire()
    assert code_of(OperationalError(*raised.value.args)) is ErrorCode.BUSY


def test_a_table_that_is_not_there(db):
    with pytest.raises((OperationalError, ProgrammingError)) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert is_of_machine(raised.value)
