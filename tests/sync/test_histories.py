"""Any sequence of visits, syncs, cuts and kills: no number is lost, doubled or skipped, and both ends agree."""

import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import Official, Record, Refusal
from outreach.store import Store
from outreach.sync import exchange
from outreach.sync.client import Unreachable
from outreach.sync.exchange import sync
from outreach.sync.wire import Push, unpack

from ..domain.cast import AT_THE_DOOR, START, visit
from ..store.cast import HANH, door, identity
from .peer import Peer

DOORS = [door(id) for id in "abc"]


class Cutting:
    """A network that dies at its ``cut``-th request, before or after the server saw it."""

    renew = Peer.renew

    def __init__(self, peer, cut, seen):
        self.peer, self.cut, self.seen = peer, cut, seen

    def exchange(self, body):
        self.cut -= 1
        if self.cut >= 0:
            return self.peer.exchange(body)
        if self.seen:
            self.peer.exchange(body)
        raise Unreachable


class Tablets(RuleBasedStateMachine):
    """Two tablets and a server."""

    tablets = st.sampled_from([0, 1])

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.peer = Peer(DOORS)
        self.noted: dict[int, list[Record]] = {0: [], 1: []}
        self.stores = [self.open(number) for number in (0, 1)]
        for number, store in enumerate(self.stores):
            store.enrol(identity(f"tablet-{number}"))

    def open(self, number):
        return Store.open(self.folder / f"{number}.db")

    @rule(number=tablets, household=st.sampled_from("abc"), outcome=st.sampled_from(AT_THE_DOOR))
    def visits(self, number, household, outcome):
        noted = visit(household, len(self.noted[number]), outcome=outcome)
        assert self.stores[number].add(noted) == len(self.noted[number]) + 1
        self.noted[number].append(noted)

    @rule(number=tablets)
    def is_refused(self, number):
        refusal = Refusal(visit().id, "thon-1", "hanh", START)
        self.stores[number].add(refusal)
        self.noted[number].append(refusal)

    @rule(number=tablets)
    def syncs(self, number):
        sync(self.stores[number], self.peer)
        assert self.stores[number].sync_state().unsent == 0

    @rule(number=tablets, cut=st.integers(0, 2), seen=st.booleans())
    def is_cut_off(self, number, cut, seen):
        line = Cutting(self.peer, cut, seen)
        try:
            sync(self.stores[number], line)
        except Unreachable:
            assert self.stores[number].sync_state().last_error is not None

    @rule(number=tablets)
    def is_killed(self, number):
        """The file as a kill would leave it: copied with its log while the connection is open."""
        store = self.stores[number]
        copies = [(path, path.read_bytes()) for path in self.folder.glob(f"{number}.db*")]
        store.close()
        for path in self.folder.glob(f"{number}.db*"):
            path.unlink()
        for path, content in copies:
            path.write_bytes(content)
        self.stores[number] = self.open(number)

    @rule(kept=st.integers(0, 3))
    def server_is_set_back(self, kept):
        self.peer.held = {
            tablet: {n: r for n, r in mine.items() if n <= kept} for tablet, mine in self.peer.held.items()
        }
        held = [record for mine in self.peer.held.values() for record in mine.values()]
        self.peer.feed = [record for record in self.peer.feed if record in held]
        self.peer.epoch += "'"

    @invariant()
    def numbers_have_no_gap(self):
        for number, store in enumerate(self.stores):
            made = store.sync_state().made
            numbers = store._db.rows("SELECT n FROM visit WHERE n > 0 UNION ALL SELECT n FROM refusal ORDER BY 1")
            assert [row[0] for row in numbers] == list(range(1, made + 1))
            assert made == len(self.noted[number])

    def teardown(self):
        for _ in range(2):
            for store in self.stores:
                sync(store, self.peer)
        for number in (0, 1):
            held = self.peer.held.get(f"tablet-{number}", {})
            assert [held[n] for n in sorted(held)] == self.noted[number]
        one, other = (store.coverage(START) for store in self.stores)
        assert one == other
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)


Tablets.TestCase.settings = settings(max_examples=40, stateful_step_count=20)
test_any_history = Tablets.TestCase


def test_a_server_that_no_longer_knows_its_official_takes_no_name_off_a_tablet(tmp_path):
    class SetBack(Peer):
        def exchange(self, body):
            if unpack(body, Push).tablet == "tablet-a":
                raise SyncError(ErrorCode.IDENTITY_REUSED)
            return super().exchange(body)

        def renew(self, request):
            return replace(super().renew(request), official=Official(HANH.id, ""))

    with closing(Store.open(tmp_path / "tablet.db")) as store:
        store.enrol(identity())
        store.add(visit("a"))
        sync(store, SetBack(DOORS))
        found = store.identity()
        assert found
        assert found.tablet != "tablet-a"
        assert found.official == HANH


class TestPace:
    @pytest.fixture
    def store(self, tmp_path):
        opened = Store.open(tmp_path / "tablet.db")
        opened.enrol(identity())
        for _ in range(60):
            opened.add(visit("a"))
        yield opened
        opened.close()

    def sizes(self, store, peer):
        """How many records each request brought."""
        seen = []

        class Watched:
            renew = Peer.renew

            def exchange(self, body):
                before = peer.have("tablet-a")
                answer = peer.exchange(body)
                seen.append(answer.have - before)
                return answer

        sync(store, Watched())
        return [size for size in seen if size]

    def test_everything_fits_one_batch(self, store):
        assert self.sizes(store, Peer(DOORS)) == [60]

    def test_after_a_failure_it_begins_small_and_grows(self, store):
        with pytest.raises(Unreachable):
            sync(store, Cutting(None, 0, False))
        assert self.sizes(store, Peer(DOORS)) == [25, 35]

    def test_a_batch_that_packs_too_big_is_halved(self, store, monkeypatch):
        monkeypatch.setattr(exchange, "BATCH_BYTES", 1500)
        assert max(self.sizes(store, Peer(DOORS))) < 60

    def test_too_large_is_split_until_it_passes(self, store):
        peer = Peer(DOORS)

        class Strict(Peer):
            def exchange(self, body):
                if len(body) > 1500:
                    raise SyncError(ErrorCode.TOO_LARGE)
                return peer.exchange(body)

            def have(self, tablet):
                return peer.have(tablet)

        sync(store, Strict())
        assert peer.have("tablet-a") == 60


class TestAnswersThatCannotBe:
    """The tablet checks what it is told, and keeps all it has; what it cannot read does not keep it from handing in."""

    @pytest.fixture
    def store(self, tmp_path):
        opened = Store.open(tmp_path / "tablet.db")
        opened.enrol(identity())
        opened.add(visit("a"))
        yield opened
        opened.close()

    def refused(self, store, change, code, have=0):
        class Odd(Peer):
            def exchange(self, body):
                return change(super().exchange(body))

        with pytest.raises(SyncError) as told:
            sync(store, Odd(DOORS))
        assert told.value.code is code
        assert store.sync_state().have == have
        assert store.households() == []

    def test_more_records_than_were_made(self, store):
        self.refused(store, lambda answer: replace(answer, have=7), ErrorCode.IDENTITY_REUSED)

    def test_a_newer_protocol(self, store):
        self.refused(store, lambda answer: replace(answer, protocol=9), ErrorCode.CLIENT_TOO_OLD, have=1)

    def test_a_kind_of_change_it_does_not_know(self, store):
        odd = {"task": {"id": ["x"]}}
        self.refused(store, lambda answer: replace(answer, changes=odd), ErrorCode.CLIENT_TOO_OLD, have=1)

    def test_a_change_with_a_wrong_field(self, store):
        odd = {"official": {"id": [3], "name": ["x"]}}
        self.refused(store, lambda answer: replace(answer, changes=odd), ErrorCode.CLIENT_TOO_OLD, have=1)

    def test_less_than_was_let_go_of_from_a_server_that_this_app_cannot_read(self, store):
        """It goes on under another name, as it would if it could read it, and misses nothing."""

        class Newer(Peer):
            def exchange(self, body):
                return replace(super().exchange(body), protocol=9)

        peer = Newer(DOORS)
        store.add(visit("a"))
        with store._db.write() as db:  # as after 35 days in a backup; the server was set back to before that
            db.execute("DELETE FROM visit WHERE n = 1")
            db.execute("UPDATE exchange SET have = 2, forgotten = 1")
        with pytest.raises(SyncError) as told:
            sync(store, peer)
        assert told.value.code is ErrorCode.CLIENT_TOO_OLD
        assert (store.sync_state().lost, store.sync_state().unsent) == ((), 0)

    def test_a_server_that_takes_nothing_is_not_asked_for_ever(self, store):
        class Deaf(Peer):
            def exchange(self, body):
                return replace(super().exchange(body), have=0)

        with pytest.raises(SyncError) as told:
            sync(store, Deaf(DOORS))
        assert told.value.code is ErrorCode.INVALID


def test_a_server_that_lost_as_much_as_it_takes_is_given_the_rest(tmp_path):
    """Set back to nothing, it holds one record afterwards, as before: that is no refusal."""

    class Forgetful(Peer):
        def exchange(self, body):
            answer = super().exchange(body)
            beyond = tuple((n, n) for n in sorted(self.held["tablet-a"]) if n > answer.have)
            return replace(answer, beyond=beyond)

    peer, store = Forgetful(DOORS), Store.open(tmp_path / "tablet.db")
    store.enrol(identity())
    store.add(visit("a"))
    sync(store, peer)
    peer.held.clear()
    store.add(visit("a"))
    sync(store, peer)
    assert (peer.have("tablet-a"), store.sync_state().unsent) == (2, 0)
    store.close()
