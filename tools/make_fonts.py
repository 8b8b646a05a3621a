"""Take Be Vietnam Pro into the project: whole for the tablet, small subsets for web pages.

    python tools/make_fonts.py NODE_MODULES

reads ``@expo-google-fonts/be-vietnam-pro`` and writes ``assets/fonts/*.ttf`` with ``OFL.txt``, and
``assets/fonts/web/be-vietnam-pro-<weight>.woff2``. The web subset holds what Vietnamese and English sentences
are written with; a citizen's page stays under 100 KB, so each weight must stay under 30 KB.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
LARGEST_WEB_FONT = 30 * 1024

# Basic Latin and Latin-1; ă đ ĩ ũ ơ ư in both cases; the precomposed Vietnamese letters; the combining tones, for
# text pasted from elsewhere; punctuation and signs used in sentences and figures. The family has no arrows and no
# tick: those are icons.
WEB_TEXT = (
    [*range(0x20, 0x7F), *range(0xA0, 0x100)]
    + [ord(letter) for letter in "ĂăĐđĨĩŨũƠơƯư"]
    + [*range(0x1EA0, 0x1EFA)]
    + [0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323]
    + [ord(sign) for sign in "–—‘’“”…•−≈≤≥₫™"]
)


def web_subset(source: Path, target: Path) -> None:
    """Write ``target`` as WOFF2 with kerning and mark placement kept; exits when it is too big."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=WEB_TEXT)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    if target.stat().st_size > LARGEST_WEB_FONT:
        sys.exit(f"{target.name} has {target.stat().st_size} bytes, more than {LARGEST_WEB_FONT}")


def main(node_modules: Path) -> None:
    """Write the three weights and the licence."""
    package = node_modules / "@expo-google-fonts/be-vietnam-pro"
    web = FONTS / "web"
    web.mkdir(parents=True, exist_ok=True)
    for weight, style in WEIGHTS.items():
        source = package / f"{weight}{style}" / f"BeVietnamPro_{weight}{style}.ttf"
        shutil.copyfile(source, FONTS / f"BeVietnamPro-{style}.ttf")
        target = web / f"be-vietnam-pro-{weight}.woff2"
        web_subset(source, target)
        print(f"{target.name} {target.stat().st_size / 1024:.1f} KB")
    shutil.copyfile(package / "LICENSE_FONT", FONTS / "OFL.txt")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/make_fonts.py NODE_MODULES")
    main(Path(sys.argv[1]))
