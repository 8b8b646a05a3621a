"""Printed sheets, looked at as a camera would: every code is read at 200 dpi, also when a tenth of it is dirty."""

import re
from dataclasses import replace
from itertools import cycle

import pypdfium2
import pypdfium2.raw as raw
import pytest

from outreach.content.page_words import PAGE_WORDS
from outreach.domain.guide import LANGUAGES
from outreach.domain.vietnamese import nfc
from outreach.handouts import offline_text
from outreach.handouts.paper import Size
from outreach.handouts.sheet_codes import address_code, offline_code
from outreach.handouts.sheet_pdf import pdf
from outreach.handouts.sheet_words import SHEET_WORDS
from outreach.handouts.sheets import guide_sheets, set_sheet
from tests.content.sample import NAM_DONG, TODAY, every_kind, wordy
from tests.content.shipped import SHIPPED
from tests.handouts.paper_reader import codes, pages, read, unread_when_stained, width_in_cm

SOME = [SHIPPED[slug] for slug in ("kich-hoat-vneid", "quet-vietqr")]
IN_TURN = list(zip(SHIPPED.values(), cycle(LANGUAGES)))
POINTS = {Size.A4: (595, 842), Size.A5: (420, 595)}


@pytest.fixture(scope="module")
def sheets():
    """A sheet of two guides on each size of paper."""
    return {size: guide_sheets(SOME, "vi", NAM_DONG, size, TODAY) for size in Size}


@pytest.fixture(scope="module")
def every_code():
    """Both codes of every guide's sheet, in one language or the other, at the smaller size they have on paper.

    ``make sheets-check`` reads them all from the whole sheets, which takes ten minutes or so.
    """
    blocks = [
        address_code(guide, NAM_DONG, SHEET_WORDS[language], PAGE_WORDS[language])
        + offline_code(guide, language, NAM_DONG, SHEET_WORDS[language])
        for guide, language in IN_TURN
    ]
    return pdf("Mã QR", NAM_DONG.name, f'<div class="sheet">{"".join(blocks)}</div>', "vi", Size.A5)


@pytest.fixture(scope="module")
def whole_list():
    """Every guide there is on one list."""
    return set_sheet(list(SHIPPED.values()), "vi", NAM_DONG, Size.A4, TODAY)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as paper:
        text = " ".join(page.get_textpage().get_text_bounded() for page in paper)
    return nfc(re.sub(r"\s+", " ", text))


def fonts_of(page) -> set[tuple[str, bool]]:
    """(name, whether it is in the file) of every font a page writes with."""
    found = set()
    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
        font = text.get_font()
        found.add((font.get_base_name(), font.is_embedded))
    return found


@pytest.mark.parametrize("size", Size)
def test_both_codes_of_every_guide_are_read(sheets, size):
    assert codes(sheets[size]) == [
        text
        for guide in SOME
        for text in (f"{NAM_DONG.site}/g/{guide.id}", offline_text(guide, "vi", NAM_DONG.hotline))
    ]


def test_every_guides_code_is_read_from_the_list(whole_list):
    assert set(codes(whole_list)) == {f"{NAM_DONG.site}/g/{slug}" for slug in SHIPPED}


def test_codes_are_at_least_three_centimetres(sheets, whole_list, every_code):
    for paper in (*sheets.values(), whole_list, every_code):
        assert min(width_in_cm(found) for page in pages(paper) for found in read(page)) >= 3


def test_every_code_of_every_sheet_is_read(every_code):
    texts = {offline_text(guide, language, NAM_DONG.hotline) for guide, language in IN_TURN}
    assert set(codes(every_code)) == texts | {f"{NAM_DONG.site}/g/{slug}" for slug in SHIPPED}


def test_every_code_is_read_with_a_tenth_of_it_under_a_stain(whole_list, every_code):
    assert unread_when_stained(whole_list) == []
    assert unread_when_stained(every_code) == []


@pytest.mark.parametrize("size", Size)
def test_a_sheet_says_everything(sheets, size):
    text = words(sheets[size])
    for guide in SOME:
        for step in guide.steps:
            assert step.texts["vi"].action.replace('"', "").split("“")[0][:20] in text.replace("“", "").replace("”", "")
        assert guide.text("vi").title in text
    for wanted in (
        "Xã Nam Đông",
        "Mã QR này chỉ mở hướng dẫn, không trừ tiền",
        "namdong.example.vn",
        "/g/kich-hoat-vneid",
        NAM_DONG.hotline,
        "Bản ngày 21/11/2026",
        "Hình minh họa, không phải ứng dụng thật",
        "Ghi chú",
    ):
        assert wanted in text


@pytest.mark.parametrize("size", Size)
def test_the_paper_has_its_size_and_the_font_is_in_it(sheets, size):
    with pypdfium2.PdfDocument(sheets[size]) as paper:
        assert {tuple(round(edge) for edge in page.get_size()) for page in paper} == {POINTS[size]}
        fonts = {font for page in paper for font in fonts_of(page)}
    assert {embedded for _name, embedded in fonts} == {True}
    assert any("Be-Vietnam-Pro" in name for name, _embedded in fonts)


def test_each_guide_begins_on_paper_of_its_own(sheets):
    with pypdfium2.PdfDocument(sheets[Size.A4]) as paper:
        first = [at for at, page in enumerate(paper) if "Cần có" in nfc(page.get_textpage().get_text_bounded())]
    assert first[0] == 0
    assert first[1] % 2 == 0


def test_english_without_an_address_and_past_its_date():
    commune = replace(NAM_DONG, site="", hotline="")
    guide = replace(SOME[1], valid_until=TODAY.replace(year=2020))
    pdf = guide_sheets([guide], "en", commune, Size.A4, TODAY)
    text = words(pdf)
    assert "Pay safely by VietQR" in text
    assert "needs checking again" in text
    assert "Call" not in text
    assert codes(pdf) == [offline_text(guide, "en")]


def test_a_guide_that_no_code_can_hold_is_printed_without_it():
    pdf = guide_sheets([wordy(SOME[0])], "vi", NAM_DONG, Size.A4, TODAY)
    assert codes(pdf) == [f"{NAM_DONG.site}/g/{SOME[0].id}"]


def test_a_guide_cannot_put_markup_on_paper():
    attack = "<script>x</script> <b>đậm</b> [b]"
    pdf = guide_sheets([every_kind(attack)], "vi", replace(NAM_DONG, name=attack), Size.A5, TODAY)
    assert "<b>đậm</b>" in words(pdf)
