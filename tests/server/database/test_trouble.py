"""Trouble of the machine and trouble with what is to be written, as the real drivers and the server tell them apart."""

import pytest
from django.db import DataError, Error, IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection

from outreach.domain.errors import ErrorCode, SyncError
from outreach.server.database.trouble import is_of_machine
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


def test_a_table_that_is_not_there(db):
    with pytest.raises((OperationalError, ProgrammingError)) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert is_of_machine(raised.value)
