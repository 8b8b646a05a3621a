"""The leader's and the official's pages in real Chromium: what they show, and that everybody can use them."""

import io
import re
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.records import NewHousehold, Outcome
from outreach.server.devices import enrolment
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet, Household
from outreach.server.rollups import closing
from outreach.sync.wire import Enrol, Renew
from tests.browser.accessibility import BEYOND_ITS_CARD, FAINT_FOCUS, SMALL_TARGETS, violations
from tests.browser.chromium import launched
from tests.browser.conftest import OpenPage, log_in
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, Cast

WIDTHS = (320, 360, 800, 1024, 1440)
LIST = "Thôn;Mã hộ;Ghi chú địa chỉ\nThôn 1;B1;Cạnh cầu\nThôn 22;B2;Cuối ngõ\nThôn 1;01-001;Cạnh chợ\n"
HOUSEHOLD = f"/ho-dan/{HOUSEHOLDS[0].id}/"
PAGES = ("/", "/ho-dan/", HOUSEHOLD, "/ho-dan/nhap/", "/may/", "/may/ghep/", "/huong-dan/", "/nho-giup/", "/cai-dat/")
FINGER = 44
"""Least height of what is touched, in CSS pixels; a link within a sentence is as high as its line."""

LINES_OF_LICENCE = """(element) => {
  const text = [...element.childNodes].find((node) => node.data && node.data.includes("AGPL"))
  const name = document.createRange()
  name.setStart(text, text.data.indexOf("AGPL"))
  name.setEnd(text, text.data.indexOf("AGPL") + "AGPL-3.0-or-later".length)
  return name.getClientRects().length
}"""


@pytest.fixture
def visited(lasting_cast: Cast) -> Cast:
    """Five households in five weeks were visited, one visit was not for this tablet, and it has been silent since."""
    at = now()
    visits = [lasting_cast.visit(household, at - timedelta(weeks=n)) for n, household in enumerate(HOUSEHOLDS[:5])]
    lasting_cast.send(*visits, lasting_cast.visit(HOUSEHOLDS[-1], at))
    tablet = lasting_cast.tablet
    tablet.last_full_sync = at - timedelta(days=4)
    tablet.save(update_fields=["last_full_sync"])
    return lasting_cast


def test_logging_in_leads_to_the_coverage(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/")
    expect(page).to_have_url(f"{page.url.split('/dang-nhap')[0]}/dang-nhap/?next=/")
    log_in(page, "an")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã tiếp cận 5 trên 12 hộ (41 %)")


def test_a_visit_moves_the_figure(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an")
    expect(page.get_by_role("heading", level=1)).to_contain_text("5 trên 12")
    visited.send(visited.visit(HOUSEHOLDS[6], now()), first=7)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 trên 12")


def test_the_outlook_is_drawn(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an")
    box = page.locator("#outlook canvas")
    expect(box).to_be_visible()
    colours = Image.open(io.BytesIO(box.screenshot())).convert("RGB").getcolors(1 << 24)
    drawn = {colour for _, colour in colours or []}
    assert (0x5B, 0x2A, 0x86) in drawn  # the reach
    assert (0xF2, 0xA9, 0x00) in drawn  # the target


def test_a_choice_takes_effect_at_once(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an")
    page.get_by_label("Chủ đề").select_option("vneid")
    expect(page.get_by_text("Đã giúp được · VNeID")).to_be_visible()
    assert "chu-de=vneid" in page.url


def test_choices_work_without_scripts(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an", java_script_enabled=False)
    page.get_by_label("Chủ đề").select_option("vneid")
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_text("Đã giúp được · VNeID")).to_be_visible()


def test_decisions_lead_to_where_they_are_taken(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an")
    page.get_by_role("link", name="1 máy chưa gửi quá 3 ngày").click()
    expect(page.get_by_text("4 ngày chưa gửi")).to_be_visible()
    expect(page.get_by_role("heading", name="Bản ghi cần xem lại")).to_be_visible()


def test_enrolling_a_tablet(lasting_cast: Cast, team_page: OpenPage, server: str) -> None:
    page = team_page("/may/", "an")
    page.get_by_role("link", name="Ghép máy mới").click()
    page.get_by_label("Ai dùng máy này?").select_option(label="Trần Văn Bình")
    page.get_by_label("Thôn 3").check()
    page.get_by_role("button", name="Tạo mã ghép").click()
    code = "".join(page.get_by_label("Mã ghép máy", exact=True).inner_text().split())
    square = page.locator(".qr").screenshot()
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(square)))
    assert read.text == f"{server}/ghep#{code}"
    enrolment.enrol(Enrol(code, "máy mới", "0.1.0", now()))
    expect(page.get_by_text("Đã ghép xong.")).to_be_visible(timeout=10_000)


def test_revoking_a_tablet(lasting_cast: Cast, team_page: OpenPage) -> None:
    page = team_page("/may/", "an")
    page.get_by_role("link", name="Thu hồi máy của Trần Văn Bình").click()
    page.get_by_role("button", name="Thu hồi máy này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã thu hồi máy của Trần Văn Bình.")
    expect(page.get_by_role("heading", name="Chưa có máy nào")).to_be_visible()


def test_importing_households(lasting_cast: Cast, team_page: OpenPage) -> None:
    page = team_page("/ho-dan/nhap/", "an")
    page.get_by_label("Tệp danh sách hộ").set_input_files(
        {"name": "ho.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    expect(page.get_by_text("ho.csv")).to_be_visible()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Xã không có “Thôn 22”. Có phải “Thôn 2”?")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về 1 dòng lỗi (XLSX)").click()
    assert download.value.suggested_filename == "ho-dan-dong-loi.xlsx"
    page.get_by_role("button", name="Nhập 1 hộ mới, cập nhật 1 hộ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhập 1 hộ mới. Đã cập nhật 1 hộ.")
    expect(page.get_by_text("13 hộ đã đăng ký")).to_be_visible()


def test_setting_what_the_commune_sets(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an", width=360, height=640)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Cài đặt của xã").click()
    page.get_by_label("Số điện thoại").fill("0234 3000 00")
    page.get_by_label("Chỉ tiêu tiếp cận").fill("90")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_label("Số điện thoại")).to_have_accessible_description(re.compile("không gọi được"))
    assert violations(page) == []
    page.get_by_label("Số điện thoại").fill("0234 3000 000")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu.")
    expect(page.get_by_text("Chỉ tiêu tiếp cận: 80 % → 90 %")).to_be_visible()


def test_a_double_click_sends_once(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/cai-dat/", "an")
    held: list[Route] = []
    page.route("**/cai-dat/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    page.get_by_label("Số điện thoại").fill("0234 3000 000")
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Lưu").evaluate(
            "(button) => new Promise((done) => { button.click(); setTimeout(() => { button.click(); done(); }, 30); })"
        )
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu.")
    assert len(held) == 1


def test_the_licence_is_named_on_one_line(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/may/", "an")
    for width in range(300, 460, 10):  # wherever the lines happen to end
        page.set_viewport_size({"width": width, "height": 640})
        assert page.get_by_text("AGPL-3.0-or-later").last.evaluate(LINES_OF_LICENCE) == 1


def test_searching_while_typing(lasting_cast: Cast, team_page: OpenPage) -> None:
    page = team_page("/ho-dan/", "an")
    expect(page.locator("#found tbody tr")).to_have_count(12)
    page.get_by_label("Tìm theo mã hộ hoặc ghi chú địa chỉ").press_sequentially("02-003")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    assert "tim=02-003" in page.url
    told = page.locator("[aria-live]")
    expect(told).to_have_text("1 hộ")  # a screen reader says so, and not the whole table
    page.get_by_label("Tìm theo mã hộ hoặc ghi chú địa chỉ").fill("không có nhà này")
    expect(told).to_have_text("Không tìm thấy hộ nào")


def test_english_when_chosen(visited: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reached 5 of 12 households (41 %)")
    expect(page.get_by_text(NAM_DONG.name[3:])).to_be_visible()


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(visited: Cast, team_page: OpenPage, server: str, width: int) -> None:
    page = team_page("/dang-nhap/", width=width)
    assert violations(page) == []
    log_in(page, "an")
    for path in (*PAGES, f"/may/{visited.tablet.id}/thu-hoi"):
        page.goto(server + path)
        assert violations(page) == [], path
    page.locator(".menu summary").click()
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_on_pages_that_follow_a_form(lasting_cast: Cast, team_page: OpenPage, width: int) -> None:
    page = team_page("/ho-dan/nhap/", "an", width=width)
    page.get_by_label("Tệp danh sách hộ").set_input_files(
        {"name": "ho.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/nhap/*/")
    assert violations(page) == []
    page.get_by_role("button", name="Nhập 1 hộ mới, cập nhật 1 hộ").click()
    page.wait_for_url("**/ho-dan/")
    assert violations(page) == []


def test_long_names_stay_within_the_table_of_hamlets(visited: Cast, team_page: OpenPage) -> None:
    Hamlet.objects.filter(id=HAMLETS[0].id).update(name="số 12 khu tái định cư Thủy điện A Lưới và lân cận")
    User.objects.filter(official=visited.binh.official).update(full_name="Công Tằng Tôn Nữ Nguyễn Diệu Hiền Phương")
    page = team_page("/", "an")
    for width in (*WIDTHS, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(
            """() => document.querySelector(".hamlets table").getBoundingClientRect().right
                < document.querySelector(".hamlets").getBoundingClientRect().right"""
        ), width


def test_a_word_without_end_makes_no_page_wider(lasting_cast: Cast, team_page: OpenPage, server: str) -> None:
    Household.objects.filter(id=HOUSEHOLDS[0].id).update(address_note="nhà " + "y" * 190)
    page = team_page("/ho-dan/nhap/", "an")
    listed = f"Thôn;Mã hộ;Ghi chú địa chỉ;{'Cột' * 50}\nThôn 1;{HOUSEHOLDS[1].code};{'z' * 200};\n"
    page.get_by_label("Tệp danh sách hộ").set_input_files(
        {"name": "ho.csv", "mimeType": "text/csv", "buffer": listed.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/nhap/*/")
    for address in (page.url, f"{server}/ho-dan/", server + HOUSEHOLD):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_a_household_nobody_counts_says_so_once(visited: Cast, team_page: OpenPage) -> None:
    Household.objects.filter(id=HOUSEHOLDS[0].id).update(state="moved")
    page = team_page("/ho-dan/", "an")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_role("row").get_by_text("Đã chuyển đi").filter(visible=True)).to_have_count(1)


def test_a_revised_month_shows_what_was_reported_and_the_difference(lasting_cast: Cast, team_page: OpenPage) -> None:
    long_ago = now() - timedelta(days=62)
    lasting_cast.send(lasting_cast.visit(at=long_ago))
    month, *_ = closing.close_due(NAM_DONG.code, now().date())
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[1], long_ago), first=2)
    page = team_page(f"/?ky={month}", "an")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã tiếp cận 1 trên 12 hộ (8 %)")
    expect(page.locator(".funnel .now")).to_contain_text("điều chỉnh 2 (+1)")
    expect(page.get_by_role("row").filter(has_text="Thôn 1 điều chỉnh:")).to_contain_text("tiếp cận 2 (+1)")
    assert violations(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_everything_on_a_phone_can_be_hit_with_a_finger(visited: Cast, team_page: OpenPage, server: str) -> None:
    mend(visited)
    page = team_page("/dang-nhap/", width=360, height=640)
    assert page.evaluate(SMALL_TARGETS, FINGER) == []
    log_in(page, "an")
    for path in (*PAGES, f"/may/{visited.tablet.id}/thu-hoi"):
        page.goto(server + path)
        assert page.evaluate(SMALL_TARGETS, FINGER) == [], path
    page.locator(".menu summary").click()
    assert page.evaluate(SMALL_TARGETS, FINGER) == []


def test_where_the_keyboard_is_can_be_seen(visited: Cast, team_page: OpenPage, server: str) -> None:
    page = team_page("/dang-nhap/")
    assert page.evaluate(FAINT_FOCUS) == []
    log_in(page, "an")
    for path in (*PAGES, "/may/tep/"):
        page.goto(server + path)
        page.locator(".menu summary").click()
        assert page.evaluate(FAINT_FOCUS) == [], path


def test_a_code_can_be_read_while_it_is_typed_on_a_phone(lasting_cast: Cast, team_page: OpenPage) -> None:
    lasting_cast.send(NewHousehold(new_id(), HAMLETS[0].id, lasting_cast.binh.official, now(), "sau chợ"))
    page = team_page("/ho-dan/can-xem/", "an", width=360)
    field = page.get_by_label("Mã hộ của xã").bounding_box()
    assert field
    assert field["width"] > 200


def test_a_long_english_word_stays_among_the_decisions(visited: Cast, team_page: OpenPage) -> None:
    visited.send(NewHousehold(new_id(), HAMLETS[0].id, visited.binh.official, now(), "sau chợ"), first=7)
    page = team_page("/", "an", width=320)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
    page.reload()
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    line = page.get_by_role("link", name="1 thing to review about households")
    assert line.evaluate(
        "(one) => one.getBoundingClientRect().right < one.closest('.card').getBoundingClientRect().right"
    )


@pytest.mark.parametrize(("size", "widths"), [(24, (320, 360, 768)), (32, (320, 360, 412, 768, 1024, 1440))])
def test_nothing_leaves_the_screen_where_a_browser_writes_large(
    visited: Cast, chromium: Browser, server: str, size: int, widths: tuple[int, ...]
) -> None:
    """Somebody set "Cỡ chữ" of their browser to very large, or to twice the usual."""
    enrolment.renew(visited.tablet, Renew(new_id(), "0.1.0", now()), now())
    large = launched(chromium.browser_type, f"--blink-settings=defaultFontSize={size}")
    page = large.new_page(locale="vi-VN")
    page.goto(f"{server}/")
    log_in(page, "an")
    for path in PAGES:
        page.goto(server + path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(BEYOND_ITS_CARD) == [], (path, width)
    large.close()


def test_a_printed_coverage_says_of_which_month_and_topic(visited: Cast, team_page: OpenPage) -> None:
    page = team_page(f"/?ky={now():%Y-%m}&chu-de=vneid", "an")
    expect(page.get_by_text(f"Tháng {now():%m/%Y} · VNeID")).to_be_hidden()
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
        assert f"Tháng {now():%m/%Y} · VNeID" in paper[0].get_textpage().get_text_bounded()


def test_a_long_table_begins_on_the_paper_its_heading_is_on(lasting_cast: Cast, team_page: OpenPage) -> None:
    doors = [Household(id=new_id(), commune=NAM_DONG.code, code=f"Z-{n:03}", hamlet=HAMLETS[0].id) for n in range(60)]
    Household.objects.bulk_create(doors)
    page = team_page("/ho-dan/", "an")
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
        assert "Z-000" in paper[0].get_textpage().get_text_bounded()
        assert "Mã hộ" in paper[1].get_textpage().get_text_bounded()


def mend(cast: Cast) -> None:
    """Two corrections of one visit at the first household."""
    wrong = cast.visit(HOUSEHOLDS[0], now() - timedelta(hours=2))
    cast.send(
        wrong,
        cast.visit(HOUSEHOLDS[0], wrong.started_at, outcome=Outcome.NOBODY_HOME, help=(), replaces=wrong.id),
        cast.visit(HOUSEHOLDS[0], wrong.started_at, outcome=Outcome.REFUSED, help=(), replaces=wrong.id),
        first=7,
    )


def test_what_a_correction_replaced_is_one_tap_away(visited: Cast, team_page: OpenPage) -> None:
    mend(visited)
    page = team_page("/ho-dan/", "an", width=360, height=640)
    page.get_by_role("link", name=HOUSEHOLDS[0].code).click()
    expect(page.get_by_text("Không muốn tiếp")).to_be_visible()
    expect(page.get_by_text("Vắng nhà")).to_be_hidden()
    page.get_by_text("Đã sửa · xem 2 bản kia").click()
    expect(page.get_by_text("Vắng nhà")).to_be_visible()
    expect(page.get_by_text("Bản ghi lúc đầu, không tính nữa")).to_be_visible()


def test_choosing_a_person_marks_what_their_last_tablet_held(lasting_cast: Cast, team_page: OpenPage) -> None:
    page = team_page("/may/ghep/", "an")
    marked = page.locator("input[name=hamlets]:checked")
    expect(marked).to_have_count(0)
    person = page.get_by_label("Ai dùng máy này?")
    person.select_option(label="Trần Văn Bình")
    expect(page.get_by_label("Thôn 2")).to_be_checked()
    expect(marked).to_have_count(2)
    person.select_option(label="Nguyễn Thị An")
    expect(marked).to_have_count(0)
    page.get_by_label("Thôn 3").check()
    person.select_option(label="Trần Văn Bình")
    expect(marked).to_have_count(1)  # chosen by hand: left alone


def test_going_back_to_a_preview_leads_to_the_upload(lasting_cast: Cast, team_page: OpenPage) -> None:
    page = team_page("/ho-dan/nhap/", "an")
    page.get_by_label("Tệp danh sách hộ").set_input_files(
        {"name": "ho.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/nhap/*/")
    page.get_by_role("button", name="Bỏ, chọn tệp khác").click()
    expect(page.get_by_text("Đã bỏ danh sách vừa tải lên")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Bản xem trước này không còn")).to_be_visible()
