"""A server for the whole module, and tablets of their own for each test."""

import pytest

from .commune import CommuneServer, TabletOf


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A commune of two hamlets with 40 households each."""
    running = CommuneServer(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def enrol(server, tmp_path):
    """Enrol one more tablet."""
    tablets: list[TabletOf] = []

    def enrol_one(scope=None):
        tablets.append(TabletOf(server, tmp_path / f"tablet-{len(tablets)}.db", scope))
        return tablets[-1]

    yield enrol_one
    for tablet in tablets:
        tablet.store.close()


@pytest.fixture
def tablet(enrol):
    """A tablet that has synced once."""
    first = enrol()
    first.sync()
    return first
