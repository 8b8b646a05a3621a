"""The team's pages in a real browser, served by the real WSGI application on a port of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.chromium import launched
from tests.server.conftest import lasting_cast

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.server.cast import Cast

__all__ = ["lasting_cast"]

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, though nothing here is asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = launched(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture
def server(live_server: LiveServer, lasting_cast: Cast) -> str:
    """The address of the server with the cast in its database."""
    return live_server.url


@pytest.fixture
def team_page(chromium: Browser, server: str) -> Iterator[OpenPage]:
    """Opens a path, as somebody of the cast when named; script errors and foreign requests fail the test."""
    contexts, complaints = [], []

    def opened(path: str, who: str | None = None, width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        page.on("request", lambda request: complaints.append(request.url) if is_foreign(request.url) else None)
        page.goto(f"{server}{path}")
        if who:
            log_in(page, who)
        return page

    def is_complaint(message: ConsoleMessage) -> bool:
        # Chromium notes a form that was refused (400), wants a login first (401), is to be sent again (403) or came
        # after another's (409) as if it were missing.
        refused = any(f"status of {code} " in message.text for code in (400, 401, 403, 409))
        return message.type == "error" and not refused

    def is_foreign(address: str) -> bool:
        return not address.startswith((server, "data:", "blob:"))

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def log_in(page: Page, who: str) -> None:
    """Fill in the login page that is shown."""
    from tests.server.cast import PASSWORD

    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()
