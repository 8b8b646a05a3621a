"""Đồng bộ and Việc in words: no state of the exchange is unclear, no promise is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.records import HandoutAnswer, Said
from outreach.store import Origin, Rejection, SyncState, Trouble
from outreach.tablet.i18n import set_language
from outreach.tablet.presenters.sync import status, sync_view
from outreach.tablet.presenters.tasks import due_count, task_groups
from outreach.tablet.presenters.today import pocket

from ..store.cast import identity
from .places_cast import NOW, TODAY, open_places

FRESH = SyncState(0, 0, 0, None, None, None, (), None)
OFFLINE = Trouble("Chưa kết nối được.", "Not reached.", True)
FULL = Trouble.of(SyncError(ErrorCode.DISK_FULL))
UNKNOWN = Trouble.of(SyncError(ErrorCode.AUTH))
WAITS = Trouble("Chưa xóa dữ liệu.", "Not erased yet.", True, "REVOKED")
REVOKED = Trouble("Máy này đã bị thu hồi.", "Revoked.", False)


@pytest.mark.parametrize(
    ("state", "running", "words"),
    [
        (FRESH, False, "Đã gửi hết"),
        (FRESH, True, "Đang đồng bộ…"),
        (replace(FRESH, made=6), False, "6 lượt chờ gửi"),
        (replace(FRESH, made=6, last_error=OFFLINE), False, "Chưa kết nối được · 6 lượt chờ gửi"),
        (replace(FRESH, last_error=OFFLINE), False, "Chưa kết nối được"),
        (replace(FRESH, made=6, last_error=FULL), False, "Xã chưa nhận được · 6 lượt chờ gửi"),
        (replace(FRESH, made=6, last_error=REVOKED), False, "Cần xem mục Đồng bộ"),
    ],
)
def test_the_chip(state, running, words):
    assert status(state, running).text == words


def test_the_three_places_of_a_record_in_numbers():
    shown = sync_view(identity(), replace(FRESH, made=1234, have=1200, safe=900), False)
    assert [(stage.number, stage.title) for stage in shown.stages] == [
        ("1.234", "đã lưu trên máy"),
        ("1.200", "đã gửi"),
        ("900", "đã an toàn"),
    ]


def test_what_is_not_sent_is_not_called_received():
    waiting = sync_view(identity(), replace(FRESH, made=9, have=3), False).stages[1]
    assert waiting.detail == "Còn 6 lượt chờ gửi"


@pytest.mark.parametrize(
    ("made", "have", "safe", "kind", "words"),
    [
        (0, 0, 0, "primary", "mỗi ngày"),
        (9, 4, 4, "primary", "Gửi xong thì chờ bản sao lưu"),
        (9, 9, 4, "primary", "Số còn lại chờ bản sao lưu"),
        (9, 9, 9, "success", "thử khôi phục"),
    ],
)
def test_only_what_is_all_in_a_backup_is_green(made, have, safe, kind, words):
    stage = sync_view(identity(), replace(FRESH, made=made, have=have, safe=safe), False).stages[2]
    assert stage.kind == kind
    assert words in stage.detail


def test_an_error_is_told_in_the_reader_s_language_with_when_it_was_tried():
    state = replace(FRESH, made=1, last_error=OFFLINE, last_try=NOW)
    shown = sync_view(identity(), state, False)
    assert (shown.message, shown.message_detail) == (
        "Chưa kết nối được.",
        "Thử lúc 14:00 · 21/11/2026; máy tự thử lại.",
    )
    set_language("en")
    assert sync_view(identity(), state, False).message == "Not reached."


@pytest.mark.parametrize("running", [False, True])
def test_a_told_tablet_says_what_is_awaited_and_no_number_that_may_be_old(running):
    state = replace(FRESH, made=9, have=5, safe=3, last_error=WAITS)
    shown = sync_view(identity(), state, running)
    assert (shown.message, shown.message_kind) == ("Chưa xóa dữ liệu.", "warning")
    assert [stage.number for stage in shown.stages] == ["9"]
    assert status(state, False).text == "Cần xem mục Đồng bộ"


def test_what_became_of_records_is_listed_the_gravest_first():
    state = replace(
        FRESH,
        made=57,
        have=40,
        beyond=((44, 57),),
        lost=((41, 43),),
        rejected=(
            Rejection(4, "SCOPE", "Lãnh đạo xã đã xem và không tính: ghi nhầm", "No: a mistake", aside=True),
            Rejection(5, "SCOPE", "Hộ này ngoài thôn.", "Outside."),
        ),
        mended=(7, 8, 12),
    )
    view = sync_view(identity(), state, False, origins={5: Origin(TODAY, "01-002")})
    told = [(one.kind, one.title, one.text) for one in view.rejected]
    assert told[0][:2] == ("danger", "Thiếu 3 bản ghi: số 41–43")
    assert "mã ghép máy mới" in told[0][2]
    assert told[1:] == [
        ("warning", "Lượt số 5 chờ xem lại · 21/11 · Hộ 01-002", "Hộ này ngoài thôn."),
        ("info", "Lượt số 4 không tính", "Lãnh đạo xã đã xem và không tính: ghi nhầm"),
        ("success", "Xã đã nhận 3 lượt từng chờ xem lại", "Lượt số 7–8, 12"),
    ]


def test_what_waits_below_is_said_above():
    state = replace(FRESH, made=5, have=5, last_full_sync=NOW, rejected=(Rejection(5, "SCOPE", "", ""),))
    assert "1 lượt chờ xã xem lại" in sync_view(identity(), state, False).message_detail


def test_a_gap_is_not_called_all_sent():
    state = replace(FRESH, made=9, have=3, beyond=((7, 9),), lost=((4, 6),), last_full_sync=NOW)
    view = sync_view(identity(), state, False)
    assert (state.unsent, view.message_kind) == (0, "warning")
    assert "số bị thiếu" in view.message
    assert [stage.number for stage in view.stages[:2]] == ["6", "6"]  # the lost ones are not on the tablet
    assert sync_view(identity(), replace(state, safe=6), False).stages[2].kind == "success"
    assert status(state, False).kind == "warning"
    assert pocket(state, {})[0].title == "Thiếu 3 bản ghi"


def test_what_was_forgotten_is_said_to_be_the_communes_now():
    state = replace(FRESH, made=431, have=431, safe=400, forgotten=120)
    assert "120 lượt cũ đã an toàn" in sync_view(identity(), state, False).stages[0].detail


def test_every_other_state_has_a_message():
    for state in (FRESH, replace(FRESH, made=2), replace(FRESH, last_full_sync=NOW)):
        assert sync_view(identity(), state, False).message
    assert sync_view(identity(), FRESH, True).message_kind == "info"


def test_promises_are_grouped_by_how_pressing_they_are(tmp_path):
    store = open_places(tmp_path / "tablet.db", TODAY)
    try:
        promised = store.households(promised=True)
    finally:
        store.close()
    groups = {group.title: [task.code for task in group.tasks] for group in task_groups([], promised, {}, TODAY)}
    assert groups == {"Quá hẹn · 1": ["01-002"], "Hôm nay · 1": ["01-001"], "7 ngày tới · 1": ["01-005"]}
    assert due_count([], promised, TODAY) == 2
    later = task_groups([], promised, {}, TODAY - timedelta(days=30))
    assert [group.title for group in later] == ["Sau đó · 3"]
    assert later[0].tasks[0].reason == "Hẹn ngày 18/11, còn 27 ngày"


def test_calls_for_help_come_before_promises(tmp_path):
    store = open_places(tmp_path / "tablet.db", TODAY)
    try:
        promised = store.households(promised=True)
        call = HandoutAnswer("answer", "01-001", "thon-1", "khong-co", Said.HELP, NOW)
        asking = [replace(store.household_row("01-001"), asked=call)]
    finally:
        store.close()
    first, *others = task_groups(asking, promised, {}, TODAY)
    assert first.title == "Nhờ giúp lại · 1"
    assert [task.reason for task in first.tasks] == ["Nhờ giúp lại: khong-co · hạn 24/11"]
    assert "01-001" not in [task.code for group in others for task in group.tasks]
    assert due_count(asking, promised, TODAY) == 2
    assert due_count(asking, [], TODAY) == 1


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(minutes=6), "nhanh 6 phút"),
        (timedelta(hours=-7), "chậm 7 giờ"),
        (timedelta(days=3653), "nhanh 3.653 ngày"),
    ],
)
def test_a_wrong_clock_is_told_with_what_to_do_also_without_a_network(ahead, words):
    state = replace(FRESH, clock_ahead=ahead)
    for one in (state, replace(state, last_error=OFFLINE)):
        what, then = sync_view(identity(), one, False).clock
        assert words in what
        assert "Ngày và giờ" in then
    assert status(state, False).text == "Cần xem mục Đồng bộ"


def test_five_minutes_are_nobodys_worry():
    assert status(replace(FRESH, clock_ahead=timedelta(minutes=5)), False).text == "Đã gửi hết"
