"""The databases that server tests run on: SQLite in a file, and a real PostgreSQL started for the run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tools.postgresql import cluster

MEMORY, ROOM = Path("/dev/shm"), 2**30
"""Where files lie in memory, and the bytes that have to be free there: a cluster of a whole run grows to a third."""


@contextmanager
def postgresql() -> Iterator[str]:
    """A cluster of its own, as DATABASE_URL; gone afterwards. No test cuts the power, so nothing waits for the disk.

    In memory where there is room: databases and tables are made and emptied by the hundred, each of many files, and
    half of the work would be a disk's looking for free places.
    """
    place = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    with cluster(place, fsync="off", shared_buffers="64MB", max_wal_size="128MB") as address:
        yield address


@contextmanager
def installed() -> Iterator[str]:
    """A database as an administrator would make it, as DATABASE_URL: of a role that may make databases and no more."""
    with postgresql() as address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE ROLE xa LOGIN CREATEDB PASSWORD 'cau tre'")
            server.execute("CREATE DATABASE xa OWNER xa")
        yield address.replace("gocua@", "xa:cau%20tre@").replace("/postgres", "/xa")
