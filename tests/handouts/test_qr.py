"""QR codes that open a guide, read back by another program's reader."""

import pytest
import zxingcpp
from PIL import Image

from outreach.handouts import QrRefused, guide_address, matrix, svg

SITE = "https://namdong.hue.example.vn"
VIETQR = "00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA5303704540510000"


def picture(rows, scale: int = 6) -> Image.Image:
    """The modules as a camera would see them, with their quiet zone."""
    side = len(rows) + 8
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + 4, y + 4), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


@pytest.mark.parametrize(
    "address",
    [
        guide_address(SITE, "kich-hoat-vneid"),
        guide_address("http://127.0.0.1:8631", "nop-ho-so"),
        guide_address("http://[::1]:8631/", "nop-ho-so"),
        guide_address("http://localhost:8631", "quet-vietqr"),
        f"{SITE}/h/{'x' * 43}",
    ],
)
def test_a_reader_finds_the_address(address):
    found = zxingcpp.read_barcodes(picture(matrix(address)))
    assert [code.text for code in found] == [address]
    assert found[0].ec_level == "Q"


def test_the_drawing_has_the_same_modules_and_a_quiet_zone():
    rows = matrix(guide_address(SITE, "nop-ho-so"))
    drawing = svg(guide_address(SITE, "nop-ho-so"))
    side = len(rows) + 8
    assert f'viewBox="0 0 {side} {side}"' in drawing
    drawn = set()
    for part in drawing.split('d="')[2].split("M")[1:]:
        place, _, rest = part.partition("h")
        x, y = map(int, place.split())
        drawn |= {(x - 4 + step, y - 4) for step in range(int(rest.split("v")[0]))}
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def test_the_address_of_a_guide():
    assert guide_address(f"{SITE}/", "nop-ho-so") == f"{SITE}/g/nop-ho-so"
    assert guide_address(SITE, "a b/../c") == f"{SITE}/g/a%20b%2F..%2Fc"
    with pytest.raises(QrRefused) as refused:
        guide_address("", "nop-ho-so")
    assert "địa chỉ" in refused.value.vi


@pytest.mark.parametrize("text", [VIETQR, f"  {VIETQR}", "000201"])
def test_payment_codes_are_refused(text):
    with pytest.raises(QrRefused) as refused:
        matrix(text)
    assert "mã trả tiền" in refused.value.vi
    assert "payment code" in refused.value.en
    with pytest.raises(QrRefused):
        svg(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "xin chào",
        "http://namdong.example.vn/g/nop-ho-so",
        "http://127.0.0.1.example.vn/",
        "http://localhost@example.vn/",
        "https://ai-do@namdong.example.vn/g/x",
        "https://",
        "https://namdong.example.vn/g/nộp",
        "https://namdong.example.vn/g/x y",
        "https://namdong.example.vn/g/x\n",
        "javascript:alert(1)",
        "tel:19000368",
        "ftp://namdong.example.vn/",
        "https://[::1",
    ],
)
def test_everything_but_a_web_address_is_refused(text):
    with pytest.raises(QrRefused):
        matrix(text)
