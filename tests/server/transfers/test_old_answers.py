"""An answer file may lie about for weeks, and the server be set back meanwhile: an old one takes nothing away."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import new_id
from outreach.domain.records import Visit
from outreach.domain.retention import SAFE_KEPT
from outreach.server.backups import making
from outreach.server.backups.folder import Copy
from outreach.server.backups.proof import held
from outreach.server.devices import enrolment
from outreach.server.devices.enrolment import revoke
from outreach.server.places import register
from outreach.server.records.models import Quarantine
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync.client import Unreachable
from outreach.sync.exchange import identity_from, sync
from outreach.sync.sealed_file import Reply
from outreach.sync.transfer import NotErasedYet, export, receive, take_reply
from outreach.sync.wire import Answer, Enrol, Problem
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, Cast
from tests.server.ingest.line import Joined, joined


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """What outlives a restore is noted in a folder of the test's own."""


@pytest.fixture
def own(cast: Cast, tmp_path: Path) -> Iterator[Joined]:
    """Bình's tablet, which has synced once, an hour ago."""
    with joined(cast.enrolled, tmp_path) as tablet:
        tablet.sync()
        tablet.store.note_try(now() - timedelta(hours=1), None)
        yield tablet


def note(cast: Cast, own: Joined, count: int = 1) -> list[Visit]:
    made = [cast.visit(HOUSEHOLDS[at], now()) for at in range(count)]
    for visit in made:
        own.store.add(visit)
    return made


def bring(data: bytes) -> bytes:
    """The commune takes a file; its answer."""
    return bytes(take(data, Way.PAGE, now()).file.answer)


def back_up() -> None:
    """From now on everything that is held is in a verified backup."""
    making.note(Copy(Path("20179.sqlite3"), now()), held())


@contextmanager
def set_back() -> Iterator[None]:
    """What happens inside is gone from the server afterwards, and nobody tells anybody."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def refused(own: Joined, answer: bytes) -> SyncError:
    with pytest.raises(SyncError) as told:
        receive(own.store, answer)
    return told.value


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


def lose(own: Joined, n: int) -> None:
    """Damage that nobody notices takes a record."""
    own.store._db.execute("DELETE FROM visit WHERE n = ?", (n,))
    own.store._gaps.forget()


@contextmanager
def copied(cast: Cast, own: Joined, folder: Path) -> Iterator[Joined]:
    """Another tablet with the same data."""
    folder /= "copy"
    folder.mkdir(parents=True)
    own.store._db.execute("VACUUM INTO ?", (str(folder / f"{cast.enrolled.tablet}.db"),))
    with joined(cast.enrolled, folder) as copy:
        yield copy


class TestDamagedBeforeItWasRevoked:
    """Of three records the second is on no tablet any more and never reached the commune; two more were noted since."""

    @pytest.fixture
    def copy(self, cast: Cast, own: Joined, tmp_path: Path) -> Iterator[Joined]:
        """A copy of the tablet, from after its damage."""
        note(cast, own, 3)
        lose(own, 2)
        with copied(cast, own, tmp_path) as copy:
            note(cast, own, 2)
            revoke(cast.tablet)
            yield copy

    def test_it_is_wiped_once_a_backup_holds_all_others(self, own: Joined, copy: Joined) -> None:
        data = export(own.store).data
        for backed_up in (False, True):
            taken = take(data, Way.PAGE, now())
            assert ("thì máy tự xóa" in (taken.wiping() or ("",))[0]) is backed_up
            told = refused(own, bytes(taken.file.answer))
            assert ("xã đã nhận đủ, nhưng chưa có bản sao lưu" in told.vi) is not backed_up
            assert own.store.sync_state().lost == (() if backed_up else ((2, 2),))
            back_up()
        assert "đã được xóa" in told.vi
        assert own.store.identity() is None
        assert Quarantine.objects.count() == 4

    def test_a_backup_from_before_the_last_of_them_does_not_do(self, cast: Cast, own: Joined, copy: Joined) -> None:
        bring(export(own.store).data)
        back_up()
        note(cast, own)
        told = refused(own, bring(export(own.store).data))
        assert "xã đã nhận đủ, nhưng chưa có bản sao lưu" in told.vi

    def test_what_was_noted_after_the_file_is_asked_for_first(self, cast: Cast, own: Joined, copy: Joined) -> None:
        data = export(own.store).data
        bring(data)
        back_up()
        note(cast, own)
        assert "còn lượt trên máy chưa về tới xã" in refused(own, bring(data)).vi

    @pytest.mark.parametrize("more", [0, 2])
    def test_a_copy_that_made_others_beyond_the_gap_is_not(
        self, cast: Cast, own: Joined, copy: Joined, more: int
    ) -> None:
        note(cast, copy, more)
        data = export(own.store).data
        bring(data)
        back_up()
        assert isinstance(refused(copy, bring(data)), NotErasedYet)
        assert copy.store.sync_state().made == 3 + more

    def test_nor_is_one_of_which_nobody_can_tell(self, cast: Cast, own: Joined, copy: Joined) -> None:
        """It noted two visits of its own, and lost the last of them."""
        note(cast, copy, 2)
        lose(copy, 5)
        data = export(own.store).data
        bring(data)
        back_up()
        assert isinstance(refused(copy, bring(data)), NotErasedYet)

    def test_nor_is_one_that_still_has_the_record(self, cast: Cast, own: Joined, copy: Joined, tmp_path: Path) -> None:
        with copied(cast, own, tmp_path / "later") as whole:
            lost = cast.visit(HOUSEHOLDS[2], now())
            whole.store._db.execute("UPDATE exchange SET made = 1")
            assert whole.store.add(lost) == 2
            whole.store._db.execute("UPDATE exchange SET made = 5")
            data = export(own.store).data
            bring(data)
            back_up()
            assert "còn lượt trên máy chưa về tới xã" in refused(whole, bring(data)).vi
            refused(whole, bring(export(whole.store).data))
            assert Quarantine.objects.count() == 5


def test_by_file_too_a_tablet_hears_what_is_held_beyond_a_gap(cast: Cast, own: Joined, tmp_path: Path) -> None:
    note(cast, own, 3)
    lose(own, 2)
    with copied(cast, own, tmp_path) as copy:
        note(cast, own, 2)
        note(cast, copy, 2)
        made = export(own.store)
        own.store.note_export(made.at("USB"))
        answer = bring(made.data)
        receive(copy.store, answer)
        assert copy.store.sync_state().unsent == 3, "what is held there is another's"
    receive(own.store, answer)
    state = own.store.sync_state()
    assert (state.have, state.beyond, state.lost, state.unsent) == (1, ((3, 5),), ((2, 2),), 0)
    assert own.store.exported() is None
    note(cast, own)
    assert export(own.store).records == 1
