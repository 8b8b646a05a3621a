"""Without a network: out as a sealed file, carried by others, back as a sealed answer; twice is as good as once."""

import base64
import shutil
from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import Outcome
from outreach.store import Store
from outreach.sync import transfer, wire
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from
from outreach.sync.sealed_file import Damaged, FileRefused, Foreign, Kind, read_header
from outreach.sync.transfer import NoKey, NotErasedYet, NotForHere, OwnFile, Received, export, hand_in, receive

from ..domain.cast import visit
from ..store.cast import identity
from .commune import TabletOf

NOTE = "cạnh giếng làng, hỏi bác Tư"


def bring(server, data):
    """A leader imports the file; what it brought, its answer as bytes."""
    told = server.tell("take file", data=base64.b64encode(data).decode())
    return {**told, "answer": base64.b64decode(told.get("answer", ""))}


def numbers(told):
    return told["taken"], told["held"], told["aside"]


def export_noted(store):
    """Export and keep a note of it, as the app does."""
    file = export(store)
    store.note_export(file.at("here"))
    return file


def test_a_file_reaches_the_server_and_its_answer_the_tablet(server, tablet):
    for at in range(3):
        tablet.visit(at, note=NOTE)
    file = export_noted(tablet.store)
    assert file.records == 3
    assert tablet.store.exported().records == 3
    told = bring(server, file.data)
    assert numbers(told) == (3, 0, 0)
    assert receive(tablet.store, told["answer"]) is Received.ANSWER
    state = tablet.store.sync_state()
    assert (state.have, state.unsent, state.last_error) == (3, 0, None)
    assert tablet.store.exported() is None


def test_taking_twice_changes_nothing_even_after_more_was_sent(server, tablet):
    tablet.visit(0)
    file, before = export(tablet.store), server.tell("visits")
    first = bring(server, file.data)
    assert numbers(bring(server, file.data)) == (0, 1, 0)
    tablet.visit(1)
    tablet.sync()
    again = bring(server, file.data)  # by now the server holds more than this file says was made
    assert numbers(again) == (0, 1, 0)
    assert server.tell("visits") == before + 2
    for answer in (first, again, first):
        receive(tablet.store, answer["answer"])
        assert tablet.store.sync_state().have == 2
    assert tablet.sync().sent == 0


def test_the_answer_brings_what_others_noted(server, enrol):
    one, other = enrol(), enrol()
    one.sync()
    other.sync()
    noted = other.visit(5)
    other.sync()
    one.visit(0)
    receive(one.store, bring(server, export(one.store).data)["answer"])
    assert noted.id in {each.id for each in one.store.visits_of(noted.household)}
    assert one.sync().received == 0


def test_an_app_too_old_for_what_others_noted_learns_what_is_held(server, enrol, monkeypatch):
    one, other = enrol(), enrol()
    one.sync()
    other.sync()
    other.visit(5)
    other.sync()
    one.visit(0)
    answer = bring(server, export(one.store).data)["answer"]
    monkeypatch.delitem(wire.CHANGE_KINDS, "visit")
    with pytest.raises(SyncError) as told:
        receive(one.store, answer)
    assert told.value.code is ErrorCode.CLIENT_TOO_OLD
    state = one.store.sync_state()
    assert (state.unsent, state.last_error and state.last_error.code) == (0, "CLIENT_TOO_OLD")


def test_a_tablet_that_never_synced_reads_the_whole_commune_from_the_answer(server, enrol):
    fresh = enrol()
    assert not fresh.store.households()
    receive(fresh.store, bring(server, export(fresh.store).data)["answer"])
    assert len(fresh.store.households()) == 80


def test_two_files_before_the_first_answer(server, tablet):
    tablet.visit(0)
    first = export(tablet.store)
    tablet.visit(1)
    second = export(tablet.store)
    assert (first.records, second.records) == (1, 2)
    answers = [bring(server, one.data)["answer"] for one in (first, second)]
    for answer in answers:
        receive(tablet.store, answer)
    assert tablet.store.sync_state().unsent == 0


def test_a_file_holds_what_is_noted_while_it_is_written(server, tablet, monkeypatch):
    tablet.visit(0)
    noted_as_records_are_read(tablet, 2, monkeypatch)
    assert numbers(bring(server, export(tablet.store).data)) == (2, 0, 0)


def test_a_sync_sends_what_is_noted_while_it_begins(tablet, monkeypatch):
    tablet.visit(0)
    noted_as_records_are_read(tablet, 1, monkeypatch)
    assert tablet.sync().sent == 2


def noted_as_records_are_read(tablet, time, monkeypatch):
    """The screen's thread notes one more visit right before the unsent records are read for the ``time``-th time."""
    unsent, times = tablet.store.unsent, count(1)

    def after_a_visit(*given):
        if next(times) == time:
            tablet.visit(0)
        return unsent(*given)

    monkeypatch.setattr(tablet.store, "unsent", after_a_visit)


def test_one_file_holds_more_than_a_batch(server, tablet, monkeypatch):
    monkeypatch.setattr(transfer, "BATCH_RECORDS", 4)
    monkeypatch.setattr(transfer, "BATCH_BYTES", 700)
    for at in range(11):
        tablet.visit(at, note=f"{NOTE} {at * 7919}")
    assert numbers(bring(server, export(tablet.store).data)) == (11, 0, 0)


def test_a_file_ends_where_it_would_grow_too_large_and_the_next_goes_on(server, tablet, monkeypatch):
    monkeypatch.setattr(transfer, "BATCH_RECORDS", 4)
    monkeypatch.setattr(transfer, "_ROOM", 100)
    for at in range(6):
        tablet.visit(at)
    file = export(tablet.store)
    assert file.records == 4
    receive(tablet.store, bring(server, file.data)["answer"])
    assert export(tablet.store).records == 2


def test_a_bad_record_is_set_aside_and_the_tablet_is_told(server, enrol):
    tablet = enrol(scope=server.tell("hamlets")[:1])
    tablet.sync()
    tablet.visit(0)
    tablet.store.add(replace(visit("no-such-door"), hamlet=tablet.identity.scope[0]))
    told = bring(server, export(tablet.store).data)
    assert numbers(told) == (1, 0, 1)
    receive(tablet.store, told["answer"])
    assert [one.n for one in tablet.store.sync_state().rejected] == [2]


def test_a_revoked_tablet_hands_over_by_file_and_is_told(server, tablet):
    for at in range(2):
        tablet.visit(at)
    server.tell("revoke", tablet=tablet.id)
    file = export(tablet.store)
    told = bring(server, file.data)
    assert numbers(told) == (0, 0, 2)
    with pytest.raises(NotErasedYet):
        receive(tablet.store, told["answer"])
    server.tell("back up", tablet=tablet.id)
    with pytest.raises(SyncError) as refused:
        receive(tablet.store, bring(server, file.data)["answer"])
    assert refused.value.code is ErrorCode.REVOKED
    assert tablet.store.sync_state().last_error.vi == refused.value.vi
    assert tablet.store.identity() is None


def test_a_revoked_tablet_keeps_what_was_noted_after_the_file(server, tablet):
    tablet.visit(0)
    server.tell("revoke", tablet=tablet.id)
    told = bring(server, export(tablet.store).data)
    late = tablet.visit(1)
    with pytest.raises(NotErasedYet):
        receive(tablet.store, told["answer"])
    assert late in tablet.store.visits_of(late.household)
    file = export(tablet.store)
    bring(server, file.data)
    server.tell("back up", tablet=tablet.id)
    with pytest.raises(SyncError, match="đã được xóa"):
        receive(tablet.store, bring(server, file.data)["answer"])
    assert tablet.store.identity() is None


def test_a_copied_store_is_found_out_by_file_too(server, tablet):
    tablet.visit(0)
    file = export(tablet.store)
    tablet.sync()
    other = tablet.visit(1)
    with tablet.store._db.write() as db:  # the same numbers with other content
        db.execute("UPDATE visit SET n = 1 - n WHERE n IS NOT NULL")
        db.execute("UPDATE exchange SET made = 1, have = 0")
        db.execute("DELETE FROM visit WHERE n = 0")
        db.execute("UPDATE visit SET n = 1 WHERE id = ?", (other.id,))
    forged = export(tablet.store)
    assert numbers(bring(server, file.data)) == (0, 1, 0)
    told = bring(server, forged.data)
    assert numbers(told) == (0, 0, 0), "what is held under that number is another record"
    with pytest.raises(SyncError) as refused:
        receive(tablet.store, told["answer"])
    assert refused.value.code is ErrorCode.IDENTITY_REUSED


@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize("noted", [1, 2])
def test_an_answer_to_another_copy_of_a_tablet_changes_nothing(server, tablet, tmp_path, noted, revoked):
    tablet.store.close()
    shutil.copy(tmp_path / "tablet-0.db", tmp_path / "copy.db")
    tablet.store = Store.open(tmp_path / "tablet-0.db")
    other = TabletOf(server, tmp_path / "copy.db")
    with closing(other.store) as copy:
        for at in range(noted):
            tablet.visit(at)
        own = other.visit(1)
        file = export(tablet.store)
        if revoked:
            server.tell("revoke", tablet=tablet.id)
        with pytest.raises(SyncError) as refused:
            receive(copy, bring(server, file.data)["answer"])
        assert refused.value.code is ErrorCode.IDENTITY_REUSED
        assert (copy.sync_state().unsent, copy.sync_state().last_error) == (1, None)
        assert own in copy.visits_of(own.household)


def test_another_tablet_carries_and_cannot_read(server, enrol, tmp_path):
    one, carrier, third = enrol(), enrol(), enrol()
    for each in (one, carrier):
        each.sync()
    secret_note = "gặp bà Năm ở chợ phiên"
    noted = one.visit(3, note=secret_note)
    file = export_noted(one.store)
    assert receive(carrier.store, file.data) is Received.CARRIED
    assert receive(carrier.store, file.data) is Received.CARRIED_BEFORE
    carrier.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("tablet-1.db*"))
    assert file.data[-200:] in kept
    for secret in (secret_note.encode(), noted.id.encode(), one.identity.token.encode(), one.id.encode()):
        assert secret not in kept
    with Client(carrier.identity.server, carrier.identity.token) as line:
        hand_in(carrier.store, line)
    (carried,) = carrier.store.carried()
    assert carried.answered_at
    assert carrier.store.carried_body(file.name) is None
    answer = carrier.store.carried_answer(file.name)
    assert read_header(answer).kind is Kind.ANSWER
    for stranger in (carrier, third):
        with pytest.raises(NotForHere):
            receive(stranger.store, answer)
    receive(one.store, answer)
    assert one.store.sync_state().unsent == 0
    assert receive(carrier.store, file.data) is Received.CARRIED, "the same file again brings an answer of its day"
    with Client(carrier.identity.server, carrier.identity.token) as line:
        hand_in(carrier.store, line)
    assert carrier.store.carried_answer(file.name) != answer


def test_an_answer_from_before_a_tablet_was_enrolled_anew_is_said_to_be_of_no_use(server, tablet):
    tablet.visit(0)
    answer = bring(server, export_noted(tablet.store).data)["answer"]
    with Client(tablet.identity.server) as line:
        tablet.store.enrol(identity_from(tablet.identity.server, line.enrol(server.tell("code"), "máy thử")))
    with pytest.raises(NotForHere, match="rồi được ghép lại, thì không cần tệp ấy nữa"):
        receive(tablet.store, answer)
    before = server.tell("visits")
    receive(tablet.store, bring(server, export(tablet.store).data)["answer"])
    assert (tablet.store.sync_state().unsent, server.tell("visits")) == (0, before), "known by its id"


def test_a_flipped_byte_anywhere_gets_a_sentence_and_nothing_is_stored(server, tablet):
    tablet.visit(0, outcome=Outcome.REFUSED)
    data, before = export(tablet.store).data, server.tell("visits")
    for at in [*range(0, 64), *range(64, len(data), 23), len(data) - 1]:
        damaged = bytearray(data)
        damaged[at] ^= 1 << at % 8
        told = bring(server, bytes(damaged))
        assert ("Tệp bị hỏng" in told["refused"]) or (at < 5 and "không phải tệp .gocua" in told["refused"]), at
    for length in (0, 4, 30, 47, len(data) - 1):
        assert bring(server, data[:length])["refused"]
    assert server.tell("visits") == before
    answer = bring(server, data)["answer"]
    with pytest.raises(Damaged):
        receive(tablet.store, answer[:-20] + b"x" + answer[-19:])
    assert tablet.store.sync_state().have == 0


def test_what_is_no_file_for_this_tablet(tablet, enrol, monkeypatch):
    tablet.visit(0)
    file = export_noted(tablet.store)
    with pytest.raises(OwnFile):
        receive(tablet.store, file.data)
    other = enrol()
    commune = replace(other.identity.commune, code="20122")
    monkeypatch.setattr(Store, "identity", lambda _store: replace(identity(), commune=commune))
    with pytest.raises(Foreign):
        receive(other.store, file.data)


def test_a_tablet_without_the_key_says_what_to_do(store_of_old):
    with pytest.raises(NoKey) as told:
        export(store_of_old)
    assert "đồng bộ một lần" in told.value.vi


@pytest.fixture
def store_of_old(tmp_path):
    """A tablet that was enrolled before there were keys."""
    store = Store.open(tmp_path / "old.db")
    store.enrol(identity())
    store.add(visit())
    yield store
    store.close()


def test_a_tablet_of_before_is_told_the_key_at_its_next_sync_and_never_again(enrol):
    tablet = enrol()
    assert tablet.identity.seal
    tablet.store.enrol(replace(tablet.identity, seal=""))
    told = []

    class Listening:
        def __init__(self, client):
            self.client = client

        def exchange(self, body):
            told.append(self.client.exchange(body))
            return told[-1]

    tablet.sync(Listening)
    tablet.sync(Listening)
    assert [bool(answer.seal) for answer in told] == [True, False]
    assert tablet.identity.seal == told[0].seal


def test_every_refusal_speaks_both_languages():
    simple = [kind for kind in FileRefused.__subclasses__() if kind.__init__.__code__.co_argcount == 1]
    assert len(simple) > 5
    for kind in simple:
        refused = kind()  # type: ignore[call-arg]
        assert refused.vi
        assert refused.en
