"""The real app and a real server: a guide that was approved shows after the next sync, without a restart."""

from ..driver import Tablet
from ..sync.commune import CommuneServer

TITLE = "Năm điều xã Nam Đông không làm"


def test_an_approved_guide_shows_after_the_sync_and_stays(tmp_path):
    server = CommuneServer(tmp_path / "server")
    try:
        with Tablet(tmp_path / "tablet") as tablet:
            tablet.tap("namdong.example")
            tablet.type(server.address)
            tablet.tap("ABCD 2345")
            tablet.type(server.tell("code"))
            tablet.key("enter")
            tablet.wait_for("Đã gửi hết")
            tablet.tap("Hướng dẫn")
            tablet.wait_for("5 điều không làm")
            server.tell("publish", guide="5-dieu-khong-lam", title=TITLE)
            tablet.tap("Đồng bộ")
            tablet.tap("Đồng bộ ngay")
            tablet.wait_gone("Đang đồng bộ…")
            tablet.tap("Hướng dẫn")
            tablet.wait_for(TITLE)
            tablet.wait_for("bản 2 của xã từ")
    finally:
        server.stop()
    with Tablet(tmp_path / "tablet") as tablet:  # without any server
        tablet.tap("Hướng dẫn")
        tablet.wait_for(TITLE)
