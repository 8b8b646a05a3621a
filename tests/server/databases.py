"""The databases that server tests run on: SQLite in a file, and a real PostgreSQL started for the run."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tools.postgresql import cluster


@contextmanager
def postgresql() -> Iterator[str]:
    """A cluster of its own, as DATABASE_URL; gone afterwards. No test cuts the power, so nothing waits for the disk."""
    with cluster(fsync="off", shared_buffers="64MB") as address:
        yield address


@contextmanager
def installed() -> Iterator[str]:
    """A database as an administrator would make it, as DATABASE_URL: of a role that may make databases and no more."""
    with postgresql() as address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE ROLE xa LOGIN CREATEDB PASSWORD 'cau tre'")
            server.execute("CREATE DATABASE xa OWNER xa")
        yield address.replace("gocua@", "xa:cau%20tre@").replace("/postgres", "/xa")
