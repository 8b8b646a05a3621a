"""Files of a tablet that lost some of its records, and of its copies: what is held of its own, and who is wiped."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode
from outreach.domain.identity import new_id
from outreach.server.devices.enrolment import revoke
from outreach.server.places import register
from outreach.server.records.models import Quarantine
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync import wire
from outreach.sync.transfer import NotErasedYet, export, receive
from tests.server.cast import HOUSEHOLDS, NAM_DONG, Cast
from tests.server.ingest.line import Joined, joined

from .carrying import back_up, bring, note, refused


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


def test_it_takes_back_nothing_that_is_held_beyond_a_gap(cast: Cast, own: Joined) -> None:
    for n in range(5):
        own.store.add(replace(cast.visit(HOUSEHOLDS[0], now()), household=new_id()))  # aside: the feed stands still
        if n == 2:
            lose(own, 2)
            old = bring(export(own.store).data)
    own.sync()
    before = own.store.sync_state()
    assert (before.beyond, [one.n for one in before.rejected]) == (((3, 5),), [1, 3, 4, 5])
    receive(own.store, old)
    after = own.store.sync_state()
    assert (after.beyond, after.rejected) == (before.beyond, before.rejected)


def test_of_an_answer_it_cannot_read_a_tablet_takes_what_is_held_beyond_a_gap(
    cast: Cast, own: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(cast, own, 3)
    lose(own, 2)
    own.sync()
    note(cast, own)
    register.add_households(NAM_DONG.code, [replace(HOUSEHOLDS[0], id=new_id(), code="99")])
    answer = bring(export(own.store).data)
    monkeypatch.delitem(wire.CHANGE_KINDS, "household")
    assert refused(own, answer).code is ErrorCode.CLIENT_TOO_OLD
    state = own.store.sync_state()
    assert (state.have, state.beyond, state.unsent) == (1, ((3, 4),), 0)


def test_of_two_files_before_the_first_answer_it_hears_what_is_held_beyond_a_gap(cast: Cast, own: Joined) -> None:
    note(cast, own, 3)
    lose(own, 2)
    first = bring(export(own.store).data)
    note(cast, own)
    second = bring(export(own.store).data)
    receive(own.store, first)
    receive(own.store, second)  # its changes come too late
    assert (own.store.sync_state().beyond, own.store.sync_state().unsent) == (((3, 4),), 0)


def test_a_copy_that_lost_the_record_that_would_tell_is_not_wiped(cast: Cast, own: Joined, tmp_path: Path) -> None:
    """Both noted two more, and of its own it still has the first, which nobody else has."""
    note(cast, own, 3)
    with copied(cast, own, tmp_path) as copy:
        note(cast, own, 2)
        note(cast, copy, 2)
        lose(copy, 5)
        revoke(cast.tablet)
        data = export(own.store).data
        bring(data)
        back_up()
        assert isinstance(refused(copy, bring(data)), NotErasedYet)
        assert copy.store.sync_state().made == 5


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


def test_a_file_is_awaited_no_longer_though_the_last_record_was_lost_before(cast: Cast, own: Joined) -> None:
    note(cast, own, 3)
    lose(own, 3)
    made = export(own.store)
    own.store.note_export(made.at("USB"))
    receive(own.store, bring(made.data))
    assert (made.last, own.store.sync_state().unsent, own.store.exported()) == (2, 0, None)


class TestItLostTheLastOfWhatIsHeld:
    """So nothing that it keeps has the number that the server names; and it never has a network."""

    def test_the_next_file_tells_what_is_held(self, cast: Cast, own: Joined) -> None:
        note(cast, own, 3)
        answer = bring(export(own.store).data)
        lose(own, 3)
        receive(own.store, answer)
        receive(own.store, bring(export(own.store).data))
        state = own.store.sync_state()
        assert (state.have, state.lost, state.unsent, state.last_error) == (2, ((3, 3),), 0, None)
        assert export(own.store).records == 0
        note(cast, own)
        receive(own.store, bring(export(own.store).data))
        assert (own.store.sync_state().have, own.store.sync_state().unsent) == (4, 0)

    def test_beyond_a_gap_too(self, cast: Cast, own: Joined) -> None:
        note(cast, own, 5)
        lose(own, 2)
        answer = bring(export(own.store).data)
        lose(own, 5)
        receive(own.store, answer)
        receive(own.store, bring(export(own.store).data))
        state = own.store.sync_state()
        assert (state.have, state.beyond, state.lost, state.unsent) == (1, ((3, 4),), ((2, 2), (5, 5)), 0)

    @pytest.mark.parametrize("told", [True, False])
    def test_revoked_it_is_wiped(self, cast: Cast, own: Joined, told: bool) -> None:
        note(cast, own, 3)
        answer = bring(export(own.store).data)
        if told:
            receive(own.store, answer)
            assert own.store.sync_state().have == 3
        lose(own, 3)
        revoke(cast.tablet)
        assert isinstance(refused(own, bring(export(own.store).data)), NotErasedYet)
        back_up()
        refused(own, bring(export(own.store).data))
        assert own.store.identity() is None

    def test_so_it_is_if_it_lost_all(self, cast: Cast, own: Joined) -> None:
        note(cast, own, 2)
        own.sync()
        note(cast, own)
        for n in (1, 2, 3):
            lose(own, n)
        revoke(cast.tablet)
        refused(own, bring(export(own.store).data))
        assert own.store.identity() is None

    def test_a_copy_that_made_others_since_believes_nothing_of_it(
        self, cast: Cast, own: Joined, tmp_path: Path
    ) -> None:
        note(cast, own, 2)
        with copied(cast, own, tmp_path) as copy:
            note(cast, own, 2)
            note(cast, copy, 2)
            lose(copy, 4)
            receive(copy.store, bring(export(own.store).data))
            assert copy.store.sync_state().unsent == 3


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
