"""The five places in a real window: found, tapped, typed into, and nothing clipped in any size."""

import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from outreach.domain.clock import now
from outreach.domain.draft import begin
from outreach.store import Store
from outreach.sync.wire import Problem
from tests.driver import PATIENCE, PHONE, TALL, WIDE, Tablet

from ..store.cast import HANH, identity
from .places_cast import GUIDES, open_places, with_words

PLACES = {
    "Hôm nay": "hộ nên ghé",
    "Hộ dân": "12 hộ ở Thôn 1",
    "Hướng dẫn": "5 điều không làm",
    "Việc": "Việc cần làm",
    "Đồng bộ": "Đồng bộ ngay",
}
REVOKED = msgspec.json.encode(Problem("REVOKED", "Máy này đã bị thu hồi.", "Revoked.", retry=False))
LYING, UPRIGHT = "1024x600", "600x1024"
"""A tablet of 7 or 8 inches."""
sizes = pytest.mark.parametrize("size", [WIDE, TALL, PHONE])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of an enrolled tablet whose server is not there."""
    open_places(tmp_path / "tablet.db").close()
    return tmp_path


@pytest.fixture
def tablet(data: Path, request: pytest.FixtureRequest) -> Iterator[Tablet]:
    """The app, running."""
    with Tablet(data, getattr(request, "param", WIDE)) as one:
        yield one


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.0), (TALL, 2.0), (PHONE, 1.0), (PHONE, 2.0)])
def test_every_place_opens_and_nothing_is_clipped(data, size, scale):
    with_words(data, scale)
    with Tablet(data, size) as tablet:
        for place, words in PLACES.items():
            tablet.tap(place)
            tablet.wait_for(words)
            tablet.settle()
            assert tablet.problems() == [], place


@pytest.mark.parametrize(("size", "scale", "machine"), [(LYING, 2.0, 1), (UPRIGHT, 1.5, 1), (PHONE, 1.0, 2)])
def test_large_words_fit_on_a_small_tablet_and_where_the_whole_machine_has_them(data, size, scale, machine):
    with_words(data, scale)
    with Tablet(data, size, KIVY_METRICS_FONTSCALE=str(machine)) as tablet:
        for words in ("Hộ dân", "01-002", "Bắt đầu thăm", "Đồng ý ghi nhận", "Gặp người lớn trong nhà"):
            tablet.tap(words)
            tablet.sound()
        tablet.tap("5 điều không làm")
        tablet.tap("Mắc ở bước này" if tablet.sees("Mắc ở bước này") else "Mắc")


def test_english_words_fit_beside_the_list_of_a_small_tablet(data):
    with_words(data, 1.0, "en")
    with Tablet(data, LYING) as tablet:
        tablet.tap("Households")
        tablet.tap("01-002")
        tablet.wait_for("Nobody home")
        tablet.sound()


def test_large_words_on_a_phone_have_the_screen_to_themselves(data):
    with_words(data, 2.0)
    with Tablet(data, PHONE) as tablet:
        for button in ("Đồng bộ ngay", "Gõ cửa hộ tiếp theo"):
            tablet.tap("Đồng bộ" if button == "Đồng bộ ngay" else "Hôm nay")
            tablet.wait_for(button)
            tablet.wait_gone("Đang đồng bộ…")
            for _ in range(2):
                tablet.settle()
                tablet.drag(180, 500, 180, 60)
            tablet.wait_gone(button)


def test_what_no_store_can_keep_is_not_typed(tablet):
    tablet.tap("Hộ dân")
    tablet.tap("Tìm số hộ, xóm, ghi chú")
    tablet.type("xom \ud83d\0din\nh")
    tablet.wait_for("6 hộ khớp “xom dinh”")
    tablet.tap("Thêm hộ chưa có trong danh sách")
    tablet.tap("cổng xanh, sau trạm bơm")
    tablet.type("ngõ \ud83d\0ba")
    tablet.tap("Thêm hộ này")
    tablet.wait_for("ngõ ba")


@pytest.mark.parametrize("tablet", [WIDE, TALL, PHONE], indirect=True)
def test_a_household_is_found_without_accents_and_noted_as_closed(tablet):
    tablet.tap("Hộ dân")
    tablet.tap("Tìm số hộ, xóm, ghi chú")
    tablet.type("xom dinh")
    tablet.wait_for("6 hộ khớp")
    tablet.tap("01-006")
    tablet.wait_for("Chưa ghé lần nào")
    assert tablet.problems() == []
    tablet.tap("Vắng nhà")
    tablet.tap("Thôi")
    tablet.wait_for("Chưa ghé lần nào")
    tablet.tap("Vắng nhà")
    tablet.tap("Ghi vắng nhà")
    tablet.wait_gone("Chưa ghé lần nào")
    tablet.tap("Đồng bộ")
    tablet.wait_for("Chưa kết nối được với máy chủ của xã")
    assert "1" in tablet.texts()


def test_before_the_list_has_come_no_household_can_be_added_to_it(tmp_path):
    store = Store.open(tmp_path / "tablet.db")
    store.enrol(identity(server="http://127.0.0.1:1"))
    store.close()
    with Tablet(tmp_path) as tablet:
        tablet.tap("Hộ dân")
        tablet.wait_for("Máy chưa có danh sách hộ")
        tablet.settle()
        assert not tablet.sees("Thêm hộ chưa có trong danh sách")
        assert tablet.problems() == []


def test_filters_narrow_the_list(tablet):
    tablet.tap("Hộ dân")
    tablet.tap("Chưa ghé · 6")
    tablet.wait_for("6 hộ ở Thôn 1")
    tablet.tap("Chưa ghé · 6")
    tablet.wait_for("12 hộ ở Thôn 1")


@pytest.mark.parametrize("tablet", [PHONE], indirect=True)
@pytest.mark.parametrize(("place", "first"), [("Hộ dân", "01-001"), ("Hướng dẫn", "5 điều không làm")])
def test_a_finger_that_rests_before_it_drags_scrolls_and_opens_nothing(tablet, place, first):
    tablet.tap(place)
    tablet.wait_for(first)
    tablet.drag(180, 400, 180, 370, rest=0.6)
    tablet.drag(180, 450, 180, 150, rest=0.6)
    tablet.wait_gone(first)
    tablet.drag(180, 150, 180, 500)
    tablet.wait_for(first)


def test_a_door_of_today_and_a_task_open_the_household(tablet):
    tablet.tap("Gõ cửa hộ tiếp theo")
    tablet.wait_for("Bắt đầu thăm")
    tablet.tap("Việc")
    tablet.tap("Hộ 01-002")
    tablet.wait_for("Quá hẹn ghé lại")


def test_a_sync_that_ends_under_a_finger_changes_nothing_before_it_is_lifted(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        open_places(tmp_path / "tablet.db", server=f"http://127.0.0.1:{server.getsockname()[1]}").close()
        with Tablet(tmp_path) as tablet:
            server.settimeout(PATIENCE)
            waiting, _ = server.accept()
            tablet.tap("Việc")
            tablet.wait_for("Đang đồng bộ…")
            with tablet.pressed("Hộ 01-002"):
                server.close()
                waiting.close()  # the sync fails now, and the list is to be made anew
                time.sleep(1)
                assert tablet.sees("Đang đồng bộ…")
            tablet.wait_for("Quá hẹn ghé lại")
            tablet.wait_gone("Đang đồng bộ…")


def test_a_tablet_that_was_revoked_is_put_away_even_under_a_finger(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        open_places(tmp_path / "tablet.db", server=f"http://127.0.0.1:{server.getsockname()[1]}").close()
        with Tablet(tmp_path) as tablet:
            server.settimeout(PATIENCE)
            waiting, _ = server.accept()
            tablet.tap("Việc")
            with waiting, tablet.pressed("Hộ 01-002"):
                waiting.recv(1 << 16)
                waiting.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(REVOKED), REVOKED))
                tablet.wait_for("Máy này đã bị thu hồi.")
                tablet.wait_for("Mã ghép máy")
            tablet.settle()
            assert not tablet.sees("Quá hẹn ghé lại")


def test_no_sheet_is_left_over_a_tablet_that_was_revoked(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        open_places(tmp_path / "tablet.db", server=f"http://127.0.0.1:{server.getsockname()[1]}").close()
        with Tablet(tmp_path) as tablet:
            server.settimeout(PATIENCE)
            waiting, _ = server.accept()
            tablet.tap("Hộ dân")
            tablet.tap("01-001")
            tablet.tap("Kích hoạt VNeID lần đầu")
            tablet.wait_for("Sửa lượt này")
            with waiting:
                waiting.recv(1 << 16)
                waiting.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(REVOKED), REVOKED))
                tablet.wait_for("Máy này đã bị thu hồi.")
            assert not tablet.sees("Kích hoạt VNeID lần đầu")


@pytest.mark.parametrize("tablet", [PHONE], indirect=True)
def test_back_leads_from_the_page_to_the_list_to_today(tablet):
    tablet.tap("Hộ dân")
    tablet.tap("01-002")
    tablet.wait_for("Đã làm gì với gia đình")
    tablet.key("back")
    tablet.wait_for("12 hộ ở Thôn 1")
    tablet.key("back")
    tablet.wait_for("Nên ghé theo thứ tự đường đi")


def test_english_and_large_words_at_once_and_still_there_after_a_kill(data):
    with Tablet(data) as tablet:
        tablet.tap("Đồng bộ")
        tablet.tap("English")
        tablet.wait_for("Sync now")
        tablet.settle()
        assert tablet.problems() == []
        tablet.tap("150 %")
        tablet.wait_gone("Text size")
        tablet.kill()
    with Tablet(data, PHONE) as tablet:
        tablet.wait_for("To visit, in walking order")
        assert tablet.problems() == []


def test_a_full_tablet_says_that_a_setting_is_not_kept_and_goes_on(data):
    (data / "settings.new").symlink_to("/dev/full")
    with Tablet(data) as tablet:
        tablet.tap("Đồng bộ")
        tablet.tap("English")
        tablet.wait_for("Máy hết chỗ lưu")
        tablet.tap("Đã hiểu")
        tablet.wait_for("Đồng bộ ngay")


def test_an_unfinished_visit_is_offered_after_a_kill(data):
    with Tablet(data) as tablet:
        tablet.tap("Gõ cửa hộ tiếp theo")
        tablet.tap("Bắt đầu thăm")
        tablet.tap("Đồng ý ghi nhận")
        tablet.wait_for("Hôm nay gặp được ai?")
        tablet.kill()
    with Tablet(data) as tablet:
        tablet.tap("Tiếp tục")
        tablet.wait_for("Hôm nay gặp được ai?")


def test_a_guide_can_be_read_without_a_visit(tablet):
    tablet.tap("Hướng dẫn")
    tablet.tap("Kích hoạt VNeID lần đầu")
    tablet.wait_for("Bước 1")
    tablet.key("back")
    tablet.wait_for("khoảng 15 phút")


def test_a_broken_guide_is_left_out_and_said_so(data, tmp_path):
    guides = tmp_path / "shipped"
    shutil.copytree(GUIDES / "vneid" / "kich-hoat-vneid", guides / "vneid" / "kich-hoat-vneid")
    (guides / "vneid" / "sai").mkdir()
    with Tablet(data, PHONE, GUIDES_OF_TEST=str(guides)) as tablet:
        for place in ("Hướng dẫn", "Đồng bộ"):
            tablet.tap(place)
            tablet.wait_for("Có 1 bài hướng dẫn bị lỗi nên không hiện")
            tablet.settle()
            assert tablet.sees("Bài bị lỗi: sai")
            assert tablet.problems() == [], place
        tablet.tap("Hướng dẫn")
        tablet.tap("Kích hoạt VNeID lần đầu")
        tablet.wait_for("Bước 1")


def test_a_visit_is_corrected_from_the_page_of_its_household(data):
    with Tablet(data, PHONE) as tablet:
        tablet.wait_for("Chưa kết nối được")  # the list is drawn anew when the first sync ends
        tablet.tap("Hộ 01-001")
        tablet.tap("Mới xem")
        tablet.tap("Sửa lượt này")
        tablet.tap("Làm được khi có người giúp")
        tablet.key("back")
        tablet.tap("Lưu dở, làm tiếp sau")
        tablet.tap("Sửa tiếp")
        tablet.tap("Tiếp tục")
        tablet.tap("Thêm ghi chú (không bắt buộc)")
        tablet.tap("Ghi chú ngắn, không ghi tên hay số của dân")
        tablet.type("cửa sau")
        tablet.tap("Như đã hẹn")
        tablet.wait_for("Đã lưu trên máy")
        tablet.wait_for("Chờ gửi về xã")
        tablet.tap("Về Hôm nay")
        tablet.wait_for("1 lượt chờ gửi")
        tablet.tap("Hộ 01-001")
        tablet.wait_for("cửa sau")
        tablet.settle()
        assert tablet.problems() == []
        tablet.tap("Đã sửa")
        tablet.wait_for("Trước khi sửa")
        tablet.settle()
        assert tablet.problems() == []
        assert any(words.endswith("Mới xem") for words in tablet.texts())


def test_who_is_not_recorded_is_told_so_on_every_screen_and_leaves_no_draft(data):
    with Tablet(data, PHONE) as tablet:
        tablet.tap("Gõ cửa hộ tiếp theo")
        tablet.tap("Bắt đầu thăm")
        tablet.tap("Không đồng ý")
        tablet.tap("Vẫn xem hướng dẫn, không ghi lại")
        tablet.tap("5 điều không làm")
        tablet.wait_for("Bước 1")
        tablet.tap("Tập bấm thử")
        tablet.wait_for("Thôi tập")
        assert tablet.sees("Không ghi gì về nhà này")
        tablet.settle()
        assert tablet.problems() == []
        tablet.kill()
    with Tablet(data, PHONE) as tablet:
        tablet.wait_for("1 lượt chờ gửi")
        assert not tablet.sees("Đang thăm dở")


def test_a_damaged_database_is_kept_aside_and_the_app_goes_on_with_the_visit_under_way(tmp_path):
    database = tmp_path / "tablet.db"
    store = open_places(database)
    store.save_draft(begin(store.household("01-001"), HANH, now()))
    store.close()
    damaged = b"\0" * 4096 + database.read_bytes()[4096:]
    database.write_bytes(damaged)
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.wait_for("Đã cứu dữ liệu trên máy")
        tablet.sound()
        tablet.screenshot(tmp_path / "rescued.png")
        tablet.tap("Đã hiểu")
        tablet.wait_for("Máy chưa có danh sách hộ")
        tablet.sound()
        tablet.wait_for("Đang thăm dở hộ")  # its code comes again with the first sync
        tablet.tap("Tiếp tục")
        tablet.wait_for("Đồng ý ghi nhận")
    (aside,) = tmp_path.glob("tablet-hong-*.db")
    assert aside.read_bytes() == damaged
