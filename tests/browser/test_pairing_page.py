"""The leader's code, read by a phone's camera instead of a tablet."""

from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.conftest import OpenPage


def test_a_phone_is_told_where_the_code_belongs(team_page: OpenPage, server: str) -> None:
    page = team_page("/ghep#abcd2345", width=360, height=640)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghép máy với xã")
    expect(page.get_by_text("ABCD 2345")).to_be_visible()
    expect(page.get_by_text(server)).to_be_visible()
    assert violations(page) == []


def test_without_a_code_the_page_shows_none(team_page: OpenPage) -> None:
    page = team_page("/ghep", width=360, height=640)
    expect(page.locator("[data-pairing]")).to_be_hidden()
