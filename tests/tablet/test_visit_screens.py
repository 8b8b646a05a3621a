"""The real app, touched: a whole visit in every size, the code read from the screen."""

from dataclasses import replace
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from outreach.content import pack_bytes, pack_guide, pack_hash
from outreach.domain.clock import day_of, now
from outreach.domain.records import Ability, Outcome, Satisfaction
from outreach.domain.vietnamese import format_day
from outreach.store import KeptPack, Store
from outreach.sync.packs import PACK_FILE
from outreach.tablet.presenters.household import nobody_home
from outreach.tablet.presenters.visit import VisitPresenter

from ..content.sample import wordy
from ..driver import PHONE, TALL, WIDE, Tablet
from ..store.cast import HANH
from .test_look import contrast_of_words
from .visit_cast import GUIDES, HOME, NEIGHBOUR, SITE, VNEID, agreed_and_met, guide_shown, open_tablet, prepare


def knock(tablet):
    tablet.tap("Hộ dân")
    tablet.tap(HOME)
    tablet.tap("Bắt đầu thăm")
    tablet.wait_for("Kính chào gia đình")


def records(folder):
    store = Store.open(folder / "tablet.db")
    try:
        return store.visits_of(HOME)
    finally:
        store.close()


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.0), (TALL, 2.0), (PHONE, 1.0), (PHONE, 2.0)])
def test_a_visit_from_the_door_to_saved(tmp_path, size, scale):
    title = GUIDES[VNEID].texts["vi"].title
    with Tablet(prepare(tmp_path, scale), size) as tablet:

        def sound():
            tablet.sound()
            assert tablet.room() > 0.6 * int(size.split("x")[1]), tablet.texts()

        knock(tablet)
        sound()
        for tap in (
            "Không đồng ý",
            "Quay lại",
            "Không có ai để hỏi",
            "Quay lại",
            "Đồng ý ghi nhận",
            "Gặp người lớn trong nhà",
        ):
            tablet.tap(tap)
            sound()
        tablet.tap(title)
        tablet.wait_for("Bước 1")
        sound()
        narrow = (size, scale) == (PHONE, 2.0)
        for step in range(1, len(GUIDES[VNEID].steps)):
            tablet.wait_for(f"Bước {step}")
            tablet.tap("Tiếp" if narrow else "Làm được, tiếp")
        tablet.tap("Xong" if narrow else "Làm được, xong bài")
        tablet.wait_for(title)
        sound()
        tablet.tap("Tự làm được")
        tablet.tap("Tiếp tục")
        tablet.wait_for("14 ngày nữa")
        sound()
        tablet.tap("Thêm ghi chú (không bắt buộc)")
        tablet.tap("Ghi chú ngắn, không ghi tên hay số của dân")
        tablet.type("0912345678")
        tablet.wait_for("giống số điện thoại")
        sound()
        tablet.key("backspace")
        tablet.wait_gone("giống số điện thoại")
        tablet.tap("14 ngày nữa")
        tablet.wait_for(title)
        sound()
        tablet.tap("Tiếp tục")
        tablet.wait_for("khuôn mặt")
        sound()
        tablet.tap("Giúp được nhiều")
        tablet.wait_for("Đã lưu trên máy")
        sound()
    (record,) = records(tmp_path)
    assert (record.outcome, record.satisfaction, record.note) == (Outcome.MET, Satisfaction.HAPPY, "091234567")
    assert (record.help[0].guide, record.help[0].ability, record.help[0].finished) == (VNEID, Ability.DID_ALONE, True)


@pytest.mark.parametrize("size", [WIDE, PHONE, "412x916", "480x800"])
def test_the_code_on_the_screen_is_read_and_opens_the_guide(tmp_path, size):
    with Tablet(prepare(tmp_path), size) as tablet:
        tablet.tap("Hướng dẫn")
        tablet.tap(GUIDES[VNEID].texts["vi"].title)
        tablet.tap("Mã QR")
        tablet.wait_for("Mã này chỉ mở hướng dẫn, không trừ tiền")
        tablet.sound()
        picture = tablet.screenshot(tmp_path / "code.png")
    (code,) = zxingcpp.read_barcodes(Image.open(picture))
    assert code.text == f"{SITE}/g/{VNEID}"


def test_a_lying_phone_has_room_for_the_whole_code(tmp_path):
    with Tablet(prepare(tmp_path), "640x360") as tablet:
        tablet.tap("Hướng dẫn")
        tablet.tap(GUIDES[VNEID].texts["vi"].title)
        tablet.tap("Mã QR")
        tablet.settle()
        for _ in range(2):
            tablet.drag(320, 200, 320, 150)
            picture = tablet.screenshot(tmp_path / "code.png")
            if zxingcpp.read_barcodes(Image.open(picture)):
                return
    raise AssertionError("never to be seen as a whole")


def test_leaving_keeps_the_visit_or_forgets_it(tmp_path):
    with Tablet(prepare(tmp_path)) as tablet:
        knock(tablet)
        tablet.tap("Đồng ý ghi nhận")
        tablet.wait_for("Gặp người lớn trong nhà")
        tablet.key("back")
        tablet.tap("Lưu dở, làm tiếp sau")
        tablet.tap("05-018")
        tablet.tap("Bắt đầu thăm")
        tablet.wait_for("Còn một lượt thăm đang dở")
        tablet.tap("Làm tiếp lượt dở")
        tablet.wait_for("Gặp người lớn trong nhà")
        tablet.key("back")
        tablet.tap("Bỏ lượt thăm")
        tablet.wait_for("Bỏ lượt thăm này?")
        tablet.tap("Bỏ lượt thăm")
        tablet.wait_gone("Gặp người lớn trong nhà")
    store = Store.open(tmp_path / "tablet.db")
    try:
        assert (store.draft(), store.visits_of(HOME)) == (None, [])
    finally:
        store.close()


def test_a_visit_whose_guide_has_left_the_tablet_is_finished_without_a_code(tmp_path):
    store = open_tablet(tmp_path / "tablet.db")
    visit = VisitPresenter.knock(store, GUIDES, HOME)
    agreed_and_met(visit)
    guide_shown(visit)
    visit.promise(None)
    gone = replace(visit.draft.guides[0], guide="bai-cua-xa")
    store.save_draft(replace(visit.draft, guides=(gone,), current=gone.guide))
    store.close()
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.tap("Tiếp tục")
        tablet.wait_for("không còn trên máy này")
        tablet.sound()
        tablet.screenshot(tmp_path / "no-code.png")
        tablet.tap("Tiếp tục")
        tablet.wait_for("khuôn mặt")


def test_a_guide_that_no_code_can_hold_is_given_by_its_address_alone(tmp_path):
    store = open_tablet(tmp_path / "tablet.db")
    visit = VisitPresenter.knock(store, GUIDES, HOME)
    agreed_and_met(visit)
    guide_shown(visit)
    visit.promise(None)
    data = pack_bytes(pack_guide(wordy(GUIDES[VNEID])))
    folder = tmp_path / "guides" / pack_hash(data)
    folder.mkdir(parents=True)
    (folder / PACK_FILE).write_bytes(data)
    store.keep_pack(KeptPack(VNEID, 1, folder.name, visit.today()))
    store.close()
    with Tablet(tmp_path, WIDE) as tablet:
        tablet.tap("Tiếp tục")
        tablet.wait_for("Không quét được thì gõ dòng địa chỉ")
        assert "Không có mạng" not in tablet.texts()
        tablet.sound()
        tablet.tap("Tiếp tục")
        tablet.wait_for("khuôn mặt")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_an_unfinished_correction_is_told_as_one_and_leaving_it_keeps_the_visit(tmp_path, scale):
    store = open_tablet(prepare(tmp_path, scale) / "tablet.db")
    yesterday = now() - timedelta(days=1)
    noted = nobody_home(store.household(HOME), HANH, yesterday)
    store.add(noted)
    VisitPresenter.mend(store, GUIDES, noted)
    store.close()
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.wait_for(f"Đang sửa dở lượt ngày {format_day(day_of(yesterday))} của hộ {HOME}")
        tablet.sound()
        tablet.tap("Hộ dân")
        tablet.tap(NEIGHBOUR)
        tablet.tap("Bắt đầu thăm")
        tablet.wait_for("Còn một lượt đang sửa dở")
        tablet.wait_for("lượt đã lưu vẫn giữ nguyên")
        tablet.sound()
        tablet.tap("Thôi sửa")
        tablet.wait_for("Kính chào gia đình")
    assert records(tmp_path) == [noted]


def test_who_did_not_agree_is_not_the_next_door_again(tmp_path):
    with Tablet(prepare(tmp_path), PHONE) as tablet:
        knock(tablet)
        tablet.tap("Không đồng ý")
        tablet.tap("Hôm nay thôi, chào gia đình")
        tablet.tap("Hộ tiếp theo")
        tablet.wait_for(f"Hộ {NEIGHBOUR}")


def test_a_citizen_with_two_fingers_on_the_faces_is_heard_once(tmp_path):
    visit = VisitPresenter.knock(open_tablet(tmp_path / "tablet.db"), GUIDES, HOME)
    agreed_and_met(visit)
    guide_shown(visit)
    visit.done_with_guides()
    visit.promise(None)
    visit.handed_out()
    visit.store.close()
    with Tablet(tmp_path) as tablet:
        tablet.tap("Đang thăm dở")
        tablet.wait_for("khuôn mặt")
        tablet.fingers("Giúp được nhiều", "Bỏ qua")
        tablet.wait_for("Đã lưu trên máy")
        tablet.tap("Về Hôm nay")
        tablet.wait_gone("Đang thăm dở")
    assert len(records(tmp_path)) == 1


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_finger_that_taps_twice_agrees_to_nothing_and_skips_no_step(tmp_path, size):
    with Tablet(prepare(tmp_path), size) as tablet:
        tablet.tap("Hộ dân")
        tablet.tap(HOME)
        tablet.tap_twice("Vắng nhà")
        tablet.settle()
        tablet.tap("Thôi")
        tablet.tap_twice("Bắt đầu thăm")
        tablet.wait_for("Kính chào gia đình")
        tablet.tap_twice("Đồng ý ghi nhận")
        tablet.wait_for("Hôm nay gặp được ai?")
        tablet.tap_twice("Gặp người lớn trong nhà")
        tablet.wait_for("Hôm nay cùng làm bài nào?")
        tablet.tap(GUIDES[VNEID].texts["vi"].title)
        for step in (2, 3, 4):
            tablet.tap_twice("Làm được, tiếp")
            tablet.wait_for(f"Bước {step}")


def test_the_words_that_take_a_mark_back_can_be_read(tmp_path):
    with Tablet(prepare(tmp_path), WIDE) as tablet:
        knock(tablet)
        for tap in ("Đồng ý ghi nhận", "Gặp người lớn trong nhà", GUIDES[VNEID].texts["vi"].title, "Mắc ở bước này"):
            tablet.tap(tap)
        tablet.wait_for("Bỏ đánh dấu mắc")
        tablet.settle()
        picture = tablet.screenshot(tmp_path / "marked.png")
        assert contrast_of_words(picture, tablet.where("Bỏ đánh dấu mắc")) >= 4.5
