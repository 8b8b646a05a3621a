"""For every test: settings and data of its own, and the database that was chosen for the server.

Django's settings are read once per process, so they are arranged before any test module is imported.
"""

import gc
import os
import signal
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.server import databases

# A busy machine is no failure: no test is judged by its time.
hypothesis_settings.register_profile("gocua", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("gocua")

TESTS = Path(__file__).parent
SLOWEST = [
    TESTS / path
    for path in (
        "tablet/test_practice.py",
        "tablet/test_visit_screens.py",
        "browser/test_guide_pages.py",
        "simulation/test_seeds.py",
        "tablet/test_visit_kill.py",
        "browser",
        "end_to_end",
        "tablet",
        "faults",
        "handouts",
    )
]

_run = ExitStack()
_Thing = TypeVar("_Thing")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--database``: what the server's tests run on. ``--full``: nothing is only sampled."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="the server's database")
    parser.addoption("--full", action="store_true", help="all faults and all pages instead of samples")


def pytest_configure(config: pytest.Config) -> None:
    """Give this run a data folder, start the database, load the settings."""
    gc.disable()  # until all is loaded
    in_a_worker = hasattr(config, "workerinput")  # which inherits what its parent set here
    if "DJANGO_SETTINGS_MODULE" in os.environ and not in_a_worker:
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: it makes pytest read the settings before their time")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what was started is stopped and removed
    home = _run.enter_context(tempfile.TemporaryDirectory(prefix="gocua-tests-", ignore_cleanup_errors=True))
    for name in [name for name in os.environ if name.startswith("GOCUA_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["GOCUA_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.server.settings"
    if config.getoption("--database") == "postgresql":
        os.environ["DATABASE_URL"] = _run.enter_context(databases.postgresql())

    import django
    from django.conf import settings

    if "DATABASE_URL" not in os.environ:
        # A file, never memory: tests open it from several threads, as the server does.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{home}/test.db"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
    django.setup()


@pytest.hookimpl(trylast=True)  # after Django's plugin, which puts tests with a database first
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it at the end."""
    items.sort(key=lambda item: next((at for at, path in enumerate(SLOWEST) if item.path.is_relative_to(path)), 99))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What has been loaded stays, and is no longer looked at when unused objects are looked for."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Callable[[Sequence[_Thing]], Sequence[_Thing]]:
    """Every third of many that are drawn the same way, from the last on; all of them with ``--full``."""
    step = 1 if request.config.getoption("--full") else 3
    return lambda many: many[::-step]


def pytest_unconfigure() -> None:
    """Stop and forget what this run started."""
    _run.close()
