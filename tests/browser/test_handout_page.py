"""The page a handout opens, in a real browser on a phone of 360 x 640, from the real server."""

import pytest
from playwright.sync_api import expect

from outreach.domain.clock import now
from outreach.handouts.token import key_of, new_handout
from tests.browser.accessibility import CONTRAST, violations
from tests.browser.chromium import PROGRAM
from tests.browser.conftest import OpenPage
from tests.browser.test_guide_pages import wait_until_kept
from tests.browser.test_page_programs import node
from tests.server.cast import NAM_DONG, Cast

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def address(lasting_cast: Cast) -> str:
    """A handout with two guides, its tablet not yet heard of."""
    enrolled = lasting_cast.enrolled
    token = new_handout(NAM_DONG.code, enrolled.tablet, key_of(enrolled.token), now().date())
    return f"/h/{token}?g=kich-hoat-vneid,quet-vietqr"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_answering_and_changing_ones_mind(address: str, team_page: OpenPage, scripts: bool) -> None:
    page = team_page(address, **PHONE, java_script_enabled=scripts)
    first, second = page.locator(".given").all()
    first.get_by_role("button", name="Tôi tự làm được rồi").click()
    expect(first.get_by_text("nhà mình tự làm được bài này")).to_be_visible()
    second.get_by_role("button", name="Tôi cần giúp thêm").click()
    expect(second.get_by_text("Đã gửi lời nhờ giúp")).to_be_in_viewport()
    first.get_by_role("button", name="Tôi cần giúp thêm").click()
    expect(page.get_by_text("Đã gửi lời nhờ giúp")).to_have_count(2)
    assert page.context.cookies() == []


def test_axe_and_lighthouse_find_nothing(address: str, team_page: OpenPage, server: str) -> None:
    page = team_page(address, **PHONE)
    assert violations(page, CONTRAST) == []
    page.locator(".given").first.get_by_role("button", name="Tôi cần giúp thêm").click()
    expect(page.get_by_text("Đã gửi lời nhờ giúp")).to_be_visible()
    assert violations(page, CONTRAST) == []
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we did together")
    assert violations(page, CONTRAST) == []
    (judged,) = node("run.mjs", str(PROGRAM), server + address)
    assert (judged["score"], judged["failed"]) == (1, [])


def test_its_guides_are_kept_for_a_phone_without_a_network(address: str, team_page: OpenPage, server: str) -> None:
    page = team_page(address, **PHONE)
    wait_until_kept(page, {"/g/quet-vietqr", "/g/quet-vietqr/tung-buoc"}, files=5)
    page.context.set_offline(True)
    page.goto(f"{server}/g/quet-vietqr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trả tiền bằng VietQR an toàn")
    page.context.set_offline(False)
