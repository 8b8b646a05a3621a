"""Hộ dân: search without accents, filters with counts, the most telling word for each household, its page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain import draft as flow
from outreach.domain.records import HandoutAnswer, Outcome, Said
from outreach.store import Store
from outreach.tablet.presenters.household import events, household_view, moved_to, nobody_home, nobody_home_question
from outreach.tablet.presenters.households import PROMISED, HouseholdsView, Query, households_view, line
from tests.content.shipped import SHIPPED

from ..store.cast import HANH, THON_1, THON_2
from .places_cast import NOW, TODAY, open_places


@pytest.fixture
def store(tmp_path):
    store = open_places(tmp_path / "tablet.db", TODAY)
    yield store
    store.close()


def view(store: Store, **query) -> HouseholdsView:
    return households_view(store, ("thon-1",), Query(**query), TODAY)


def test_search_needs_no_accents(store):
    found = view(store, search="xom dinh")
    assert found.summary == "6 hộ khớp “xom dinh”, xếp theo đường đi"
    assert all("Đình" in line.place for line in found.lines)


def test_a_long_search_leaves_the_field_in_sight(store):
    assert view(store, search="a" * 2000).summary == f"0 hộ khớp “{'a' * 40}…”, xếp theo đường đi"
    assert view(store, search="a" * 40).summary == f"0 hộ khớp “{'a' * 40}”, xếp theo đường đi"


def test_one_thon_is_not_offered_as_a_choice(store):
    assert view(store).hamlets == (("thon-1", "Thôn 1"),)
    assert view(store).summary == "12 hộ ở Thôn 1, xếp theo đường đi"


def test_a_thon_without_households_here_is_not_offered(store):
    both = households_view(store, ("thon-1", "thon-2"), Query(), TODAY)
    assert both.hamlet == "Thôn 1", "the other one is not known to this tablet"


def test_a_list_that_has_not_come_yet_is_not_called_one_without_matches(store, tmp_path):
    empty = Store.open(tmp_path / "empty.db")
    none = households_view(empty, ("thon-1",), Query(), TODAY)
    empty.close()
    assert (none.hamlet, none.summary, none.lines) == ("Chưa có thôn nào", "", ())
    assert none.nothing.title == "Máy chưa có danh sách hộ"
    assert view(store).nothing.title == "Không có hộ nào khớp"


class TwoThon:
    """A store that knows a second thôn."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.households, self.count_households = store.households, store.count_households

    def hamlets(self):
        return [*self._store.hamlets(), THON_2]


def test_the_first_choice_is_every_thon(store):
    both = households_view(TwoThon(store), ("thon-1", "thon-2"), Query(), TODAY)
    assert both.hamlets == ((None, "Cả 2 thôn"), ("thon-1", "Thôn 1"), ("thon-2", "Thôn 2"))
    assert (both.hamlet, both.summary) == ("Cả 2 thôn", "12 hộ trong mọi thôn, xếp theo đường đi")


def test_a_thon_that_was_given_to_somebody_else_narrows_nothing_any_more(store):
    left = view(store, hamlet="thon-2")
    assert (left.hamlet, left.summary) == ("Thôn 1", "12 hộ ở Thôn 1, xếp theo đường đi")
    assert len(left.lines) == 12


def test_large_counts_are_written_the_vietnamese_way():
    class Crowded:
        def hamlets(self):
            return [THON_1, THON_2]

        def households(self, *_narrowed):
            return []

        def count_households(self, *_narrowed):
            return 1234

    shown = households_view(Crowded(), ("thon-1", "thon-2"), Query(), TODAY)
    assert shown.filters[0].text == "Chưa ghé · 1.234"


def test_filters_count_what_they_would_list(store):
    for one in view(store).filters:
        listed = view(store, state=one.state)
        assert one.text.endswith(f" · {len(listed.lines)}")
        assert [other.active for other in listed.filters if other.state == one.state] == [True]


def test_a_filter_that_is_tapped_twice_is_off():
    on = Query(search="x").toggled(PROMISED)
    assert on.state == PROMISED
    assert on.toggled(PROMISED) == Query(search="x")


def test_each_line_says_the_most_telling_thing(store):
    words = {line.code: line.word for line in view(store).lines}
    assert words["01-001"] == "Hẹn hôm nay"
    assert words["01-002"] == "Quá hẹn"
    assert words["01-003"] == "Chưa gặp"
    assert words["01-004"] == "Từ chối"
    assert words["01-005"] == "Hẹn 26/11"
    assert words["01-006"] == "Chưa ghé"
    assert words["01-012"] == "Nhà trống"


def page(store: Store, code: str):
    row = store.household_row(code)
    return household_view(row, store.hamlets(), store.visits_of(code), store.officials(), SHIPPED, TODAY)


def test_the_page_shows_needs_promise_and_history(store):
    shown = page(store, "01-001")
    assert (shown.title, shown.place) == ("Hộ 01-001", "Thôn 1 · xóm Giữa")
    assert [word for _icon, word in shown.needs] == ["Cần chữ to", "Nên ghé buổi tối"]
    assert shown.notice.text == "Hẹn ghé lại hôm nay"
    assert shown.notice.detail == "Nguyễn Thị Hạnh đã hẹn với gia đình"
    assert [(event.title, event.detail) for event in shown.history[0].events] == [
        ("07/11 · Tự làm được", "Kích hoạt VNeID lần đầu"),
        ("07/11 · Mới xem", "Trả tiền bằng VietQR an toàn"),
    ]


def test_a_corrected_visit_shows_its_note_and_what_it_was_before(store):
    (first,) = store.visits_of("01-001")
    second = replace(first, id="second", replaces=first.id, note="cửa sau", help=first.help[:1])
    store.add(second)
    store.add(replace(second, id="third", replaces="second", official="other", next_visit=None))
    row, guides = store.household_row("01-001"), SHIPPED
    parts = (store.hamlets(), store.visits_of("01-001"), store.officials(), guides, TODAY)
    (past,) = household_view(row, *parts, HANH.id).history
    assert (past.note, past.promised, past.mine, len(past.events)) == ("cửa sau", "", False, 1)
    assert [(one.visit.id, one.mine, len(one.events)) for one in past.earlier] == [
        ("second", True, 1),
        (first.id, True, 2),
    ]
    assert past.earlier[1].heading == "09:00 · 07/11/2026 · Nguyễn Thị Hạnh"


@pytest.mark.parametrize(
    ("seconds", "mark", "written"),
    [
        (86_400 * 3652, "Đã sửa ngày theo giờ của xã", "09:00 · 06/11/2036"),
        (-1800, "Đã sửa giờ theo giờ của xã", "08:30 · 07/11/2026"),
    ],
)
def test_a_visit_whose_moment_was_put_right_is_marked(store, seconds, mark, written):
    (first,) = store.visits_of("01-001")
    row, right = store.household_row("01-001"), replace(first, corrected_by=seconds)
    (past,) = household_view(row, store.hamlets(), [right], {}, {}, TODAY, HANH.id).history
    assert (past.clock, past.written) == (mark, f"Đồng hồ của máy lúc ghi: {written}")
    assert page(store, "01-001").history[0].clock == ""


def test_what_was_begun_here_is_gone_on_with_from_the_page(store):
    row, begun = store.household_row("01-001"), flow.begin(store.household("01-001"), HANH, NOW)
    words = [
        household_view(row, [], [], {}, {}, TODAY, HANH.id, draft).unfinished
        for draft in (None, begun, replace(begun, replaces="first"), replace(begun, household="01-002"))
    ]
    assert words == ["", "Làm tiếp", "Sửa tiếp", ""]


def test_the_step_they_got_stuck_at_is_named_by_its_number(store):
    guide = SHIPPED["quet-vietqr"]
    visits = store.visits_of("01-001")
    stuck = replace(visits[0], help=(replace(visits[0].help[1], stuck_step=guide.steps[2].id),))
    assert events(stuck, {guide.id: guide})[0].detail == f"{guide.text('vi').title} · mắc ở bước 3"


def test_a_corrected_visit_stands_alone(store):
    wrong = nobody_home(store.household("01-006"), HANH, NOW)
    store.add(wrong)
    store.add(replace(wrong, id="mended", outcome=Outcome.CALL_BACK, replaces=wrong.id))
    (past,) = page(store, "01-006").history
    assert past.corrected
    assert [event.title for event in past.events] == ["21/11 · Hẹn khi khác"]


def page_of(store: Store, code: str):
    """The page as the official of this tablet sees it."""
    visits, row = store.visits_of(code), store.household_row(code)
    parts = (store.hamlets(), visits, store.officials(), SHIPPED, TODAY, HANH.id, store.draft())
    return household_view(row, *parts, moved_to(store, visits))


def test_a_visit_that_was_taken_back_is_one_line_and_can_be_restored(store):
    (noted,) = store.visits_of("01-001")
    store.retract(noted, None)
    (past,) = page_of(store, "01-001").history
    assert (past.retracted, past.corrected, past.moved) == (True, True, False)
    assert [(event.icon, event.title, event.detail) for event in past.events] == [
        ("arrow-back-up", "07/11 · Ghi nhầm hộ", "Buổi sáng")
    ]
    assert [one.visit for one in past.earlier] == [noted]
    assert past.mend == replace(noted, id=past.visit.id)
    assert page(store, "01-001").history[0].mend is None, "another's visit"


def test_a_moved_visit_says_so_at_both_doors_and_is_brought_back_only_from_where_it_is(store):
    (noted,) = store.visits_of("01-001")
    store.retract(noted, store.household("01-006"))
    (wrong,), (right,) = (page_of(store, code).history for code in ("01-001", "01-006"))
    assert (wrong.events[0].detail, wrong.mend) == ("Đã chuyển sang hộ 01-006", None)
    assert (right.moved, right.corrected, right.retracted) == (True, False, False)
    assert right.events == wrong.earlier[0].events
    store.add(replace(right.visit, id="mended", replaces=right.visit.id))
    (right,) = page_of(store, "01-006").history
    assert (right.moved, right.corrected) == (True, True)
    store.retract(right.visit, store.household("01-001"))
    back, gone = page_of(store, "01-001").history
    assert {(back.moved, back.retracted), (gone.moved, gone.retracted)} == {(True, False), (False, True)}


def test_what_was_taken_back_names_nobody_who_is_in_charge_of_a_call(store):
    store.retract(store.visits_of("01-001")[0], None)
    call = HandoutAnswer("answer", "01-001", "thon-1", "quen-mat-khau", Said.HELP, NOW)
    row = replace(store.household_row("01-001"), asked=call)
    parts = (store.hamlets(), store.visits_of("01-001"), store.officials(), SHIPPED, TODAY)
    view = household_view(row, *parts)
    assert view.notice
    assert "phụ trách" not in view.notice.detail


def test_a_household_that_does_not_count_says_so(store):
    assert page(store, "01-012").notice.text == "Nhà trống"


def test_a_closed_door_is_noted_with_its_time(store):
    household = store.household("01-006")
    assert nobody_home_question(household, NOW) == "Ghi hộ 01-006 vắng nhà lúc 14:00?"
    store.add(nobody_home(household, HANH, NOW))
    noted = store.visits_of("01-006")[0]
    assert (noted.outcome, noted.agreed, noted.day) == (Outcome.NOBODY_HOME, None, TODAY)
    assert page(store, "01-006").history[0].events[0].title == "21/11 · Vắng nhà"


def test_a_call_for_help_is_shown_before_anything_else(store):
    call = HandoutAnswer("answer", "01-001", "thon-1", "quen-mat-khau", Said.HELP, NOW - timedelta(hours=19))
    row = replace(store.household_row("01-001"), asked=call)
    assert line(row, TODAY).word == "Nhờ giúp lại"
    assert line(row, TODAY).kind == "warning"
    guides = SHIPPED
    view = household_view(row, store.hamlets(), store.visits_of("01-001"), store.officials(), guides, TODAY)
    assert view.notice
    assert view.notice.text == f"Nhờ giúp lại: {guides['quen-mat-khau'].text('vi').title}"
    assert view.notice.detail.startswith("Gửi từ mã QR, ")
    assert view.notice.detail.endswith("Nguyễn Thị Hạnh phụ trách · hạn 23/11")
