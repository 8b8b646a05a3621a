"""An answer file may lie about for weeks, and the server be set back meanwhile: an old one takes nothing away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import new_id
from outreach.domain.retention import SAFE_KEPT
from outreach.server.devices import enrolment
from outreach.server.devices.enrolment import revoke
from outreach.server.places import register
from outreach.server.records.models import Quarantine
from outreach.sync import wire
from outreach.sync.client import Unreachable
from outreach.sync.exchange import identity_from, sync
from outreach.sync.sealed_file import Reply
from outreach.sync.transfer import NotErasedYet, export, receive, take_reply
from outreach.sync.wire import Answer, Enrol, Problem
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, Cast
from tests.server.ingest.line import Joined

from .carrying import back_up, bring, note, refused, set_back


def test_a_revoked_tablet_is_wiped_once_a_backup_holds_its_work(cast: Cast, own: Joined) -> None:
    noted = note(cast, own, 2)
    data = export(own.store).data
    revoke(cast.tablet)
    told = refused(own, bring(data))
    assert isinstance(told, NotErasedYet)
    assert told.vi == (
        "Máy này đã bị thu hồi nhưng chưa xóa dữ liệu: xã đã nhận đủ, nhưng chưa có bản sao lưu nào chứa đủ. Sau bản "
        "sao lưu hằng ngày, hãy nhờ xã nhận lại tệp .gocua ấy, rồi nhận tệp trả lời mới. Hoặc cho máy có mạng một lần."
    )
    assert noted[0] in own.store.visits_of(noted[0].household)
    assert own.store.sync_state().revoked
    back_up()
    told = refused(own, bring(data))  # the very same file gives another answer
    assert (told.code, type(told)) == (ErrorCode.REVOKED, SyncError)
    assert "đã được xóa" in told.vi
    assert own.store.identity() is None
    assert own.store.sync_state().last_error
    assert Quarantine.objects.count() == 2


def test_a_backup_from_before_the_last_of_it_does_not_do(cast: Cast, own: Joined) -> None:
    note(cast, own)
    own.sync()
    back_up()
    note(cast, own)
    revoke(cast.tablet)
    assert isinstance(refused(own, bring(export(own.store).data)), NotErasedYet)


def test_what_was_noted_after_the_file_is_asked_for_first(cast: Cast, own: Joined) -> None:
    note(cast, own)
    data = export(own.store).data
    revoke(cast.tablet)
    bring(data)
    back_up()
    note(cast, own)
    told = refused(own, bring(data))
    assert told.vi == (
        "Máy này đã bị thu hồi nhưng chưa xóa dữ liệu: còn lượt trên máy chưa về tới xã. Hãy xuất tệp mới, đưa về xã, "
        "rồi nhận tệp trả lời mới. Hoặc cho máy có mạng một lần."
    )
    assert (told.retry, own.store.sync_state().unsent) == (True, 2)


def test_over_the_network_nothing_is_awaited(cast: Cast, own: Joined) -> None:
    note(cast, own)
    data = export(own.store).data
    revoke(cast.tablet)
    refused(own, bring(data))
    with pytest.raises(SyncError, match="đã được xóa"):
        own.sync()
    assert own.store.identity() is None


def test_what_is_noted_while_the_server_answers_is_handed_over_first(cast: Cast, own: Joined) -> None:
    """The worker waits for the answer; at the door somebody goes on."""
    note(cast, own)
    revoke(cast.tablet)
    line = own.line

    class Slow:
        def exchange(self, body: bytes) -> Answer:
            try:
                return line.exchange(body)
            finally:
                if Quarantine.objects.count() == 1:
                    note(cast, own)

    with pytest.raises(SyncError, match="đã được xóa"):
        sync(own.store, Slow())  # type: ignore[arg-type]
    assert own.store.identity() is None
    assert Quarantine.objects.count() == 2


def test_the_answer_of_a_server_that_was_set_back_since_wipes_nothing(cast: Cast, own: Joined) -> None:
    note(cast, own, 2)
    revoke(cast.tablet)
    data = export(own.store).data
    with set_back():
        old = bring(data)
    refused(own, old)
    assert own.store.sync_state().made == 2
    assert Quarantine.objects.count() == 0
    refused(own, bring(data))
    assert Quarantine.objects.count() == 2


def test_a_told_tablet_writes_all_it_keeps_into_its_next_file(cast: Cast, own: Joined) -> None:
    """An old answer said that it is held, and nobody knows whether that is still true."""
    note(cast, own, 2)
    data = export(own.store).data
    with set_back():
        old = bring(data)
        revoke(cast.tablet)
        refused(own, bring(data))
    receive(own.store, old)
    assert own.store.sync_state().unsent == 0
    revoke(cast.tablet)
    assert export(own.store).records == 2
    refused(own, bring(export(own.store).data))
    assert Quarantine.objects.count() == 2


def test_an_older_answer_does_not_take_the_revocation_back(cast: Cast, own: Joined) -> None:
    note(cast, own)
    data = export(own.store).data
    old = bring(data)
    revoke(cast.tablet)
    refused(own, bring(data))
    receive(own.store, old)
    state = own.store.sync_state()
    assert (state.unsent, state.revoked) == (0, True)


def test_a_network_that_fails_does_not_either(cast: Cast, own: Joined) -> None:
    note(cast, own)
    revoke(cast.tablet)
    told = refused(own, bring(export(own.store).data))

    class Nowhere:
        def exchange(self, body: bytes) -> None:
            raise Unreachable

    with pytest.raises(Unreachable):
        sync(own.store, Nowhere())  # type: ignore[arg-type]
    state = own.store.sync_state()
    assert state.revoked
    assert state.last_error
    assert state.last_error.vi == told.vi


def test_a_new_code_does(cast: Cast, own: Joined) -> None:
    note(cast, own)
    revoke(cast.tablet)
    refused(own, bring(export(own.store).data))
    code = enrolment.make_code(cast.binh, [hamlet.id for hamlet in HAMLETS[:2]])
    enrolled = enrolment.enrol(Enrol(code, "máy thử", "0.1.0", now()))
    own.store.enrol(identity_from("http://127.0.0.1:1", enrolled))
    state = own.store.sync_state()
    assert (state.revoked, state.unsent) == (False, 1)


@pytest.mark.parametrize("revoked", [False, True])
def test_what_a_server_lacks_that_was_set_back_is_in_the_file_after_the_next(
    cast: Cast, own: Joined, revoked: bool
) -> None:
    """The tablet takes for held what the server has lost, and no epoch tells: the next answer does."""
    if revoked:
        with set_back():
            note(cast, own, 3)
            own.sync()
        revoke(cast.tablet)
    else:
        empty = export(own.store).data
        note(cast, own, 3)
        with set_back():
            old = bring(export(own.store).data)
        register.add_households(NAM_DONG.code, [replace(HOUSEHOLDS[0], id=new_id(), code="99")])
        receive(own.store, bring(empty))
        receive(own.store, old)
    assert own.store.sync_state().unsent == 0
    last = export(own.store)
    assert last.records == 0
    receive(own.store, bring(last.data))
    assert own.store.sync_state().unsent == 3
    assert export(own.store).records == 3


def test_an_old_answer_makes_the_tablet_let_go_of_nothing(cast: Cast, own: Joined, monkeypatch) -> None:
    noted = note(cast, own, 3)
    data = export(own.store).data
    bring(data)
    back_up()
    receive(own.store, bring(data))
    assert own.store.sync_state().safe == 3
    old = bring(export(own.store).data)
    real = now
    for module in ("outreach.store.forgetting", "outreach.sync.exchange", "outreach.sync.transfer"):
        monkeypatch.setattr(f"{module}.now", lambda: real() + SAFE_KEPT + timedelta(days=2))
    receive(own.store, old)
    assert own.store.sync_state().forgotten == 0
    assert all(own.store.id_of(n) == one.id for n, one in enumerate(noted, start=1))


def test_so_it_is_for_an_app_that_cannot_read_the_answer(
    cast: Cast, own: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(cast, own, 3)
    with set_back():
        own.sync()
    register.add_households(NAM_DONG.code, [replace(HOUSEHOLDS[0], id=new_id(), code="99")])
    answer = bring(export(own.store).data)
    monkeypatch.delitem(wire.CHANGE_KINDS, "household")
    assert refused(own, answer).code is ErrorCode.CLIENT_TOO_OLD
    assert own.store.sync_state().unsent == 3


def test_an_answer_that_lacks_what_was_let_go_of_is_not_taken_in(cast: Cast, own: Joined) -> None:
    """A network is needed: the tablet will take a new identity there."""
    note(cast, own, 3)
    with set_back():
        own.sync()
    with own.store._db.write() as db:  # as after 35 days in a backup
        db.execute("DELETE FROM visit WHERE n <= 2")
        db.execute("UPDATE exchange SET forgotten = 2")
    told = refused(own, bring(export(own.store).data))
    assert told.code is ErrorCode.IDENTITY_REUSED
    assert (own.store.sync_state().have, own.store.sync_state().lost) == (3, ())


def test_a_refusal_that_this_app_does_not_know_asks_for_an_update(cast: Cast, own: Joined) -> None:
    note(cast, own)
    problem = Problem("LATER", "câu của bản sau", "a later sentence", retry=False)
    with pytest.raises(SyncError) as told:
        take_reply(own.store, Reply(0, None, problem=problem))
    assert told.value.code is ErrorCode.CLIENT_TOO_OLD
    assert own.store.sync_state().unsent == 1
