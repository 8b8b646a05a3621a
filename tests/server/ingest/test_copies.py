"""Copies of one store, a server that was set back, and numbers that nobody has any more: no copy takes another's
record for its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from outreach.domain.clock import now
from outreach.server.devices import enrolment
from outreach.server.devices.tokens import tablet_of
from outreach.server.records.models import Visit
from outreach.store import Store
from outreach.sync import exchange as tablet
from outreach.sync import wire
from outreach.sync.wire import Enrolled, Renew
from tests.server.cast import HOUSEHOLDS, Cast

from .line import Joined, Line, joined


class Renewing(Line):
    """A line that gives a copy a name of its own."""

    def renew(self, request: str) -> Enrolled:
        enrolled = enrolment.renew(tablet_of(self.token), Renew(request, "0.1.0", now()), now())
        self.token = enrolled.token
        return enrolled


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """What outlives a restore is noted in a folder of the test's own."""


@pytest.fixture
def own(cast: Cast, tmp_path: Path) -> Iterator[Joined]:
    """Bình's tablet, which has synced once."""
    with joined(cast.enrolled, tmp_path, Renewing) as first:
        first.sync()
        yield first


@pytest.fixture
def ended(cast: Cast, own: Joined, tmp_path: Path) -> Callable[[], AbstractContextManager[Path]]:
    """Ends the app for a while: inside, its file is as it lies on the disk."""
    path = tmp_path / f"{cast.enrolled.tablet}.db"

    @contextmanager
    def app_ended() -> Iterator[Path]:
        own.store.close()
        yield path
        own.store = Store.open(path)

    return app_ended


@pytest.fixture
def clone(
    cast: Cast, ended: Callable[[], AbstractContextManager[Path]], tmp_path: Path
) -> Iterator[Callable[[], Joined]]:
    """Makes one more tablet with the same files."""
    folder = tmp_path / "copy"
    folder.mkdir()
    with ExitStack() as opened:

        def made() -> Joined:
            with ended() as path:
                shutil.copy(path, folder)
            return opened.enter_context(joined(cast.enrolled, folder, Renewing))

        yield made


def note(cast: Cast, own: Joined, count: int = 1) -> set[str]:
    made = [cast.visit(HOUSEHOLDS[at]) for at in range(count)]
    for visit in made:
        own.store.add(visit)
    return {visit.id for visit in made}


def lose(own: Joined, *numbers: int) -> None:
    """As a damaged file would, of which nobody is told."""
    with own.store._db.write() as db:
        for n in numbers:
            db.execute("DELETE FROM visit WHERE n = ?", (n,))


@contextmanager
def set_back() -> Iterator[None]:
    """What happens inside is gone from the server afterwards, and nobody tells anybody."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def on_the_server(noted: set[str]) -> bool:
    return noted <= set(Visit.objects.values_list("id", flat=True))


def test_what_another_copy_handed_in_beyond_the_gap_both_have(cast: Cast, own: Joined, clone: Callable[[], Joined]):
    note(cast, own, 3)
    lose(own, 2)
    other = clone()
    with set_back():
        noted = note(cast, own, 2)
        own.sync()
        assert own.store.sync_state().beyond == ((3, 5),)
    theirs = note(cast, other, 2)
    other.sync()
    own.sync()
    assert on_the_server(noted | theirs)


def test_nor_where_one_copy_had_more_to_send(
    cast: Cast, own: Joined, clone: Callable[[], Joined], monkeypatch: pytest.MonkeyPatch
):
    """What it sends lies beyond what the other handed in, so that by the last record alone it would know its own."""
    note(cast, own, 3)
    lose(own, 2)
    other = clone()
    with set_back():
        noted = note(cast, own, 2)
        own.sync()
    theirs = note(cast, other)
    other.sync()
    noted |= note(cast, own)
    own.sync()
    assert on_the_server(noted | theirs)


def test_the_last_that_is_kept_is_named_where_the_last_one_held_was_lost(
    cast: Cast, own: Joined, clone: Callable[[], Joined], ended: Callable[[], AbstractContextManager[Path]]
):
    other = clone()
    with set_back():
        noted = note(cast, own)
        note(cast, own)
        own.sync()
        lose(own, 2)
        with ended():
            pass
    theirs = note(cast, other)
    other.sync()
    own.sync()
    assert on_the_server(noted | theirs)


def test_a_store_without_a_gap_names_one_record(cast: Cast, own: Joined):
    note(cast, own, 2)
    own.sync()
    push = tablet.next_push(own.store, 9)
    assert push.held
    assert push.held[0] == 2
    assert b"held_beyond" not in wire.plain(push)
