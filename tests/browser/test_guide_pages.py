"""The citizens' pages in a real browser on a phone of 360 x 640: readable, accessible, practised to the end."""

import functools
import http.server
import os
import threading
import time

import pypdfium2
import pytest
from playwright.sync_api import ViewportSize, expect, sync_playwright

from outreach.content import build_site
from outreach.domain.guide import LANGUAGES
from tests.browser.accessibility import ASKED, CONTRAST, FAINT_FOCUS, violations
from tests.browser.chromium import launched
from tests.content.sample import NAM_DONG, TODAY, every_kind
from tests.content.shipped import SHIPPED

A_DAY_AGO = time.time() - 86_400
PHONE: ViewportSize = {"width": 360, "height": 640}
MADE_UP = "moi-loai"
"""Has every kind of element."""
SHOWN = {**SHIPPED, MADE_UP: every_kind("Chữ trên màn hình")}
SPEECH = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
const voice = { getVoices: () => [{ lang: "vi-VN" }], cancel() {}, addEventListener() {},
  speak(one) { window.said.push([one.lang, one.text]); if (one.onstart) one.onstart(); } };
Object.defineProperty(window, "speechSynthesis", { value: voice });
"""
GUIDE_PAGES = [f"/g/{slug}{language}" for slug in SHOWN for language in ("/", "/en/")]
STEP_PAGES = [f"{page}tung-buoc/" for page in GUIDE_PAGES]
LISTS = ["/g/", "/g/en/", "/404.html"]
WIDEST = "document.documentElement.scrollWidth"
PASSING = {"service_workers": "block"}
"""For walks through all pages, none of which has to be kept to be opened again without a network."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain web host that keeps no log."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a plain web host that serves the built site."""
    out = tmp_path_factory.mktemp("site")
    build_site(SHOWN, out, NAM_DONG, today=TODAY)
    for file in out.rglob("*"):  # as old as on a real host: a browser may then take a page for fresh for a while
        os.utime(file, (A_DAY_AGO, A_DAY_AGO))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=out))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = launched(playwright.chromium)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, site):
    """Opens a path as a phone would; fails the test on script errors, failed loads and foreign requests."""
    contexts, complaints = [], []

    def watch(request):
        if not request.url.startswith((site, "data:")):
            complaints.append(request.url)

    def opened(path, before="", **options):
        context = browser.new_context(viewport=PHONE, has_touch=True, **options)
        contexts.append(context)
        page = context.new_page()
        if before:
            page.add_init_script(before)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("request", watch)
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("pages", [GUIDE_PAGES, STEP_PAGES, LISTS], ids=["guides", "steps", "lists"])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, site, sample, pages):
    """Text has a contrast of seven; pages fit on a small phone, a tablet, and a phone with words twice as large."""
    page = open_page(pages[0], **PASSING)
    judged = pages if pages is LISTS else sample(pages)
    found = {}
    # What the pages of single steps hold is on the guides' own pages.
    for path in judged if pages is STEP_PAGES else pages:
        page.goto(site + path)
        if path in judged and (wrong := violations(page, ASKED)):
            found[path] = wrong
        for width in (320, 800):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(WIDEST) <= width, (path, width)
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.style.fontSize = '36px'")
        assert page.evaluate(WIDEST) <= PHONE["width"], path
    assert found == {}


def test_words_are_as_large_as_the_browser_is_set_to_write(browser, site):
    large = launched(browser.browser_type, "--blink-settings=defaultFontSize=32")
    page = large.new_page(viewport=PHONE)
    page.goto(f"{site}/g/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "36px"
    large.close()


def test_axe_would_say_what_is_wrong(open_page):
    page = open_page(LISTS[0])
    page.goto("about:blank")  # the site's own pages let no style in
    page.set_content('<body style="background:#fff"><p style="color:#767676">Chữ mờ</p><button></button>')
    found = {rule for rule, _ in violations(page, ASKED)}
    assert {"button-name", "color-contrast-enhanced", "document-title", "html-has-lang"} <= found


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_axe_finds_nothing_while_practising(open_page, number):
    page = open_page(f"/g/{MADE_UP}/#tap-{number}")
    expect(page.locator(".practice")).to_be_visible()
    assert violations(page, CONTRAST) == []


def test_a_drawn_address_is_whole_where_the_phone_makes_all_words_larger(open_page):
    page = open_page("/g/dang-nhap-dich-vu-cong/")
    address = page.locator(".search span", has_text="dichvucong.gov.vn").first
    address.evaluate("one => { one.style.fontSize = '24px'; }")  # as an Android WebView does at 160 %
    assert address.evaluate("one => one.scrollWidth <= one.clientWidth && one.clientHeight > 40")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_read_without_scripts(open_page, site, language):
    page = open_page("/g/", java_script_enabled=False)
    for slug, guide in SHIPPED.items():
        page.goto(f"{site}/g/{slug}{'' if language == 'vi' else '/en/'}")
        shown = page.locator(".step")
        expect(shown).to_have_count(len(guide.steps))
        expect(shown.locator(".words .success:visible")).to_have_count(len(guide.steps))
        expect(shown.locator(".phone:visible")).to_have_count(len(guide.steps))
        otherwise = sum(bool(step.texts[language].otherwise) for step in guide.steps)
        expect(shown.locator(".otherwise:visible")).to_have_count(otherwise)
        for needs_script in (".tools", ".listen.one", ".resume", ".print"):
            expect(page.locator(needs_script).first).to_be_hidden()


def test_the_step_is_remembered_until_the_end(open_page):
    page = open_page("/g/kich-hoat-vneid/#tap-4")
    expect(page.locator(".practice")).to_be_visible()
    page.goto(page.url.split("#")[0])
    resume = page.get_by_role("link", name="Lần trước đang ở bước 4. Xem tiếp")
    resume.tap()
    expect(page.locator("#buoc-4 h2")).to_be_in_viewport()
    page.evaluate("location.hash = '#tap-xong'")
    expect(page.get_by_role("heading", name="Làm được rồi!")).to_be_visible()
    page.goto(page.url.split("#")[0])
    expect(page.locator(".resume")).to_be_hidden()


def test_it_works_where_nothing_may_be_remembered(open_page):
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });"
    page = open_page("/g/kich-hoat-vneid/#tap-1", before=refuse)
    page.locator(".practice [data-press]").tap()
    expect(page.get_by_text("Bước 2 trên 9", exact=True)).to_be_visible()


def test_it_reads_aloud_in_vietnamese_and_stops(open_page):
    page = open_page("/g/kich-hoat-vneid", before=SPEECH)
    page.locator("#buoc-6 .listen").tap()
    said = page.evaluate("window.said")
    assert {language for language, _ in said} == {"vi-VN"}
    assert said[0][1] == "Không đọc mã này cho ai, kể cả cán bộ."
    assert "Gõ mã trong tin nhắn (gọi là mã ô tê pê) vào các ô." in said[1][1]
    expect(page.locator("#buoc-6 .listen")).to_have_text("Dừng đọc")
    page.locator("#buoc-6 .listen").tap()
    expect(page.locator("#buoc-6 .listen")).to_have_text("Nghe đọc")
    expect(page.locator(".speaking")).to_have_count(0)


def test_a_whole_guide_is_read_from_its_title_to_when_it_is_done(open_page):
    page = open_page("/g/kich-hoat-vneid", before=SPEECH)
    page.locator(".listen.all").tap()
    said = [text for _, text in page.evaluate("window.said")]
    assert said[0] == "Kích hoạt vi en i đi lần đầu"
    assert said[-1].startswith("Xong rồi khi")
    assert not [text for text in said if "VNeID" in text]


def test_a_voice_that_fails_does_not_leave_the_button_on_stop(open_page):
    failed = "setTimeout(() => one.onerror({ error: 'synthesis-failed' }));"
    failing = SPEECH.replace("if (one.onstart) one.onstart();", failed)
    page = open_page("/g/kich-hoat-vneid", before=failing)
    page.locator("#buoc-6 .listen").tap()
    page.wait_for_function("window.said.length > 0")
    expect(page.locator("#buoc-6 .listen")).to_have_text("Nghe đọc")


@pytest.mark.parametrize(
    "before",
    [
        "Object.defineProperty(window, 'speechSynthesis', { value: undefined });",
        SPEECH.replace('"vi-VN" }]', '"fr-FR" }]'),
    ],
    ids=["no-speech", "no-vietnamese-voice"],
)
def test_reading_aloud_is_not_offered_where_it_cannot_be_done(open_page, before):
    page = open_page("/g/kich-hoat-vneid", before=before)
    expect(page.get_by_role("link", name="Tập bấm thử")).to_be_visible()
    expect(page.get_by_text("Nghe đọc").first).to_be_hidden()


def test_the_language_switch_leads_there_and_back(open_page):
    page = open_page("/g/quet-vietqr")
    page.get_by_role("link", name="English").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pay safely by VietQR")
    page.get_by_role("link", name="Tiếng Việt").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trả tiền bằng VietQR an toàn")


def test_touch_targets_are_large_enough(open_page):
    page = open_page("/g/kich-hoat-vneid")
    for link in page.locator("main a:visible, main button:visible, header a:visible, footer a:visible").all():
        box = link.bounding_box()
        assert box
        assert box["height"] >= 47, link.inner_text()


def in_view(page):
    """The ids of the slides that can be seen."""
    return page.evaluate("""() => Array.from(document.querySelectorAll(".slide")).filter((slide) => {
        const box = slide.getBoundingClientRect();
        return box.bottom > 60 && box.top < innerHeight - 60;
    }).map((slide) => slide.id)""")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_one_step_at_a_time_there_and_back(open_page, scripts):
    page = open_page("/g/quet-vietqr/", java_script_enabled=scripts)
    page.get_by_role("link", name="Xem từng bước một").tap()
    page.wait_for_url("**/tung-buoc/**")
    assert in_view(page) == ["b0"]
    page.locator("#b0 .turn a").tap()
    steps = len(SHIPPED["quet-vietqr"].steps)
    for number in range(1, steps + 1):
        page.wait_for_url(f"**#b{number}")
        assert in_view(page) == [f"b{number}"]
        expect(page.locator(f"#b{number} h2")).to_be_in_viewport()
        page.locator(f"#b{number} .turn .go:not(.quiet)").tap()
    assert in_view(page) == [f"b{steps + 1}"]
    expect(page.locator(f"#b{steps + 1} .done")).to_be_in_viewport()
    page.go_back()
    assert in_view(page) == [f"b{steps}"]
    page.locator(f"#b{steps} .turn .quiet").tap()
    page.wait_for_url(f"**#b{steps - 1}")
    assert in_view(page) == [f"b{steps - 1}"]
    assert page.evaluate("scrollY") == 0


def test_the_steps_are_remembered_across_both_views(open_page, site):
    page = open_page("/g/kich-hoat-vneid/tung-buoc/#b4")
    page.goto(f"{site}/g/kich-hoat-vneid/")
    expect(page.get_by_role("link", name="Lần trước đang ở bước 4. Xem tiếp")).to_be_visible()
    page.goto(f"{site}/g/kich-hoat-vneid/tung-buoc/")
    page.get_by_role("link", name="Lần trước đang ở bước 4. Xem tiếp").tap()
    assert in_view(page) == ["b4"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bao hiem", "Đưa thẻ bảo hiểm y tế vào VNeID"),
        ("BẢO HIỂM", "Đưa thẻ bảo hiểm y tế vào VNeID"),
        ("cuoc goi", "Nhận ra cuộc gọi giả"),
    ],
)
def test_the_list_is_searched_with_and_without_accents(open_page, words, found):
    page = open_page("/g/")
    page.get_by_label("Tìm bài hướng dẫn").press_sequentially(words)
    expect(page.get_by_role("link", name=found)).to_be_visible()
    shown = page.locator(".topic li:visible").count()
    assert 0 < shown < len(SHOWN)
    expect(page.get_by_role("status")).to_have_text(f"Có {shown} bài.")
    page.get_by_label("Tìm bài hướng dẫn").fill("zzz")
    expect(page.get_by_role("status")).to_have_text("Không thấy bài nào. Thử gõ ít chữ hơn.")
    expect(page.locator(".topic:visible")).to_have_count(0)
    page.get_by_label("Tìm bài hướng dẫn").fill("")
    expect(page.locator(".topic li:visible")).to_have_count(len(SHOWN))


def test_the_list_is_whole_without_scripts(open_page):
    page = open_page("/g/", java_script_enabled=False)
    expect(page.locator(".topic li:visible")).to_have_count(len(SHOWN))
    expect(page.locator(".find")).to_be_hidden()
    page.locator(".jump a").last.tap()
    expect(page.locator(".topic").last.locator("h2")).to_be_in_viewport()


KEPT = """async () => {
    const worker = await navigator.serviceWorker.getRegistration("/g/");
    const cache = await caches.open("gocua-guides-1");
    const names = (await cache.keys()).map((one) => new URL(one.url).pathname);
    return worker && worker.active && worker.active.state === "activated" ? names : [];
}"""


def wait_until_kept(page, pages: set[str], files: int) -> None:
    """Until the service worker is at work and keeps these pages and so many files."""
    names: list[str] = []
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        names = page.evaluate(KEPT)
        if pages <= set(names) and sum(name.startswith("/g/assets/") for name in names) == files:
            return
        page.wait_for_timeout(50)
    raise AssertionError(names)


def test_an_opened_guide_opens_again_without_a_network(open_page, site):
    page = open_page("/g/kich-hoat-vneid/")
    wait_until_kept(page, {"/g/kich-hoat-vneid", "/g/kich-hoat-vneid/tung-buoc", "/g/"}, files=5)
    page.context.set_offline(True)
    page.goto(f"{site}/g/kich-hoat-vneid?utm_source=zalo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kích hoạt VNeID lần đầu")
    page.get_by_role("link", name="Tập bấm thử").tap()
    expect(page.locator(".practice")).to_be_visible()
    page.goto(f"{site}/g/kich-hoat-vneid/tung-buoc/#b2")
    assert in_view(page) == ["b2"]
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Be Vietnam Pro\"'))")
    page.goto(f"{site}/g/")
    expect(page.get_by_text("Máy đang không có mạng")).to_be_hidden()
    page.get_by_role("link", name="Trả tiền bằng VietQR an toàn").tap()
    expect(page.get_by_text("Máy đang không có mạng nên chưa mở được bài ấy.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tất cả hướng dẫn")
    page.context.set_offline(False)


def test_it_works_where_no_service_worker_is_allowed(open_page):
    page = open_page("/g/kich-hoat-vneid", before="delete Navigator.prototype.serviceWorker;")
    page.get_by_role("link", name="Tập bấm thử").tap()
    expect(page.locator(".practice")).to_be_visible()


@pytest.mark.parametrize("path", ["/g/", "/g/kich-hoat-vneid", "/g/kich-hoat-vneid/tung-buoc/"])
def test_where_the_keyboard_is_can_be_seen(open_page, path):
    assert open_page(path).evaluate(FAINT_FOCUS) == []


def test_it_prints_as_a_clean_a4(open_page):
    page = open_page("/g/kich-hoat-vneid")
    page.emulate_media(media="print")
    for kept in (".step .phone", ".done", ".needed", ".safe"):
        expect(page.locator(kept).first).to_be_visible()
    for left_out in (".tools", ".ways", ".listen", ".lang", "footer .print"):
        expect(page.locator(left_out).first).to_be_hidden()
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
        assert 2 <= len(paper) <= 6
        assert {tuple(round(edge) for edge in one.get_size()) for one in paper} == {(595, 842)}
