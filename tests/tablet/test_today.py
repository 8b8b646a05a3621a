"""Hôm nay: the right doors with their reasons, shares that add up, what the tablet carries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.coverage import Coverage
from outreach.domain.records import HandoutAnswer, Said
from outreach.domain.suggest import Reason, Suggestion
from outreach.store import Store, SyncState
from outreach.tablet.i18n import set_language
from outreach.tablet.presenters.nothing import no_doors, no_tasks
from outreach.tablet.presenters.today import SUGGESTED, TodayView, next_door, pocket, progress, reason_text, today_view
from tests.content.shipped import SHIPPED

from ..domain.cast import visit
from ..store.cast import HANH, door
from .places_cast import NOW, TODAY, open_places
from .visit_cast import HOME, NEIGHBOUR, open_tablet

FRESH = SyncState(0, 0, 0, None, None, None, (), None)


@pytest.fixture
def store(tmp_path):
    store = open_places(tmp_path / "tablet.db", TODAY)
    yield store
    store.close()


def view(store: Store, **changes) -> TodayView:
    identity = store.identity()
    assert identity
    return today_view(
        replace(identity, **changes),
        store.hamlets(),
        store.suggestions(TODAY, SUGGESTED),
        store.coverage(TODAY),
        store.sync_state(),
        SHIPPED,
        NOW,
    )


def test_the_next_door_is_the_next_on_the_way_and_never_the_same_again(store):
    doors = [one.household for one in view(store).doors]
    for here, following in zip(doors, [*doors[1:], doors[0]], strict=True):
        assert next_door(store, here, TODAY) == following, "who was left unrecorded is still suggested"
    assert next_door(store, "01-004", TODAY) == "01-006", "which refused, and is not suggested"
    assert next_door(store, "99-999", TODAY) == doors[0], "which is not on this tablet any more"


def test_after_the_last_door_there_is_no_next(tmp_path):
    store = open_tablet(tmp_path / "tablet.db")
    assert next_door(store, HOME, TODAY) == NEIGHBOUR
    store.add(replace(visit(NEIGHBOUR), started_at=NOW, ended_at=NOW))
    assert next_door(store, HOME, TODAY) is None
    store.close()


def test_it_greets_and_says_where_and_how_many(store):
    shown = view(store)
    assert shown.place_line == "Thứ Bảy, 21/11/2026 · Thôn 1, xã Nam Đông · dữ liệu mẫu"
    assert shown.greeting == f"Chào chị Hạnh, hôm nay có {len(shown.doors)} hộ nên ghé"


def test_the_plain_name_greets_where_no_other_is_known(store):
    assert "Nguyễn Thị Hạnh" in view(store, official=replace(HANH, called="")).greeting


def test_doors_are_in_walking_order_with_their_reasons(store):
    doors = view(store).doors
    assert [one.code for one in doors] == sorted(one.code for one in doors)
    reasons = {one.code: one.reason for one in doors}
    assert reasons["01-001"] == "Hẹn ghé lại hôm nay"
    assert reasons["01-002"] == "Đã hẹn ghé lại ngày 18/11, chưa ghé"
    assert reasons["01-003"] == "Vắng nhà 2 lần · nên thử buổi tối"
    assert reasons["01-006"] == "Chưa ghé lần nào"
    assert not reasons.keys() & {"01-004", "01-005", "01-012"}, "refused, promised for later, vacant"


def test_a_tablet_whose_list_has_not_come_yet_does_not_call_the_day_done():
    assert no_doors(FRESH).title == "Máy chưa có danh sách hộ"
    assert "Đồng bộ ngay" in no_doors(FRESH).detail
    assert no_doors(replace(FRESH, last_full_sync=NOW)).title == "Hôm nay không còn hộ nào cần ghé"
    assert no_tasks(FRESH).title == "Máy chưa có danh sách hộ"
    assert no_tasks(replace(FRESH, last_full_sync=NOW)).title == "Không có việc nào đang chờ"


def test_nobody_counts_the_thon_of_a_list_that_has_not_come_yet(store):
    identity = store.identity()
    assert identity
    shown = today_view(identity, [], [], {}, FRESH, SHIPPED, NOW)
    assert shown.place_line.startswith("Thứ Bảy, 21/11/2026 · xã Nam Đông")


def test_shares_add_up_to_every_eligible_household(store):
    progress = view(store).progress
    assert (progress.reached, progress.of, progress.eligible) == ("2", "/ 11 hộ đã tiếp cận", 11)
    assert sum(share.count for share in progress.shares) == 11
    assert [share.text for share in progress.shares] == [
        "1 đã giúp được",
        "1 đã gặp",
        "2 chưa gặp",
        "1 từ chối",
        "6 chưa ghé",
    ]


def test_figures_say_up_to_when_they_are_complete():
    synced = replace(FRESH, last_full_sync=NOW - timedelta(days=1))
    assert progress("Thôn 1", Coverage(), synced).certainty == "Theo ghi nhận của tổ · đủ số liệu đến 20/11"
    assert progress("Thôn 1", Coverage(), FRESH).certainty == "Theo ghi nhận của tổ"


def test_the_pocket_tells_what_waits_and_since_when():
    waiting, guides = pocket(replace(FRESH, made=8, have=2, oldest_unsent=NOW), SHIPPED)
    assert waiting.title == "6 lượt chờ gửi"
    assert waiting.detail == "Đã lưu trên máy, cũ nhất 14:00 21/11"
    assert guides.title == f"{len(SHIPPED)} bài hướng dẫn"
    of_a_day, _ = pocket(replace(FRESH, made=1, oldest_unsent=NOW.date()), SHIPPED)
    assert of_a_day.detail == "Đã lưu trên máy, cũ nhất 21/11"
    assert pocket(FRESH, {})[0].title == "Đã gửi hết"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_in_both_languages(reason):
    suggestion = Suggestion(door("x"), reason, TODAY, TODAY, 2)
    vietnamese = reason_text(suggestion, {})
    set_language("en")
    assert vietnamese != reason_text(suggestion, {})


def test_a_call_for_help_names_the_guide():
    call = HandoutAnswer("answer", "x", "thon-1", "quet-vietqr", Said.HELP, NOW)
    suggestion = Suggestion(door("x"), Reason.HELP_WANTED, last_day=TODAY, asked=call)
    assert reason_text(suggestion, SHIPPED) == "Nhờ giúp lại: Trả tiền bằng VietQR an toàn"
