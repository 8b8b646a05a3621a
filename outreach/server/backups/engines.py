"""Which of the engines is the server's."""

from pathlib import Path

from django.db import connection

from .engine import Engine
from .sqlite import Sqlite


def current() -> Engine:
    """That of the server's database."""
    if connection.vendor == "sqlite":
        return Sqlite(Path(connection.settings_dict["NAME"]))
    from .postgresql import Postgresql  # and with it psycopg

    return Postgresql(dict(connection.settings_dict))
