"""Printed sheets, looked at as a camera would: every code is read at 200 dpi, also when a tenth of it is dirty."""

import re
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as raw
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from outreach.content import load_guides
from outreach.content.cli import GUIDES
from outreach.domain.vietnamese import nfc
from outreach.handouts import offline_text
from outreach.handouts.paper import Size
from outreach.handouts.sheets import guide_sheets, set_sheet
from tests.content.sample import NAM_DONG, TODAY, every_kind

GUIDE_LIST = load_guides(GUIDES)
DPI = 200
SOME = [GUIDE_LIST[slug] for slug in ("kich-hoat-vneid", "quet-vietqr")]
POINTS = {Size.A4: (595, 842), Size.A5: (420, 595)}


@pytest.fixture(scope="module")
def sheets():
    """A sheet of two guides on each size of paper."""
    return {size: guide_sheets(SOME, "vi", NAM_DONG, size, TODAY) for size in Size}


@pytest.fixture(scope="module")
def whole_list():
    """Every guide there is on one list."""
    return set_sheet(list(GUIDE_LIST.values()), "vi", NAM_DONG, Size.A4, TODAY)


def pages(pdf: bytes) -> list[Image.Image]:
    """The pages as printed at 200 dpi."""
    with pypdfium2.PdfDocument(pdf) as paper:
        return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in paper]


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as paper:
        text = " ".join(page.get_textpage().get_text_bounded() for page in paper)
    return nfc(re.sub(r"\s+", " ", text))


def codes(pdf: bytes) -> list[str]:
    return [found.text for page in pages(pdf) for found in zxingcpp.read_barcodes(page)]


def fonts_of(page) -> set[tuple[str, bool]]:
    """(name, whether it is in the file) of every font a page writes with."""
    found = set()
    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
        font = text.get_font()
        found.add((font.get_base_name(), font.is_embedded))
    return found


def corners(found) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a code in its picture."""
    place = found.position
    return place.top_left.x, place.top_left.y, place.bottom_right.x, place.bottom_right.y


@pytest.mark.parametrize("size", Size)
def test_both_codes_of_every_guide_are_read(sheets, size):
    assert codes(sheets[size]) == [
        text
        for guide in SOME
        for text in (f"{NAM_DONG.site}/g/{guide.id}", offline_text(guide, "vi", NAM_DONG.hotline))
    ]


def test_every_guides_code_is_read_from_the_list(whole_list):
    assert set(codes(whole_list)) == {f"{NAM_DONG.site}/g/{slug}" for slug in GUIDE_LIST}


def test_codes_are_at_least_three_centimetres(sheets, whole_list):
    for pdf in (*sheets.values(), whole_list):
        for page in pages(pdf):
            for found in zxingcpp.read_barcodes(page):
                left, top, right, bottom = corners(found)
                assert min(right - left, bottom - top) / DPI * 2.54 >= 3


@pytest.mark.parametrize("colour", ["black", "white"])
@pytest.mark.parametrize("place", [(0.5, 0.5), (0.75, 0.6), (0.5, 0.78)])
def test_a_code_is_read_with_a_tenth_of_it_under_a_stain(whole_list, place, colour):
    for page in pages(whole_list):
        for found in zxingcpp.read_barcodes(page):
            left, top, right, bottom = corners(found)
            side = right - left
            spot = page.crop((left - 30, top - 30, right + 30, bottom + 30))
            x, y, half = 30 + side * place[0], 30 + side * place[1], side * 0.1**0.5 / 2
            ImageDraw.Draw(spot).rectangle((x - half, y - half, x + half, y + half), fill=colour)
            assert [again.text for again in zxingcpp.read_barcodes(spot)] == [found.text]


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


def test_a_guide_cannot_put_markup_on_paper():
    attack = "<script>x</script> <b>đậm</b> [b]"
    pdf = guide_sheets([every_kind(attack)], "vi", replace(NAM_DONG, name=attack), Size.A5, TODAY)
    assert "<b>đậm</b>" in words(pdf)
