"""Two real stores, a real client and a real server process on port 0."""

from contextlib import suppress
from datetime import timedelta

import pytest

from outreach.domain import clock
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import Refusal
from outreach.domain.summary import Standing
from outreach.store import Store
from outreach.sync import exchange
from outreach.sync.client import Client, Unreachable
from outreach.sync.exchange import next_push, take_in
from outreach.sync.wire import pack

from ..domain.cast import START, gave


def records_of(tablet):
    return [visit for row in tablet.store.households() for visit in tablet.store.visits_of(row.household.id)]


def test_a_first_sync_brings_the_commune(tablet):
    assert tablet.store.commune().name == "xã Nam Đông"
    assert [hamlet.title for hamlet in tablet.store.hamlets()] == ["Thôn 1", "Thôn 2"]
    assert len(tablet.store.households()) == 80
    assert [official.called for official in tablet.store.officials().values()] == ["chị Hạnh"]
    assert tablet.store.sync_state().last_full_sync is not None


def test_a_wrong_clock_does_not_say_when_all_was_sent(tablet, monkeypatch):
    monkeypatch.setattr(exchange, "now", lambda: clock.now() + timedelta(days=3653))
    tablet.sync()
    state = tablet.store.sync_state()
    assert state.last_full_sync
    assert abs(state.last_full_sync - clock.now()) < timedelta(minutes=5)
    assert state.last_try
    assert state.last_try > clock.now() + timedelta(days=3650), "by this it is counted when to try again"


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


@pytest.mark.parametrize("lost", [1, 2])
def test_the_answer_to_a_question_for_a_new_identity_is_lost(server, tablet, tmp_path, lost):
    """Whatever is asked again, one new tablet comes of it."""

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

    file = tmp_path / "tablet-0.db"
    tablet.store.close()
    older = file.read_bytes()
    tablet.store = Store.open(file)
    tablet.visit(1)
    tablet.sync()
    tablet.store.close()
    file.write_bytes(older)
    tablet.store = Store.open(file)
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
