"""The app is killed after every tap of a visit and opened again: it goes on exactly where it was."""

from outreach.domain.records import Ability, Satisfaction
from outreach.store import Store

from ..driver import Tablet
from .visit_cast import GUIDES, HOME, VNEID, prepare

TITLE = GUIDES[VNEID].texts["vi"].title
TAPS = [
    ("Bắt đầu thăm", "Kính chào gia đình"),
    ("Đồng ý ghi nhận", "Hôm nay gặp được ai?"),
    ("Gặp người lớn trong nhà", "Hôm nay cùng làm bài nào?"),
    (TITLE, "Bước 1"),
    ("Làm được, tiếp", "Bước 2"),
    ("Mắc ở bước này", "Đã đánh dấu: mắc ở bước này."),
    ("Tập bấm thử", "Tập bước 1"),
    ("", "Tập bước 2"),
    ("Thôi tập", "Bước 2"),
    *((("Làm được, tiếp"), f"Bước {number}") for number in (3, 9)),
    ("Làm được, xong bài", "Gia đình đã làm được đến đâu?"),
    ("Làm được khi có người giúp", "Gia đình đã làm được đến đâu?"),
    ("Tiếp tục", "Hẹn ngày ghé lại"),
    ("14 ngày nữa", "Gửi gia đình mã QR"),
    ("Tiếp tục", "Mời ông bà, cô chú bấm một khuôn mặt"),
]


def test_killed_after_every_tap(tmp_path):
    tablet = Tablet(prepare(tmp_path))
    tablet.start()
    tablet.tap("Hộ dân")
    tablet.tap(HOME)
    for tap, seen in TAPS:
        if seen == "Bước 9":
            for number in range(4, 9):
                tablet.tap("Làm được, tiếp")
                tablet.wait_for(f"Bước {number}")
        if tap:
            tablet.tap(tap)
        else:
            tablet.press_drawn()
        tablet.wait_for(seen)
        tablet.kill()
        tablet.start()
        tablet.tap(f"Đang thăm dở hộ {HOME}")
        tablet.wait_for(seen)
    tablet.tap("Giúp được nhiều")
    tablet.wait_for("Đã lưu trên máy")
    tablet.kill()
    store = Store.open(tmp_path / "tablet.db")
    try:
        (record,) = store.visits_of(HOME)
        assert store.draft() is None
    finally:
        store.close()
    (given,) = record.help
    assert (given.ability, given.finished) == (Ability.DID_WITH_HELP, True)
    assert given.stuck_step == GUIDES[VNEID].steps[1].id
    assert (record.satisfaction, record.next_visit is None) == (Satisfaction.HAPPY, False)
