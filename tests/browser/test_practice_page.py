"""Practising on the drawn phones of a citizen's page, as on a phone of 360 x 640."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_guide_pages import PASSING, browser, open_page, site
from tests.content.shipped import SHIPPED

__all__ = ["browser", "open_page", "site"]


def practise(page, guide):
    """From a guide's page through every step of it, and back."""
    page.get_by_role("link", name="Tập bấm thử").tap()
    for number, step in enumerate(guide.steps, start=1):
        expect(page.get_by_text(f"Bước {number} trên {len(guide.steps)}", exact=True)).to_be_visible()
        if step.screen.pressable is None:
            page.get_by_role("link", name="Tiếp theo").tap()
        else:
            page.locator(".practice [data-press]").tap(position={"x": 12, "y": 12})
    expect(page.get_by_role("heading", name="Làm được rồi!")).to_be_visible()
    page.get_by_role("link", name="Về bài hướng dẫn").tap()
    expect(page.locator(".steps")).to_be_visible()
    expect(page.locator(".practice")).to_have_count(0)


def test_guides_can_be_practised_to_the_end(open_page, site, subtests, sample):
    page = open_page("/g/", **PASSING)
    for slug, guide in sample(list(SHIPPED.items())):
        with subtests.test(guide=slug):
            page.goto(f"{site}/g/{slug}")
            practise(page, guide)


@pytest.mark.parametrize("slug", ["kich-hoat-vneid", "quet-vietqr", "5-dieu-khong-lam"])
def test_a_wrong_press_is_answered_kindly(open_page, slug):
    page = open_page(f"/g/{slug}/#tap-1")
    expect(page.locator(".steps")).to_be_hidden()
    ring = "one => getComputedStyle(one.matches('.field') ? one.querySelector('.input') : one).boxShadow"
    pressed, finger = page.locator(".practice [data-press]"), page.locator(".practice .finger")
    assert pressed.evaluate(ring) == "none", "the learner looks for it first"
    expect(finger).to_be_hidden()
    page.locator(".practice .screen .status").tap()
    assert "rgb(242, 169, 0)" in pressed.evaluate(ring)
    expect(finger).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Không sao. Bấm vào chỗ có viền vàng.")
    expect(page.locator(".practice [data-press]")).to_be_in_viewport()


def test_the_phones_back_button_goes_back_a_step(open_page):
    page = open_page("/g/kich-hoat-vneid")
    page.get_by_role("link", name="Tập bấm thử").tap()
    page.locator(".practice [data-press]").tap()
    expect(page.get_by_text("Bước 2 trên 9", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Đúng rồi!")
    page.go_back()
    expect(page.get_by_text("Bước 1 trên 9", exact=True)).to_be_visible()
    page.go_back()
    expect(page.locator(".steps")).to_be_visible()


def test_who_stops_practising_is_where_the_page_was_left_or_at_the_step_practised(open_page):
    page = open_page("/g/kich-hoat-vneid")
    page.locator("#buoc-6 .success").scroll_into_view_if_needed()
    page.evaluate("location.hash = '#tap-1'")
    expect(page.locator(".practice")).to_be_visible()
    page.go_back()
    expect(page.locator("#buoc-6 .success")).to_be_in_viewport()
    page.evaluate("location.hash = '#tap-2'")
    page.locator(".practice [data-press]").tap()
    page.get_by_role("link", name="Thôi tập").tap()
    expect(page.locator("#buoc-3 h2")).to_be_in_viewport()
    expect(page.locator("#buoc-3 h2")).to_be_focused()


def test_practising_works_with_a_keyboard(open_page):
    page = open_page("/g/quet-vietqr/#tap-2")
    page.locator(".practice [data-press]").press("Enter")
    expect(page.get_by_text("Bước 3 trên 8", exact=True)).to_be_visible()
