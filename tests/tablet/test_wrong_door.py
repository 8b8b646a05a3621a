"""Which household is offered for a visit that was noted at the wrong one, and what is said of it."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from outreach.domain.draft import begin, reopen
from outreach.domain.records import Ability, HouseholdState, Outcome
from outreach.domain.vietnamese import format_day
from outreach.store import StoreFull
from outreach.sync.wire import Cursor
from outreach.tablet.presenters.household import household_view
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import outcome_choices
from outreach.tablet.presenters.wrong_door import NEAREST, WrongDoorPresenter

from ..store.cast import HANH, answer, door
from .places_cast import NOW, TODAY, doors, open_places
from .visit_cast import GUIDES

FIRST = msgspec.json.encode(Cursor("epoch", 1, "hash"))


@pytest.fixture
def store(tmp_path):
    opened = open_places(tmp_path / "tablet.db", TODAY)
    yield opened
    opened.close()


@pytest.fixture
def presenter(store):
    """The visit that helped 01-001 was not made there."""
    return WrongDoorPresenter(store, store.visits_of("01-001")[0], lambda: NOW)


def hear(store, *households):
    """The server tells of these."""
    store.apply(FIRST, answer(cursor=b"2", scope=("thon-1",), households=list(households)))


def offered(presenter):
    return [household.code for household, _door in presenter.choice().doors]


def test_neighbours_come_first_and_the_wrong_door_is_not_among_them(store):
    presenter = WrongDoorPresenter(store, store.visits_of("01-005")[0], lambda: NOW)
    assert offered(presenter)[:5] == ["01-004", "01-006", "01-003", "01-007", "01-002"]
    assert len(offered(presenter)) == NEAREST
    assert presenter.choice().others == "Còn 1 hộ nữa: gõ số hộ hoặc tên xóm để tìm."
    presenter.search = "giua"
    assert offered(presenter) == ["01-001", "01-009"]
    assert presenter.choice().others == ""
    presenter.search = "không có"
    assert presenter.choice().others.startswith("Không thấy hộ nào")


def test_a_door_that_is_gone_is_not_offered_and_one_that_stands_empty_is(store, presenter):
    gone = [replace(doors()[1], state=HouseholdState.DEMOLISHED), replace(doors()[2], state=HouseholdState.MERGED)]
    hear(store, *gone)
    assert not {"01-001", "01-002", "01-003"} & set(offered(presenter))
    presenter.search = "01-012"
    assert offered(presenter) == ["01-012"]


def test_doors_of_the_same_hamlet_come_before_those_across_its_border(store):
    hear(store, door("00-001", hamlet="thon-0"))
    assert offered(WrongDoorPresenter(store, store.visits_of("01-001")[0]))[0] == "01-002"


def test_each_question_names_the_doors_and_nothing_is_done_before_it_is_answered(store, presenter):
    assert presenter.noted == "“Đã gặp” ghi lúc 09:00 ngày 07/11 sẽ không còn tính cho hộ 01-001."
    question = presenter.asked_to_move(store.household("01-003"))
    assert (question.title, question.yes) == ("Hộ đúng là 01-003?", "Chuyển sang hộ 01-003")
    assert question.text == "Chuyển từ hộ 01-001 (xóm Giữa) sang hộ 01-003 (ngõ tre), giữ nguyên mọi điều đã ghi."
    question = presenter.asked_to_drop()
    assert (question.title, question.yes) == ("Bỏ ghi nhận ở hộ 01-001?", "Bỏ ghi nhận này")
    assert "01-001 (xóm Giữa)" in question.text
    assert (presenter.done, store.sync_state().made) == (None, 0)


def test_who_moves_it_is_told_so_and_sent_to_the_right_household(store, presenter):
    right = store.household("01-003")
    presenter.retract(right)
    assert presenter.done.text == "Lượt này nay ghi ở hộ 01-003, không còn tính cho hộ 01-001."
    assert presenter.done.household == right
    assert store.sync_state().made == 2
    presenter.retract(right)
    assert store.sync_state().made == 2, "a second tap"


def test_who_only_drops_it_is_sent_to_where_it_can_be_restored(store, presenter):
    presenter.retract(None)
    assert presenter.done.text == "Lượt này không còn tính cho hộ 01-001."
    assert (presenter.done.household.code, store.sync_state().made) == ("01-001", 1)


def test_nothing_is_told_to_be_saved_that_is_not(store, presenter, monkeypatch):
    def full(*_):
        raise StoreFull

    monkeypatch.setattr(store, "retract", full)
    with pytest.raises(StoreFull):
        presenter.retract(None)
    assert presenter.done is None


def test_who_was_correcting_it_is_told_that_this_goes(store, presenter):
    store.save_draft(begin(store.household("01-002"), HANH, NOW))
    assert "sửa dở" not in presenter.asked_to_drop().text
    store.save_draft(reopen(presenter.visit, GUIDES))
    for question in (presenter.asked_to_drop(), presenter.asked_to_move(store.household("01-003"))):
        assert question.text.endswith("Phần đang sửa dở của lượt này sẽ bỏ.")


def test_a_visit_of_a_household_that_left_the_tablet_can_be_taken_back(store):
    away = replace(store.visits_of("01-001")[0], id="away", household="02-001", hamlet="thon-2")
    store.add(away)
    presenter = WrongDoorPresenter(store, away)
    assert offered(presenter)[0] == "01-001"
    presenter.retract(store.household("01-006"))
    assert [one.replaces for one in store.visits_of("01-006")] == ["away"]


def test_what_was_taken_back_is_restored_with_all_its_facts(store, presenter):
    noted = presenter.visit
    presenter.retract(None)
    row, visits = store.household_row("01-001"), store.visits_of("01-001")
    (past,) = household_view(row, store.hamlets(), visits, {}, GUIDES, TODAY, HANH.id).history
    assert past.mend
    mending: Any = VisitPresenter.mend(store, GUIDES, past.mend, lambda: NOW)
    assert (mending.draft.outcome, mending.draft.replaces) == (Outcome.MET, past.visit.id)
    mending.rate_ability(Ability.SHOWN)
    mending.done_with_guides()
    mending.promise(noted.next_visit)
    restored = mending.saved.record
    assert restored.replaces == past.visit.id
    assert replace(restored, id=noted.id, replaces=None, help=noted.help) == noted
    row = store.household_row("01-001")
    assert (row.last_day, format_day(row.next_visit)) == (noted.day, format_day(noted.next_visit))


def test_nobody_is_asked_at_the_door_whether_it_is_the_wrong_one():
    assert Outcome.RETRACTED not in {one.outcome for agreed in (True, None) for one in outcome_choices(agreed)}
