"""Draw the mark of Gõ Cửa: an open door on an amber tile.

    python tools/make_brand.py

reads ``assets/icons`` (run ``make_icons.py`` first) and writes ``assets/brand/gocua.svg`` and the 512-pixel
``assets/brand/gocua.png``, which is the app's icon and the pages' touch icon.
"""

import json
import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).resolve().parent.parent / "assets"
AMBER, PURPLE = "#F2A900", "#3E1C60"
SIZE = 512
CORNER, GLYPH = 0.27, 0.66  # parts of the side: corner radius, side of the door's 24-unit square
SMOOTHING = 4  # drawn this many times larger, then reduced


def write_svg(target: Path) -> None:
    """The mark as an SVG of side 512."""
    door = (ASSETS / "icons/svg/door-enter.svg").read_text("utf-8")
    strokes = "".join(re.findall(r"<path [^>]*/>", door))
    inset = SIZE * (1 - GLYPH) / 2
    scale = SIZE * GLYPH / 24
    target.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
        f'<rect width="{SIZE}" height="{SIZE}" rx="{SIZE * CORNER:.0f}" fill="{AMBER}"/>'
        f'<g transform="translate({inset:.2f} {inset:.2f}) scale({scale:.4f})" fill="none" stroke="{PURPLE}"'
        f' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{strokes}</g></svg>\n',
        "utf-8",
    )


def write_png(target: Path) -> None:
    """The same mark in pixels, the door taken from the icon font."""
    side = SIZE * SMOOTHING
    tile = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(tile)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), side * CORNER, fill=AMBER)
    font = ImageFont.truetype(ASSETS / "icons/tabler.ttf", side * GLYPH)
    door = chr(json.loads((ASSETS / "icons/tabler.json").read_text("utf-8"))["door-enter"])
    left, top, right, bottom = pen.textbbox((0, 0), door, font=font)
    pen.text(((side - left - right) / 2, (side - top - bottom) / 2), door, font=font, fill=PURPLE)
    tile.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(target, optimize=True)


if __name__ == "__main__":
    brand = ASSETS / "brand"
    brand.mkdir(exist_ok=True)
    write_svg(brand / "gocua.svg")
    write_png(brand / "gocua.png")
