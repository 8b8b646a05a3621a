"""The main job, whole: a visit noted without a network moves the leader's figure, and the citizen's phone reopens
the guide. The real app in its window, the real server, the real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import chromium
from tests.driver import Tablet

from .commune_server import LEADER, PASSWORD, CommuneServer

__all__ = ["chromium"]

PHONE: ViewportSize = {"width": 360, "height": 640}
GUIDE = "Kích hoạt VNeID lần đầu"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CommuneServer]:
    one = CommuneServer(tmp_path / "server")
    one.fill()
    one.start()
    yield one
    one.stop()


@pytest.fixture
def leader(chromium: Browser, server: CommuneServer) -> Iterator[Page]:
    """The leader's browser, at the coverage page."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    page.goto(server.address)
    page.get_by_label("Tên đăng nhập").fill(LEADER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    yield page
    page.close()


@pytest.fixture
def citizen(chromium: Browser) -> Iterator[Page]:
    """The citizen's phone."""
    page = chromium.new_page(viewport=PHONE, has_touch=True, locale="vi-VN")
    yield page
    page.close()


def reached(page: Page) -> int:
    """The headline: how many households were reached."""
    headline = page.get_by_role("heading", level=1).inner_text()
    found = re.match(r"Đã tiếp cận ([\d.]+) trên [\d.]+ hộ", headline)
    assert found, headline
    return int(found[1].replace(".", ""))


def helped(page: Page) -> int:
    """The card of households that were helped."""
    return int(page.locator(".funnel li", has_text="Đã giúp được").locator(".value").inner_text().split()[0])


def enrolment_code(page: Page, official: str, hamlet: str) -> str:
    """A code the leader makes for a new tablet."""
    page.get_by_role("link", name="Máy").first.click()
    page.get_by_role("link", name="Ghép máy mới").click()
    page.get_by_label("Ai dùng máy này?").select_option(label=official)
    page.get_by_label(hamlet, exact=True).check()
    page.get_by_role("button", name="Tạo mã ghép").click()
    return "".join(page.get_by_label("Mã ghép máy", exact=True).inner_text().split())


def enrol(tablet: Tablet, address: str, code: str) -> None:
    tablet.tap("namdong.example")
    tablet.type(address)
    tablet.tap("ABCD 2345")
    tablet.type(code)
    tablet.key("enter")


def visit_the_first_unvisited(tablet: Tablet) -> None:
    """From the list of households to the end of the guide."""
    tablet.tap("Hộ dân")
    tablet.tap("Chưa ghé ·")
    tablet.tap("05-0")
    tablet.tap("Bắt đầu thăm")
    tablet.tap("Đồng ý ghi nhận")
    tablet.tap("Gặp người lớn trong nhà")
    tablet.tap(GUIDE)
    while not tablet.sees("Làm được, xong bài"):
        tablet.tap("Làm được, tiếp")
        tablet.settle()
    tablet.tap("Làm được, xong bài")
    tablet.tap("Tự làm được")
    tablet.tap("Tiếp tục")


def read(picture: Path) -> str:
    """What the one code on a picture says."""
    with Image.open(picture) as image:
        (barcode,) = zxingcpp.read_barcodes(image)
    return str(barcode.text)


def ask_for_help(citizen: Page, picture: Path, address: str) -> None:
    """The citizen scans the code on the tablet, looks at the guide, and asks for help: before the tablet has synced."""
    code = read(picture)
    assert code.startswith(f"{address}/h/")
    assert code.endswith("?g=kich-hoat-vneid")
    citizen.goto(code)
    citizen.get_by_role("link", name=GUIDE).click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text(GUIDE)
    expect(citizen.get_by_text("Bấm “Kích hoạt tài khoản định danh điện tử”.")).to_be_visible()
    citizen.go_back()
    citizen.get_by_role("button", name="Tôi cần giúp thêm").click()
    expect(citizen.get_by_text("Đã gửi lời nhờ giúp đến tổ của xã.")).to_be_visible()


def test_a_visit_without_a_network_reaches_the_dashboard_and_the_citizen(
    server: CommuneServer, leader: Page, citizen: Page, tmp_path: Path
) -> None:
    reached_before, helped_before = reached(leader), helped(leader)
    code = enrolment_code(leader, "Trần Thị Hạnh (hư cấu)", "Thôn 5")

    with Tablet(tmp_path / "tablet") as tablet:
        enrol(tablet, server.address, code)
        tablet.wait_for("Chào chị Hạnh")
        tablet.wait_for("Đã gửi hết")

        server.stop()
        visit_the_first_unvisited(tablet)
        tablet.tap("14 ngày nữa")
        tablet.wait_for("Mã này chỉ mở hướng dẫn, không trừ tiền")
        tablet.settle()
        picture = tablet.screenshot(tmp_path / "handout.png")
        tablet.tap("Không có mạng")
        tablet.wait_for("Mã này chỉ có chữ hướng dẫn, không trừ tiền")
        tablet.settle()
        words = read(tablet.screenshot(tmp_path / "offline.png"))
        assert words.startswith(f"{GUIDE}\n")
        assert "\n1. Bấm" in words
        tablet.tap("Tiếp tục")
        tablet.tap("Giúp được nhiều")
        tablet.wait_for("Đã lưu trên máy")
        tablet.wait_for("Chờ gửi về xã")

        server.start()
        leader.goto(server.address)
        assert reached(leader) == reached_before, "nothing was sent yet"
        ask_for_help(citizen, picture, server.address)
        leader.reload()
        expect(leader.get_by_text("1 hộ nhờ giúp lại")).to_be_visible()
        expect(leader.get_by_text("chưa rõ thôn")).to_be_visible()

        tablet.tap("Về Hôm nay")
        tablet.tap("Đồng bộ")
        tablet.tap("Đồng bộ ngay")
        tablet.wait_for("Đã gửi hết")
        tablet.tap("Việc")
        tablet.wait_for("Nhờ giúp lại · 1")
        tablet.wait_for(f"Nhờ giúp lại: {GUIDE}")

    leader.reload()
    leader.get_by_text("1 hộ nhờ giúp lại").click()
    expect(leader.get_by_role("cell", name=GUIDE)).to_be_visible()
    expect(leader.get_by_role("cell", name="Trần Thị Hạnh (hư cấu)", exact=True)).to_be_visible()
    leader.goto(server.address)
    assert reached(leader) == reached_before + 1
    assert helped(leader) == helped_before + 1
