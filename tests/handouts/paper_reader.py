"""Reads printed sheets as a camera would: at 200 dpi, and with a tenth of each code under a stain."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw

DPI = 200
STAINS = [((0.5, 0.5), "black"), ((0.75, 0.6), "white"), ((0.5, 0.78), "black")]
"""Where a stain lies in a code, as parts of its side, and its colour."""


def pages(pdf: bytes) -> Iterator[Image.Image]:
    """The pages as printed."""
    with pypdfium2.PdfDocument(pdf) as paper:
        for page in paper:
            yield page.render(scale=DPI / 72).to_pil().convert("RGB")


def read(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """The QR codes in a picture: other kinds of bars can be imagined into so many squares."""
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2))


def codes(pdf: bytes) -> list[str]:
    """What the codes say, in the order of the paper."""
    return [found.text for page in pages(pdf) for found in read(page)]


def corners(found: zxingcpp.Barcode) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a code in its picture."""
    place = found.position
    return place.top_left.x, place.top_left.y, place.bottom_right.x, place.bottom_right.y


def width_in_cm(found: zxingcpp.Barcode) -> float:
    """How large a code is printed, without its quiet zone."""
    left, top, right, bottom = corners(found)
    return min(right - left, bottom - top) / DPI * 2.54


def stained(page: Image.Image, found: zxingcpp.Barcode, place: tuple[float, float], colour: str) -> Image.Image:
    """The code alone, with a stain over a tenth of it."""
    left, top, right, bottom = corners(found)
    side = right - left
    spot = page.crop((left - 30, top - 30, right + 30, bottom + 30))
    x, y, half = 30 + side * place[0], 30 + side * place[1], side * 0.1**0.5 / 2
    ImageDraw.Draw(spot).rectangle((x - half, y - half, x + half, y + half), fill=colour)
    return spot


def unread_when_stained(pdf: bytes) -> list[str]:
    """What the codes say that one stain or another makes unreadable."""
    return [
        found.text
        for page in pages(pdf)
        for found in read(page)
        for place, colour in STAINS
        if [again.text for again in read(stained(page, found, place, colour))] != [found.text]
    ]
