"""The citizen's pages as text: everything escaped, nothing foreign, small, complete without scripts."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from outreach.content import (
    Links,
    guide_page,
    handout_page,
    index_page,
    missing_page,
    page_policy,
    site_assets,
    steps_page,
)
from outreach.content.assets import SCRIPT
from outreach.domain.guide import LANGUAGES
from tests.content.shipped import SHIPPED

from .sample import NAM_DONG, TODAY, every_kind

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) &lt;"
each_page = pytest.mark.parametrize(
    ("slug", "language"), [(slug, language) for slug in SHIPPED for language in LANGUAGES]
)


class Reader(HTMLParser):
    """Collects the elements, the attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._skip = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._skip = tag in ("style", "script", "title")

    def handle_endtag(self, tag):
        self._skip = False

    def handle_data(self, data):
        if not self._skip:
            self.text += data


def render(slug: str, language: str = "vi", **changes) -> str:
    guide = replace(SHIPPED[slug], **changes)
    return guide_page(guide, language, NAM_DONG, today=TODAY)


@each_page
def test_a_page_says_everything_without_a_script(slug, language):
    guide = SHIPPED[slug]
    text = Reader(render(slug, language)).text
    shown = text.replace("“", '"').replace("”", '"').replace("’", "'")
    around = guide.text(language)
    for wanted in (around.title, around.summary, *around.needed, around.done_when):
        assert wanted in shown
    for step in guide.steps:
        words = step.texts[language]
        for wanted in (words.action, words.success, words.otherwise, words.warning):
            assert wanted in shown
    assert "Hình minh họa" in shown or "A drawing" in shown
    assert shown.count("9:41") == len(guide.steps)


def loaded_by(page):
    """Bytes of the fonts, and of its scripts."""
    return sum(len(content) for name, (kind, content) in site_assets().items() if kind != SCRIPT or name in page)


@each_page
def test_a_page_with_all_it_loads_is_under_100_kb(slug, language):
    for page in (render(slug, language), steps_page(SHIPPED[slug], language, NAM_DONG, today=TODAY)):
        assert len(page.encode()) + loaded_by(page) < 100_000


def test_what_a_voice_would_stumble_over_is_spelt_out_beside_the_words():
    page = render("kich-hoat-vneid", "vi")
    assert '<h1><span data-said="Kích hoạt vi en i đi lần đầu">Kích hoạt VNeID lần đầu</span></h1>' in page
    assert 'data-said="Không đọc mã này' not in page  # plain words are said as they stand


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_with_all_they_load_are_under_100_kb(language):
    guides = list(SHIPPED.values())
    addresses = {"vi": "/h/x", "en": "/h/x?lang=en"}
    for page in (
        index_page(guides, language, NAM_DONG),
        missing_page(guides, language, NAM_DONG),
        handout_page(guides, language, NAM_DONG, said={}, addresses=addresses),
    ):
        assert len(page.encode()) + loaded_by(page) < 100_000


@each_page
def test_a_page_names_no_other_host(slug, language):
    page = render(slug, language) + steps_page(SHIPPED[slug], language, NAM_DONG, today=TODAY)
    assert "://" not in page
    for tag, attributes in Reader(page).tags:
        for name in ("src", "href", "action", "poster", "data"):
            address = attributes.get(name) or "/"
            assert address[0] in "/#" or address.startswith(("tel:", "data:,")), (tag, address)
            assert not address.startswith("//")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    for _, content in site_assets().values():
        assert b"://" not in content or content.startswith(b"wOF2")


def test_every_text_of_a_guide_and_of_a_commune_is_escaped():
    commune = replace(NAM_DONG, name=ATTACK, hotline=f"0234{ATTACK}")
    guide = replace(every_kind(ATTACK), checked_by=ATTACK, icon="id")
    clean = guide_page(every_kind("Chữ"), "vi", NAM_DONG, today=TODAY)
    for page, reference in (
        (guide_page(guide, "vi", commune, today=TODAY), clean),
        (index_page([guide], "vi", commune), index_page([every_kind("Chữ")], "vi", NAM_DONG)),
        (missing_page([guide], "en", commune), missing_page([every_kind("Chữ")], "en", NAM_DONG)),
    ):
        found, wanted = Reader(page), Reader(reference)
        assert "alert(1)" in found.text
        assert [tag for tag, _ in found.tags if tag in ("script", "img")] == [
            tag for tag, _ in wanted.tags if tag in ("script", "img")
        ]
        for tag, attributes in found.tags:
            assert not any(name.startswith("on") for name in attributes), (tag, attributes)
            assert not (attributes.get("href") or "").startswith("javascript:")


def test_marks_for_the_editors_are_not_shown():
    page = render("quet-vietqr") + render("quet-vietqr", "en")
    for hidden in ("needs_review", "sourced", "hiểu biết chung", "techcombank"):
        assert hidden not in page


def test_a_guide_past_its_date_says_so():
    stale = "Hướng dẫn này cần kiểm tra lại"
    assert stale in render("nop-ho-so", valid_until=date(2026, 11, 20))
    assert stale not in render("nop-ho-so", valid_until=TODAY)


def test_the_foot_says_who_checked_when_and_whom_to_call():
    page = render("nop-ho-so")
    assert "Bản ngày 21/11/2026. Chưa có cán bộ kiểm tra trên máy thật." in page
    assert "Mã QR này chỉ mở hướng dẫn, không trừ tiền." in page
    assert 'href="tel:02343000000"' in page
    assert "As of 21/11/2026. No official has tried it" in render("nop-ho-so", "en")
    assert "As of 21/11/2026. chị Hạnh." in render("nop-ho-so", "en", checked_by="chị Hạnh")
    assert "tel:" not in guide_page(SHIPPED["nop-ho-so"], "vi", replace(NAM_DONG, hotline=""), today=TODAY)


def test_the_language_switch_is_a_plain_link_to_the_same_guide():
    assert 'href="/g/nop-ho-so?lang=en"' in render("nop-ho-so")
    assert 'href="/g/nop-ho-so"' in render("nop-ho-so", "en")
    static = guide_page(SHIPPED["nop-ho-so"], "vi", NAM_DONG, today=TODAY, links=Links("/xa", static=True))
    assert 'href="/xa/g/nop-ho-so/en/"' in static
    assert 'src="/xa/g/assets/guide.' in static


def test_the_list_goes_by_topic_and_leads_to_each_guide():
    page = index_page(SHIPPED.values(), "vi", NAM_DONG)
    assert page.index("/g/kich-hoat-vneid") < page.index("/g/nop-ho-so") < page.index("/g/quet-vietqr")
    assert "An toàn</h2>" not in index_page([SHIPPED["nop-ho-so"]], "vi", NAM_DONG)
    assert all(guide.texts["en"].title in index_page([guide], "en", NAM_DONG) for guide in SHIPPED.values())


def test_an_address_that_names_no_guide_is_answered_kindly():
    page = missing_page(SHIPPED.values(), "vi", NAM_DONG)
    assert "Không sao." in page
    assert "/g/quet-vietqr" in page


def test_exactly_one_thing_is_ringed_where_one_is_to_be_pressed():
    for guide in SHIPPED.values():
        ringed = sum("data-press" in attributes for _, attributes in Reader(render(guide.id)).tags)
        assert ringed == sum(step.screen.pressable is not None for step in guide.steps)


def test_files_are_named_by_their_content_and_the_page_asks_for_no_others():
    assets = site_assets()
    assert {content_type for content_type, _ in assets.values()} == {"font/woff2", "text/javascript; charset=utf-8"}
    asked = set(re.findall(r"/g/assets/([\w.-]+)", render("nop-ho-so")))
    assert asked == set(assets)


def test_the_policy_lets_in_the_pages_own_style_and_nothing_foreign():
    policy = page_policy(Links())
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert policy in render("nop-ho-so").replace("&#x27;", "'")
