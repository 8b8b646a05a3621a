"""Writing a guide in real Chromium: what is typed is judged, drawn and kept, and a second person makes it a version."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from outreach.server.guides import work
from outreach.server.guides.catalog import guides_of
from outreach.server.guides.form import GuideForm, StepForm
from outreach.server.people.models import User
from tests.browser.accessibility import BEYOND_ITS_CARD, violations
from tests.browser.chromium import launched
from tests.browser.conftest import OpenPage, log_in
from tests.server.cast import NAM_DONG, PASSWORD, Cast
from tests.server.guides.writing import GUIDE, draft, hire_em, retitle

EDIT, REVIEW, ONE = (f"/huong-dan/{GUIDE}/{place}" for place in ("sua", "duyet", ""))


@pytest.fixture
def written(lasting_cast: Cast) -> Cast:
    """Em edits too; An has begun a draft."""
    hire_em()
    draft(lasting_cast.an, retitle("Kích hoạt VNeID ở xã"))
    return lasting_cast


def kept() -> GuideForm:
    revision = work.open_revision(NAM_DONG.code, GUIDE)
    assert revision
    return GuideForm.kept(revision.fields)


def citizens_frame(page: Page):
    return page.frame_locator(".frame.phone iframe")


def test_typing_is_judged_drawn_and_kept_at_once(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an")
    field = page.locator("#steps-1-action-vi")
    field.fill('Nhấn "Kích hoạt tài khoản định danh điện tử".')
    expect(page.locator("#p-steps-1-action-vi")).to_contain_text("Dùng")
    expect(citizens_frame(page).locator("#buoc-2 .action")).to_contain_text("Nhấn")
    assert kept().steps[1].action["vi"].startswith("Nhấn")
    field.fill('Bấm "Kích hoạt tài khoản định danh điện tử" nhé.')
    expect(page.locator("#p-steps-1-action-vi")).to_be_empty()
    expect(page.frame_locator(".frame.tablet iframe").locator("h1")).to_contain_text("nhé")
    expect(field).to_be_focused()
    page.get_by_role("button", name="English").click()
    expect(citizens_frame(page).locator("h1")).to_have_text("Activate VNeID for the first time")


def test_steps_and_drawn_things_move_without_losing_a_word(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an")
    page.locator("#steps-0-success-vi").fill("thấy điều vừa gõ.")
    page.get_by_role("button", name="Đưa bước 1 xuống").click()
    expect(page.locator("#steps-1-success-vi")).to_have_value("thấy điều vừa gõ.")
    page.locator("#steps-1 button", has_text="Thêm lên màn hình").click()
    expect(page.locator("#steps-1-elements-3-text")).to_be_visible()
    page.locator("#steps-1-elements-3-kind").select_option("receipt")
    expect(page.get_by_label("Từng dòng “nhãn: giá trị”")).to_be_visible()
    page.locator("#steps-1-elements-3-text").fill("Đã gửi")
    expect(citizens_frame(page).locator("#buoc-2 .receipt")).to_contain_text("Đã gửi")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa bước 1").click()
    expect(page.locator("[data-step]")).to_have_count(8)
    assert kept().steps[0].success["vi"] == "thấy điều vừa gõ."


def test_who_works_with_the_keyboard_stays_with_what_was_moved(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an")
    third = kept().steps[2].id
    page.get_by_role("button", name="Đưa bước 3 lên").press("Enter")
    expect(page.get_by_role("button", name="Đưa bước 2 lên")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Đưa bước 1 xuống")).to_be_focused()  # there is no way further up
    assert kept().steps[0].id == third
    rows = page.locator("#steps-0 fieldset > .rows > li")
    for left in reversed(range(rows.count())):
        page.locator('button[value="remove:steps-0-elements-0"]').press("Enter")
        expect(rows).to_have_count(left)
    expect(page.get_by_role("button", name="Thêm lên màn hình của bước 1")).to_be_focused()


def test_without_scripts_the_same_buttons_do_the_same(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an", java_script_enabled=False)
    page.locator("#summary-vi").fill("Chưa có dấu chấm")
    page.get_by_role("button", name="Thêm bước").click()
    expect(page.locator("[data-step]")).to_have_count(10)
    expect(page.locator("#p-summary-vi")).to_contain_text("dấu chấm")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_role("alert")).to_contain_text("chỗ cần sửa")


def test_a_session_that_ends_while_typing_loses_nothing(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an", java_script_enabled=False)
    page.locator("#title-vi").fill("Tên gõ sau khi hết phiên")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(page.get_by_text("Những gì vừa gõ vẫn còn")).to_be_visible()
    page.get_by_label("Tên đăng nhập").fill("an")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập và lưu").click()
    expect(page.locator("#title-vi")).to_have_value("Tên gõ sau khi hết phiên")
    assert kept().title["vi"] == "Tên gõ sau khi hết phiên"


def test_a_login_in_another_window_loses_nothing_either(written: Cast, team_page: OpenPage, server: str) -> None:
    page = team_page(EDIT, "an")
    page.locator("#title-vi").fill("Tên gõ trước khi đăng nhập lại")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto(f"{server}/dang-nhap/")
    other.get_by_label("Tên đăng nhập").fill("an")
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    other.get_by_role("button", name="Đăng nhập").click()
    other.wait_for_url(lambda url: "dang-nhap" not in url)
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator("#title-vi")).to_have_value("Tên gõ trước khi đăng nhập lại")
    assert kept().title["vi"] == "Tên gõ trước khi đăng nhập lại"


def test_a_second_person_approves(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi duyệt")
    page.get_by_role("link", name="Xem bản chờ duyệt").click()
    expect(page.get_by_text("Anh/chị đã viết bản này")).to_be_visible()
    second = team_page(REVIEW, "em")
    expect(second.locator("ins").filter(has_text="ở xã")).to_be_visible()
    second.get_by_role("button", name="Duyệt thành bản 2").click()
    expect(second.get_by_role("status")).to_contain_text("Đã duyệt thành bản 2")
    assert guides_of(NAM_DONG.code)[GUIDE].version == 2


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_axe_finds_nothing_and_nothing_sticks_out(written: Cast, team_page: OpenPage, server: str, width: int) -> None:
    def judge(page: Page, path: str) -> None:
        page.goto(server + path)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    page = team_page("/huong-dan/", "an", width=width)
    for path in ("/huong-dan/", EDIT, ONE, "/huong-dan/moi", "/huong-dan/nhap"):
        judge(page, path)
    revision = work.open_revision(NAM_DONG.code, GUIDE)
    assert revision
    work.send(written.an, revision)
    judge(page, REVIEW)
    second = team_page("/huong-dan/", "em", width=width)
    judge(second, REVIEW)


def test_a_draft_fits_a_phone_whose_browser_writes_large(written: Cast, chromium: Browser, server: str) -> None:
    large = launched(chromium.browser_type, "--blink-settings=defaultFontSize=32")
    page = large.new_page(locale="vi-VN")
    page.goto(server + EDIT)
    log_in(page, "an")
    for width in (320, 360, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(BEYOND_ITS_CARD) == [], width
    large.close()


def test_what_somebody_saved_meanwhile_is_replaced_by_the_button_alone(written: Cast, team_page: OpenPage) -> None:
    page = team_page(EDIT, "an")
    draft(User.objects.get(username="em"), retitle("Của Em"))
    field = page.locator("#steps-4-action-vi")
    field.fill("Gõ mã")
    expect(page.get_by_text("Có người vừa lưu bản nháp này.")).to_be_in_viewport()
    expect(page.locator("#saved")).to_have_text("Chưa lưu")
    field.fill("Gõ mã vào ô")
    with page.expect_response(lambda answer: answer.status == 409):
        page.get_by_role("button", name="Thêm bước").click()
    expect(field).to_have_value("Gõ mã vào ô")
    assert kept().title["vi"] == "Của Em"
    page.locator(".toolbar").get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    assert (kept().title["vi"], kept().steps[4].action["vi"]) == ("Kích hoạt VNeID ở xã", "Gõ mã vào ô")


def test_words_typed_while_a_draft_is_saved_stay_though_somebody_discarded_it(
    written: Cast, team_page: OpenPage
) -> None:
    revision = work.begin_new(written.an, "cho-chu-to", "bat-dau", GuideForm(steps=[StepForm()]))
    page = team_page("/huong-dan/cho-chu-to/sua", "an")
    work.discard(written.an, revision)
    held: list[Route] = []
    page.route("**/sua", lambda route: held.append(route))
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("#title-vi").fill("Cho chữ to")
    page.locator("#title-vi").press_sequentially(" hơn nữa")
    held[0].continue_()
    expect(page.get_by_role("alert").first).to_contain_text("Chữ anh/chị gõ thành một bản nháp mới")
    expect(page.locator("#title-vi")).to_have_value("Cho chữ to hơn nữa")
