"""Changing a household, adding one and choosing between two values: the words, and the taps."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from outreach.domain.merge import contest_id
from outreach.domain.records import Contested, Field, Household, HouseholdState, Need, Official
from outreach.store import Store
from outreach.sync.wire import Cursor
from outreach.tablet.presenters.household_edit import (
    contest_view,
    found_door,
    note_warning,
    state_choices,
    twins,
    value_words,
)
from outreach.tablet.presenters.tasks import choice_groups
from tests.driver import PHONE, TALL, WIDE, Tablet

from ..store.cast import HANH, answer
from .places_cast import NOW, open_places, with_words

BINH = Official("binh", "Trần Văn Bình", "anh Bình")
CONTEST = Contested(
    contest_id("e", Field.ADDRESS_NOTE), "01-001", "thon-1", Field.ADDRESS_NOTE, "x", "hỏi ông Sáu", BINH.id, NOW,
    kept_by=HANH.id, kept_at=NOW - timedelta(days=1),
)  # fmt: skip


def test_both_values_are_named_with_who_and_when():
    household = Household("01-001", "thon-1", "01-001", "xóm Giữa")
    view = contest_view(household, CONTEST, {HANH.id: HANH, BINH.id: BINH})
    assert view.title == "Hai người ghi khác nhau: cách tìm nhà"
    assert (view.kept.words, view.kept.who) == ("xóm Giữa", "Nguyễn Thị Hạnh · 14:00 · 20/11/2026")
    assert (view.other.words, view.other.who) == ("hỏi ông Sáu", "Trần Văn Bình · 14:00 · 21/11/2026")
    listed = contest_view(household, replace(CONTEST, kept_by="", kept_at=None), {})
    assert listed.kept.who == "theo danh sách của xã"


def test_values_read_as_people_say_them():
    assert value_words(Field.STATE, "eligible") == "Có người ở"
    assert value_words(Field.NEEDS, "large_text evening_visit") == "Cần chữ to, Nên ghé buổi tối"
    assert value_words(Field.NEEDS, "") == "không cần gì riêng"
    assert value_words(Field.ADDRESS_NOTE, "") == "(để trống)"


def test_what_waits_for_a_choice_is_a_task():
    (group,) = choice_groups([Household("h", "thon-1", "01-001", "xóm Giữa")])
    assert group.title == "Hai người ghi khác nhau · 1"
    assert group.tasks[0].household == "h"
    assert choice_groups([]) == ()


def test_only_states_of_a_door_are_offered():
    household = Household("h", "thon-1", "1")
    assert [state for state, _ in state_choices(household)] == [
        state for state in HouseholdState if state is not HouseholdState.MERGED
    ]


@pytest.mark.parametrize(
    ("note", "says"),
    [("cổng xanh", ""), ("gọi 0912 345 678", "số điện thoại"), ("x" * 201, "quá dài"), ("mật khẩu 123", "mật khẩu")],
)
def test_a_note_that_says_too_much_is_not_taken(note, says):
    assert says in note_warning(note)
    assert bool(note_warning(note)) is bool(says)


def test_a_found_door_is_compared_with_those_on_the_tablet():
    found = found_door("thon-1", " Xóm Đình,  cạnh cầu ", [Need.EVENING_VISIT, Need.LARGE_TEXT], HANH, NOW)
    assert (found.address_note, found.needs) == ("Xóm Đình, cạnh cầu", (Need.LARGE_TEXT, Need.EVENING_VISIT))
    near = Household("n", "thon-1", "01-004", "xom dinh canh cau")
    assert twins(found, [near, Household("m", "thon-1", "01-005", "sau chợ")]) == [near]


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.0), (PHONE, 2.0)])
def test_a_door_is_added_a_household_changed_and_a_value_chosen(tmp_path, size, scale):
    store = open_places(tmp_path / "tablet.db")
    cursor = msgspec.json.encode(Cursor("epoch", 1, "hash"))
    later = msgspec.json.encode(Cursor("epoch", 2, "hash"))
    store.apply(cursor, answer(cursor=later, scope=("thon-1",), contests=[CONTEST], officials=[HANH, BINH]))
    store.close()
    with_words(tmp_path, scale)
    with Tablet(tmp_path, size) as tablet:
        if size == WIDE:
            tablet.tap("Việc")
            tablet.wait_for("Hai người ghi khác nhau · 1")
        tablet.tap("Hộ dân")
        tablet.tap("Thêm hộ chưa có trong danh sách" if scale == 1.0 else "Thêm hộ")
        tablet.wait_for("Gia đình cần gì?")
        assert tablet.problems() == []
        tablet.tap("Cần chữ to")
        if scale == 1.0:
            tablet.tap("cổng xanh, sau trạm bơm")
            tablet.type("xom dinh canh cau")
            tablet.wait_for("Có phải một trong các hộ này không?")
            tablet.settle()
            assert tablet.problems() == []
        tablet.tap("Thêm hộ này")
        tablet.wait_for("Hộ mới thêm, chờ xã đặt mã")
        assert tablet.problems() == []
        if size != WIDE:
            tablet.key("back")
        tablet.tap("01-001")
        tablet.wait_for("Hộ 01-001")
        tablet.settle()
        assert tablet.problems() == []
        if size == WIDE:  # large words on a phone push the rest below the screen
            tablet.tap("hỏi ông Sáu")
            tablet.wait_gone("Hai người ghi khác nhau")
            assert tablet.sees("hỏi ông Sáu")
            tablet.tap("Sửa")
            tablet.tap("Nhà trống")
            tablet.tap("Lưu trên máy")
            tablet.wait_for("Hộ này không tính vào số hộ cần ghé.")
    store = Store.open(tmp_path / "tablet.db")
    assert set(store.unsent(9)) == {"new_household", *(["household_edit"] if size == WIDE else [])}
    assert (store.household("01-001").state is HouseholdState.VACANT) is (size == WIDE)
    store.close()


def test_what_is_chosen_on_a_turned_tablet_s_sheet_is_shown(tmp_path):
    open_places(tmp_path / "tablet.db").close()
    with Tablet(tmp_path, TALL) as tablet:
        tablet.wait_for("Chưa kết nối được")
        tablet.tap("Hộ dân")
        tablet.tap("Thêm hộ chưa có trong danh sách")
        tablet.tap("cổng xanh, sau trạm bơm")
        tablet.type("xom dinh canh cau")
        tablet.wait_for("Có phải một trong các hộ này không?")
        tablet.turn()
        tablet.tap("01-004")
        tablet.wait_for("Bắt đầu thăm")
        tablet.wait_for("12 hộ ở Thôn 1")  # list and page side by side


def test_what_could_not_be_kept_is_still_on_the_sheet(tmp_path):
    store = open_places(tmp_path / "tablet.db")
    with store._db.write() as db:  # as if it were erased while the sheet is open
        db.execute("INSERT INTO erased VALUES (?, ?)", ("01-006", NOW.isoformat()))
    store.close()
    with Tablet(tmp_path) as tablet:
        tablet.tap("Hộ dân")
        tablet.tap("01-006")
        tablet.tap("Sửa")
        tablet.tap("Cần chữ to")
        tablet.tap("Lưu trên máy")
        tablet.wait_for("đã được xóa theo yêu cầu")
        tablet.tap("Đã hiểu")
        tablet.wait_for("Lưu trên máy")
