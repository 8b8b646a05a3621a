"""Picture the web pages, the team's and the citizens', from a running server; ``make screens`` calls it.

    python tools/web_screens.py http://127.0.0.1:8631 an PASSWORD

writes docs/screens/web-<page>-<width>.png, at 1440 x 900 and at 360 x 640.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.chromium import launched

OUT = Path(__file__).resolve().parent.parent / "docs/screens"
SIZES = ((1440, 900), (360, 640))
PAGES = {
    "coverage": "/",
    "households": "/ho-dan/",
    "import": "/ho-dan/nhap/",
    "review": "/ho-dan/can-xem/",
    "erased": "/ho-dan/da-xoa/",
    "tablets": "/may/",
    "files": "/may/tep/",
    "enrol": "/may/ghep/",
    "settings": "/cai-dat/",
    "guides": "/huong-dan/",
    "citizen-index": "/g/",
    "citizen-guide": "/g/kich-hoat-vneid",
}
LIST = (
    "Thôn;Mã hộ;Ghi chú địa chỉ;Tình trạng;Họ tên chủ hộ\n"
    "Thôn 5;N5-001;Cạnh nhà văn hóa;;\nThon 6;N6-001;Cuối ngõ;nhà trống;\nThôn 55;N5-002;;;\n"
    "Thôn 7;N5-001;Gọi 0905 123 456;;\nThôn 8;;;đi vắng;\n"
)
"""A short list with every kind of mistake a leader meets on the first day."""


def picture(address: str, username: str, password: str, out: Path = OUT) -> list[Path]:
    """One picture a page and size; the files written. Nothing is saved on the server but one enrolment code a size."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        files = [file for size in SIZES for file in _in_size(browser, address, (username, password), size, out)]
        browser.close()
    return files


def _in_size(browser: Browser, address: str, login: tuple[str, str], size: tuple[int, int], out: Path) -> list[Path]:
    width, height = size
    page = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN").new_page()
    files: list[Path] = []

    def shoot(name: str) -> None:
        page.wait_for_load_state("networkidle")
        files.append(out / f"web-{name}-{width}.png")
        page.screenshot(path=files[-1])

    page.goto(f"{address}/dang-nhap/")
    shoot("login")
    page.locator("#id_username").fill(login[0])
    page.locator("#id_password").fill(login[1])
    page.locator("button.primary").click()
    page.wait_for_selector(".bar")
    for name, path in PAGES.items():
        page.goto(address + path)
        shoot(name)
    page.goto(f"{address}/")
    page.goto(f"{address}/?ky={page.locator('#ky option').nth(2).get_attribute('value')}")  # the month before this one
    shoot("month")
    page.goto(f"{address}/ho-dan/")
    page.locator("main table a, main .rows a").first.click()
    shoot("household")
    _make_code(page, address)
    shoot("enrol-code")
    _preview(page, address)
    shoot("import-preview")
    page.goto(f"{address}/may/")
    if page.locator("#can-xem .kept").count():
        page.goto(f"{address}/may/#can-xem")
        shoot("quarantine")
        page.locator("#can-xem .kept header a").first.click()
        shoot("quarantine-all")
        page.goto(f"{address}/may/")
        page.locator("#can-xem .kept li .actions a").first.click()
        shoot("quarantine-aside")
    page.context.close()
    return files


def _make_code(page: Page, address: str) -> None:
    page.goto(f"{address}/may/ghep/")
    page.locator("#official").select_option(index=1)
    for place in (0, 1):
        page.locator("input[name=hamlets]").nth(place).check()
    page.locator("button.primary").click()
    page.wait_for_selector(".code")


def _preview(page: Page, address: str) -> None:
    page.goto(f"{address}/ho-dan/nhap/")
    page.locator("#list").set_input_files({"name": "ho-dan.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.locator("button.primary").click()
    page.wait_for_selector(".tally")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    for file in picture(sys.argv[1], sys.argv[2], sys.argv[3]):
        print(file)
