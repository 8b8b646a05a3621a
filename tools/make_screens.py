"""Picture every screen of the tablet and every page of the team into docs/screens.

    python tools/make_screens.py [tablet | web]

Makes an invented commune on a server of its own on this machine, enrols a tablet with it as a person would, and goes
through the real app in three sizes, without a network. Tablet pictures are <name>-<size>.png, web pages
web-<page>-<width>.png.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.driver import PHONE, TALL, WIDE, Tablet
from tests.end_to_end.commune_server import LEADER, PASSWORD, CommuneServer
from tools.web_screens import OUT, picture

HOUSEHOLDS = 2400
GUIDE = "Kích hoạt VNeID lần đầu"
COLOURS = 256
SMOOTH = {"MULTISAMPLES_OF_TEST": "4"}
"""Edges as the app draws them."""
WAITING = """
from outreach.server.cli import session
session.migrate()
from outreach.domain.clock import now
from tools.waiting_records import make_waiting
make_waiting(now())
"""
LAST = "Làm được, xong bài"
BACK_ARROW = (40, 40)
"""Where a top bar has its way back, in pixels, in every size."""
PENCIL = (316, 50)
"""Where a phone has what is "Sửa" elsewhere."""


class Camera:
    """Takes pictures of one tablet in one size."""

    def __init__(self, tablet: Tablet, size: str) -> None:
        self._tablet, self.size = tablet, size

    def take(self, name: str, seen: str) -> None:
        """Picture the screen once ``seen`` is on it and nothing moves any more."""
        self._tablet.wait_for(seen)
        self._tablet.settle()
        path = self._tablet.screenshot(OUT / f"{name}-{self.size}.png")
        with Image.open(path) as image:
            small = image.convert("RGB").quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def enrolled_tablet(server: CommuneServer, data: Path) -> None:
    """A tablet's data folder, enrolled and in step with the server."""
    with Tablet(data) as tablet:
        tablet.tap("namdong.example")
        tablet.type(server.address)
        tablet.tap("ABCD 2345")
        tablet.type(server.code())
        tablet.key("enter")
        tablet.wait_for("hộ nên ghé")
        tablet.wait_for("Đã gửi hết")


def enrolment(data: Path, size: str) -> None:
    """A new tablet, and a code that is too short."""
    with Tablet(data, size, **SMOOTH) as tablet:
        camera = Camera(tablet, size)
        camera.take("enrol", "Mã ghép máy")
        tablet.tap("namdong.example")
        tablet.type("https://namdong.example")
        tablet.tap("ABCD 2345")
        tablet.type("ABCD")
        tablet.key("enter")
        camera.take("enrol-error", "Hãy gõ đủ mã")


def failure(data: Path, size: str) -> None:
    """A tablet whose data file is damaged."""
    data.mkdir()
    (data / "tablet.db").write_bytes(b"damaged" * 1000)
    with Tablet(data, size, **SMOOTH) as tablet:
        Camera(tablet, size).take("failure", "Tệp dữ liệu trên máy bị hỏng")


def places(tablet: Tablet, camera: Camera) -> None:
    """The five places, a household's page, a question."""
    tablet.wait_for("Chưa kết nối được")
    camera.take("today", "hộ nên ghé")
    tablet.tap("Hộ dân")
    tablet.tap("Tìm số hộ, xóm, ghi chú")
    tablet.type("xom dinh")
    tablet.settle()
    tablet.tap("05-005")
    tablet.settle()
    camera.take("households", "xóm Đình")
    tablet.key("back")
    tablet.tap("Hướng dẫn")
    camera.take("guides", "5 điều không làm")
    tablet.tap("Việc")
    camera.take("tasks", "Việc cần làm")
    tablet.tap("Đồng bộ")
    camera.take("sync", "đã lưu trên máy")
    tablet.tap("Hộ dân")
    tablet.tap("Thêm hộ chưa có trong danh sách")
    camera.take("household-new", "Cách tìm nhà")
    tablet.tap("Thôi")
    tablet.tap("Hôm nay")
    tablet.tap("Gõ cửa hộ tiếp theo")
    camera.take("household", "Bắt đầu thăm")
    tablet.tap_at(*PENCIL) if camera.size == PHONE else tablet.tap("Sửa")
    camera.take("household-edit", "Cách tìm nhà")
    tablet.tap("Thôi")
    tablet.tap("Vắng nhà")
    camera.take("nobody-home", "Ghi vắng nhà")
    tablet.tap("Thôi")


def visit(tablet: Tablet, camera: Camera) -> None:
    """A whole visit, from the greeting to its place on the tablet."""
    tablet.tap("Bắt đầu thăm")
    camera.take("visit-greeting", "Đồng ý ghi nhận")
    tablet.tap("Đồng ý ghi nhận")
    camera.take("visit-outcome", "Hôm nay gặp được ai?")
    tablet.tap("Gặp người lớn trong nhà")
    camera.take("visit-topics", "Hôm nay cùng làm bài nào?")
    tablet.tap(GUIDE)
    tablet.tap("Làm được, tiếp")
    camera.take("guide-step", "Bước 2")
    tablet.tap("Tập bấm thử")
    camera.take("guide-practice", "Tập bước 1")
    tablet.tap_at(*BACK_ARROW)
    while not tablet.sees(LAST):
        tablet.tap("Làm được, tiếp")
        tablet.settle()
    tablet.tap(LAST)
    camera.take("visit-ability", "Gia đình đã làm được đến đâu?")
    tablet.tap("Tự làm được")
    tablet.tap("Tiếp tục")
    camera.take("visit-next", "14 ngày nữa")
    tablet.tap("14 ngày nữa")
    camera.take("visit-handout", "Mã này chỉ mở hướng dẫn")
    tablet.tap("Tiếp tục")
    camera.take("visit-faces", "Giúp được nhiều")
    tablet.tap("Giúp được nhiều")
    tablet.wait_for("Chờ gửi về xã")
    camera.take("visit-saved", "Đã lưu trên máy")
    tablet.tap("Ghi nhầm hộ")
    camera.take("wrong-door", "Hộ đúng là hộ nào?")
    tablet.tap_at(*BACK_ARROW)


def without_network(tablet: Tablet, camera: Camera) -> None:
    """What was noted, as codes."""
    tablet.tap("Về Hôm nay")
    tablet.tap("Đồng bộ")
    tablet.tap("Hiện mã QR")
    camera.take("sync-codes", "Mã chỉ chứa dữ liệu")


def main() -> None:
    """Everything, or only the half that is named."""
    wanted = sys.argv[1:] or ["tablet", "web"]
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gocua-screens-") as folder:
        home = Path(folder)
        server = CommuneServer(home / "server")
        server.fill(HOUSEHOLDS)
        server.run(WAITING)
        server.start()
        try:
            if "web" in wanted:
                picture(server.address, LEADER, PASSWORD)
            if "tablet" in wanted:
                enrolled_tablet(server, home / "tablet")
        finally:
            server.stop()
        if "tablet" in wanted:
            for size in (WIDE, TALL, PHONE):
                enrolment(home / f"new-{size}", size)
                failure(home / f"damaged-{size}", size)
                shutil.copytree(home / "tablet", home / size)
                with Tablet(home / size, size, **SMOOTH) as tablet:
                    places(tablet, Camera(tablet, size))
                    visit(tablet, Camera(tablet, size))
                    without_network(tablet, Camera(tablet, size))


if __name__ == "__main__":
    main()
