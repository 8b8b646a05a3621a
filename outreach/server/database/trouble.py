"""What a failure means: trouble of the machine, which any record would have met, or of what was to be written."""

from django.db import DataError, Error, IntegrityError, InterfaceError, InternalError, OperationalError

from outreach.domain.errors import ErrorCode, SyncError

_DISK_FULL = ("database or disk is full", "No space left on device", "could not extend file")
_BUSY = (
    *("locked", "busy", "connection", "unable to open database file", "disk I/O error", "deadlock"),
    *("canceling statement", "readonly database", "read-only transaction"),
)
_UNFIT = ("Error binding parameter", "cannot adapt type")
"""Signs of a value that no column takes; drivers count it among errors of their use."""


def code_of(error: Error | OSError) -> ErrorCode | None:
    """What a failing database or disk means to a tablet; None when it is a fault of ours."""
    text = str(error)
    if any(sign in text for sign in _DISK_FULL):
        return ErrorCode.DISK_FULL
    if isinstance(error, OperationalError | InterfaceError | InternalError) and any(sign in text for sign in _BUSY):
        return ErrorCode.BUSY
    return None


def is_of_machine(error: Exception) -> bool:
    """Whether trying without some of the records would not help: no room, no database, no table for them, or a refusal
    of them all."""
    if not isinstance(error, Error):
        return isinstance(error, SyncError | MemoryError | OSError)
    of_values = isinstance(error, DataError | IntegrityError) or any(sign in str(error) for sign in _UNFIT)
    return not of_values or code_of(error) is not None
