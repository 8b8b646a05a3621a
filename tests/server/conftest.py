"""The cast as fixtures. Models are imported when a test asks for them: this file is read before the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from outreach.server.people.models import User

    from .cast import Cast


@pytest.fixture
def cast(db) -> Cast:
    """An leads Nam Đông, Bình visits there with a tablet, Cúc leads another commune."""
    from .cast import assemble

    return assemble()


@pytest.fixture
def lasting_cast(transactional_db) -> Cast:
    """The same, committed: for tests with threads, or with a server of their own."""
    from .cast import assemble

    return assemble()


@pytest.fixture
def an(cast: Cast) -> Client:
    """A browser in which An is logged in."""
    return logged_in(cast.an)


@pytest.fixture
def binh(cast: Cast) -> Client:
    """A browser in which Bình is logged in."""
    return logged_in(cast.binh)


@pytest.fixture
def cuc(cast: Cast) -> Client:
    """A browser in which Cúc, the outsider, is logged in."""
    return logged_in(cast.cuc)


def logged_in(person: User) -> Client:
    """A browser with that person's session."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(settings, tmp_path):
    """A data folder and a folder of backups of the test's own."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.BACKUPS = settings.HOME / "backups"
    return settings.HOME
