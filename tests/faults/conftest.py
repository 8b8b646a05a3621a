"""Communes to do harm to: one server a database for the whole run, whose tests bring tablets of their own."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from tests.server import databases

from .commune import Commune, Tablet
from .proxy import Proxy

Item = TypeVar("Item")


@pytest.fixture
def often(request: pytest.FixtureRequest) -> Callable[[Item, Item], Item]:
    """How often, or what, to try: ``often(sample, full)``."""
    full = request.config.getoption("--full")
    return lambda sample, all_of_them: all_of_them if full else sample


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The same numbers at every run of a test."""
    return random.Random(request.node.name)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a fresh commune on SQLite, to be copied."""
    home = tmp_path_factory.mktemp("founded")
    Commune(home).close()
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    """The data folder of a commune of one's own, on SQLite; nothing runs on it yet."""
    return Path(shutil.copytree(founded, tmp_path / "server"))


@pytest.fixture(scope="session")
def on_sqlite(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    """The commune on SQLite."""
    home = tmp_path_factory.mktemp("sqlite") / "server"
    yield from _served(Commune(Path(shutil.copytree(founded, home))))


@pytest.fixture(scope="session")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    """The commune on a PostgreSQL of this run's own."""
    with ExitStack() as stack:
        url = stack.enter_context(databases.installed())
        yield from _served(Commune(tmp_path_factory.mktemp("postgresql"), DATABASE_URL=url))


@pytest.fixture(params=["sqlite", "postgresql"])
def commune(request: pytest.FixtureRequest) -> Commune:
    """A running commune, on each database in turn."""
    found: Commune = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture
def enrol(tmp_path: Path) -> Iterator[Callable[..., Tablet]]:
    """Enrol one more tablet of a commune: ``enrol(commune, hamlets=(1,), whose="hanh")``."""
    tablets: list[Tablet] = []

    def enrol_one(commune: Commune, hamlets: tuple[int, ...] = (1,), whose: str = "hanh") -> Tablet:
        folder = tmp_path / f"tablet-{len(tablets)}"
        folder.mkdir()
        tablets.append(Tablet(commune, folder / "tablet.db", hamlets, whose))
        return tablets[-1]

    yield enrol_one
    for tablet in tablets:
        tablet.close()


@pytest.fixture
def proxy() -> Iterator[Callable[[Commune], Proxy]]:
    """A bad network in front of a commune."""
    with ExitStack() as stack:

        def before(commune: Commune) -> Proxy:
            one = Proxy(commune.port)
            stack.callback(one.close)
            return one

        yield before


def _served(commune: Commune) -> Iterator[Commune]:
    try:
        commune.start()
        yield commune
    finally:
        commune.close()
