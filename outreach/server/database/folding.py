"""Having nothing of what was deleted lie on in SQLite's write-ahead log."""

import logging

from django.db import DatabaseError, connection

_log = logging.getLogger(__name__)


def fold() -> None:
    """Fold the log into the database, once the deletion is committed. What fails, for want of room, is in the log of
    the server; the next fold makes up for it."""
    fold_log = getattr(connection, "fold", None)  # PostgreSQL clears up by itself
    if fold_log:
        try:
            fold_log()
        except DatabaseError as error:
            _log.warning("deleted, but not yet overwritten: %s", error)
