"""Two real stores, a real client and a real server process on port 0."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain import clock
from outreach.domain.coverage import Standing
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import Refusal
from outreach.store import Store
from outreach.sync import exchange
from outreach.sync.client import Client, Unreachable
from outreach.sync.exchange import next_push, take_in
from outreach.sync.wire import pack

from ..domain.cast import START, gave, visit
from .commune import CommuneServer, TabletOf


def records_of(tablet):
    return [visit for row in tablet.store.households() for visit in tablet.store.visits_of(row.household.id)]


def test_a_first_sync_brings_the_commune(tablet):
    assert tablet.store.commune().name == "xã Nam Đông"
    assert [hamlet.title for hamlet in tablet.store.hamlets()] == ["Thôn 1", "Thôn 2"]
    assert len(tablet.store.households()) == 80
    assert [official.called for official in tablet.store.officials().values()] == ["chị Hạnh"]
    assert tablet.store.sync_state().last_full_sync is not None


def test_what_one_notes_the_other_sees(tablet, enrol):
    noted = tablet.visit(3, given=(gave(),))
    tablet.store.add(Refusal(noted.id[:-2] + "_Q", noted.hamlet, noted.official, START))
    assert tablet.sync().sent == 2
    state = tablet.store.sync_state()
    assert (state.have, state.unsent, state.oldest_unsent, state.rejected) == (2, 0, None, ())
    other = enrol()
    other.sync()
    assert other.store.visits_of(noted.household) == [noted]
    assert other.store.household_row(noted.household).standing is Standing.HELPED


def test_changes_reach_a_tablet_that_has_read_before(tablet, enrol):
    other = enrol()
    other.sync()
    noted = tablet.visit(4)
    tablet.sync()
    assert other.sync().received >= 1
    assert noted in other.store.visits_of(noted.household)


def test_both_agree_on_the_figure(tablet, enrol):
    other = enrol()
    other.sync()
    for at in range(5, 9):
        tablet.visit(at, given=(gave(),))
        other.visit(at + 2)
    tablet.sync()
    other.sync()
    tablet.sync()
    assert tablet.store.coverage(START) == other.store.coverage(START)
    assert {visit.id: visit for visit in records_of(tablet)} == {visit.id: visit for visit in records_of(other)}


class Cut:
    """The server takes the request, but its answer is lost."""

    def __init__(self, client):
        self._client = client

    def exchange(self, body):
        with suppress(SyncError):
            self._client.exchange(body)
        raise Unreachable


class Twice:
    """Every request arrives twice, and the later answer is the one that is read."""

    def __init__(self, client):
        self._client = client

    def exchange(self, body):
        self._client.exchange(body)
        return self._client.exchange(body)


def test_a_lost_answer_loses_and_doubles_nothing(server, tablet):
    before = server.tell("visits")
    tablet.visit()
    with pytest.raises(Unreachable):
        tablet.sync(Cut)
    state = tablet.store.sync_state()
    assert (state.have, state.unsent, state.last_error.retry) == (0, 1, True)
    tablet.sync()
    assert server.tell("visits") == before + 1
    assert tablet.store.sync_state().last_error is None


def test_a_repeated_request_changes_nothing(server, tablet):
    before = server.tell("visits")
    tablet.visit()
    tablet.sync(Twice)
    assert server.tell("visits") == before + 1
    assert tablet.store.sync_state().unsent == 0


def test_a_late_answer_is_left_aside(tablet):
    """Two questions from one cursor: the answer to the first arrives after that to the second."""
    identity = tablet.store.identity()
    with Client(identity.server, identity.token) as client:
        tablet.visit(1)
        first = next_push(tablet.store, 500)
        late = client.exchange(pack(first))
        tablet.visit(2)
        tablet.sync()
        state, cursor = tablet.store.sync_state(), tablet.store.cursor()
        take_in(tablet.store, first, late)
    assert tablet.store.sync_state().have == state.have == 2
    assert tablet.store.cursor() == cursor


class TestCopies:
    """A store that was set back or cloned goes on under another tablet id; nothing is lost, nothing doubled."""

    @pytest.fixture
    def file(self, tmp_path):
        return tmp_path / "tablet-0.db"

    @staticmethod
    def reopened(tablet, file, content=None):
        """The tablet after its file was, perhaps, put back as it was; the file as it is now."""
        tablet.store.close()
        if content:
            file.write_bytes(content)
        now = file.read_bytes()
        tablet.store = Store.open(file)
        return now

    def test_set_back(self, server, tablet, file):
        before, was = server.tell("visits"), tablet.id
        older = self.reopened(tablet, file)
        lost = tablet.visit(1)
        tablet.sync()
        self.reopened(tablet, file, older)
        noted = tablet.visit(2)
        tablet.sync()
        assert tablet.id != was
        assert server.tell("visits") == before + 2
        assert {lost, noted} <= set(records_of(tablet))
        state = tablet.store.sync_state()
        assert (state.made, state.have, state.last_error) == (1, 1, None)
        assert server.tell("in use", tablet=was) is False

    def test_set_back_with_nothing_new(self, server, tablet, file):
        older = self.reopened(tablet, file)
        lost = tablet.visit(1)
        tablet.sync()
        self.reopened(tablet, file, older)
        tablet.sync()
        assert lost in records_of(tablet)

    def test_cloned(self, server, tablet, file, tmp_path, enrol):
        before = server.tell("visits")
        tablet.visit(1)
        tablet.sync()
        shared = tablet.visit(2)  # unsent when the copy is made: both hold it
        (tmp_path / "tablet-1.db").write_bytes(self.reopened(tablet, file))
        clone = enrol()
        clone.visit(3)
        own = tablet.visit(4)
        clone.sync()
        tablet.sync()
        clone.sync()
        assert clone.id != tablet.id
        assert server.tell("visits") == before + 4
        for one in (clone, tablet):
            assert {shared, own} <= set(records_of(one))
            assert one.store.sync_state().unsent == 0
        assert clone.store.coverage(START) == tablet.store.coverage(START)

    @pytest.mark.parametrize("lost", [1, 2])
    def test_the_answer_to_the_request_is_lost(self, server, tablet, file, lost):
        class Lost:
            left = lost

            def __init__(self, client):
                self.exchange = client.exchange
                self._renew = client.renew

            def renew(self, request):
                enrolled = self._renew(request)
                if Lost.left:
                    Lost.left -= 1
                    raise Unreachable
                return enrolled

        older = self.reopened(tablet, file)
        tablet.visit(1)
        tablet.sync()
        self.reopened(tablet, file, older)
        before = server.tell("tablets")
        for _ in range(lost):
            with pytest.raises(Unreachable):
                tablet.sync(Lost)
        tablet.visit(2)
        tablet.sync(Lost)
        assert server.tell("tablets") == before + 1
        assert tablet.store.sync_state().unsent == 0


def test_a_record_that_cannot_be_taken_does_not_block(server, tablet):
    bad = tablet.visit(1, note="x" * 20_000)
    good = tablet.visit(2)
    tablet.sync()
    state = tablet.store.sync_state()
    assert (state.unsent, [one.n for one in state.rejected]) == (0, [1])
    assert state.rejected[0].vi
    assert tablet.store.visits_of(bad.household)
    assert tablet.store.visits_of(good.household)


def test_a_new_scope_brings_its_hamlets_and_takes_off_the_others(server, enrol):
    first, second = server.tell("hamlets")
    tablet = enrol([first])
    tablet.sync()
    assert {row.household.hamlet for row in tablet.store.households()} == {first}
    server.tell("scope", tablet=tablet.id, scope=[second])
    tablet.visit()
    tablet.sync()
    tablet.sync()
    assert {row.household.hamlet for row in tablet.store.households()} == {second}
    assert len(tablet.store.households()) == 40


@pytest.mark.parametrize("years", [10, -10])
def test_a_wrong_clock_is_corrected_on_both_sides_and_told(tablet, enrol, monkeypatch, years):
    off = timedelta(days=365 * years)
    right = visit(tablet.store.households()[7].household.id)
    household = tablet.store.household(right.household)
    begun, ended = right.started_at + off, right.ended_at + off
    by = tablet.identity.official.id
    noted = replace(right, hamlet=household.hamlet, official=by, started_at=begun, ended_at=ended)
    tablet.store.add(noted)
    monkeypatch.setattr(exchange, "now", lambda: clock.now() + off)
    tablet.sync()
    assert abs(tablet.store.sync_state().clock_ahead - off) < timedelta(minutes=1)
    other = enrol()
    monkeypatch.undo()
    other.sync()
    tablet.sync()
    (here,) = (visit for visit in tablet.store.visits_of(noted.household) if visit.id == noted.id)
    (there,) = (visit for visit in other.store.visits_of(noted.household) if visit.id == noted.id)
    assert here == there
    assert abs(here.started_at + off - noted.started_at) < timedelta(minutes=1)
    assert abs(here.corrected_by - off.total_seconds()) < 60
    assert tablet.store.coverage() == other.store.coverage()
    assert abs(tablet.store.sync_state().clock_ahead) < timedelta(minutes=1)


class TestRefused:
    def test_a_wrong_code_in_the_servers_words(self, server):
        with Client(server.address) as client, pytest.raises(SyncError) as told:
            client.enrol("ABCD2345", "máy")
        assert told.value.code is ErrorCode.AUTH
        assert "Mã ghép máy không đúng" in told.value.vi

    def test_a_used_code(self, server):
        code = server.tell("code")
        with Client(server.address) as client:
            assert client.enrol(f"{code[:4]}-{code[4:].lower()}", "máy").commune.code == "20179"
            with pytest.raises(SyncError, match="đã dùng"):
                client.enrol(code, "máy")

    def test_an_expired_code(self, server):
        code = server.tell("code")
        server.tell("expire codes")
        with Client(server.address) as client, pytest.raises(SyncError, match="hết hạn"):
            client.enrol(code, "máy")

    def test_a_token_nobody_knows(self, server, tablet):
        with Client(server.address, "20179.wrong") as client, pytest.raises(SyncError) as told:
            client.exchange(pack(next_push(tablet.store, 1)))
        assert told.value.code is ErrorCode.AUTH

    def test_a_revoked_tablet_hands_in_its_work_then_forgets_everything(self, server, tablet, tmp_path):
        before = server.tell("quarantined")
        for at in range(50):
            tablet.visit(at, note=f"ghi chú {at}")
        server.tell("revoke", tablet=tablet.id)
        with pytest.raises(Unreachable):
            tablet.sync(Cut)
        assert tablet.store.sync_state().made == 50  # until it has been told that all is held
        with pytest.raises(SyncError) as told:
            tablet.sync()
        assert told.value.code is ErrorCode.REVOKED
        assert server.tell("quarantined") == before + 50
        assert (tablet.store.identity(), tablet.store.households()) == (None, [])
        assert tablet.store.sync_state().last_error.vi == told.value.vi
        for file in tmp_path.iterdir():
            assert "ghi chú".encode() not in file.read_bytes()


class TestServerKilled:
    def test_what_was_told_to_be_held_is_held(self, tmp_path):
        server = CommuneServer(tmp_path / "home")
        tablet = TabletOf(server, tmp_path / "tablet.db")
        try:
            tablet.sync()
            for at in range(30):
                tablet.visit(at)
            tablet.sync()
            server.kill()
            with pytest.raises(Unreachable):
                tablet.sync()
            server = CommuneServer(tmp_path / "home", server.port)
            assert server.tell("visits") == tablet.store.sync_state().have == 30
            tablet.visit()
            assert tablet.sync().sent == 1
        finally:
            tablet.store.close()
            server.stop()

    def test_a_server_set_back_heals_itself(self, tmp_path):
        """Its data folder is put back as it was before: the tablet offers again what is missing."""
        home = tmp_path / "home"
        server = CommuneServer(home)
        tablet = TabletOf(server, tmp_path / "tablet.db")
        other = TabletOf(server, tmp_path / "other.db")
        try:
            tablet.sync()
            tablet.visit(1)
            tablet.sync()
            server.stop()
            backup = {path: path.read_bytes() for path in home.iterdir() if path.is_file()}
            server = CommuneServer(home, server.port)
            for at in range(2, 7):
                tablet.visit(at)
            tablet.sync()
            other.sync()
            server.stop()
            for path in home.iterdir():
                path.unlink()
            for path, content in backup.items():
                path.write_bytes(content)
            server = CommuneServer(home, server.port)
            assert server.tell("visits") == 1
            tablet.visit(8)
            tablet.sync()
            assert server.tell("visits") == 7
            assert tablet.store.sync_state().have == 7
            other.sync()
            assert other.store.coverage(START) == tablet.store.coverage(START)
        finally:
            tablet.store.close()
            other.store.close()
            server.stop()


@pytest.mark.parametrize("sent", [True, False])
def test_what_was_rescued_of_a_damaged_file_arrives_once(server, tablet, tmp_path, sent):
    before = server.tell("visits")
    held = tablet.visit(11)
    if sent:
        tablet.sync()
    unsent = [tablet.visit(at) for at in (12, 13, 14)]
    tablet.store.close()
    file = tmp_path / "tablet-0.db"
    content = file.read_bytes().replace(unsent[0].id.encode(), b"\xff" * 22)
    file.write_bytes(b"\0" * 4096 + content[4096:])
    tablet.store, rescued = Store.open_damaged(file, clock.now())
    assert (rescued.unsent, rescued.lost) == (2 + (not sent), 1)
    tablet.sync()
    assert server.tell("visits") == before + 3
    assert {held, *unsent[1:]} <= set(records_of(tablet))
    assert tablet.store.sync_state().unsent == 0
