"""Server tests: a database that can be chosen, and the cast."""

import pytest
from django.test import Client

from tests.server import cast as people
from tests.server.cast import Cast


@pytest.fixture
def cast(db) -> Cast:
    """An leads Nam Đông, Bình visits there with a tablet, Cúc leads another commune."""
    return people.assemble()


@pytest.fixture
def lasting_cast(transactional_db) -> Cast:
    """The same, committed: for tests with threads, or with a server of their own."""
    return people.assemble()


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


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
