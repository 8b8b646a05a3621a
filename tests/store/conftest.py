"""A store in a folder of its own."""

import pytest

from outreach.store import Store

from .cast import identity


@pytest.fixture
def path(tmp_path):
    """Where the tablet's database is."""
    return tmp_path / "tablet.db"


@pytest.fixture
def store(path):
    """An enrolled tablet that has never synced."""
    opened = Store.open(path)
    opened.enrol(identity())
    yield opened
    opened.close()
