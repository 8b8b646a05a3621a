"""Every icon that is named anywhere is there, and the type can write Vietnamese."""

import json
import re

import pytest
from fontTools.ttLib import TTFont

from .tree import ROOT, text_files

ICONS = ROOT / "assets/icons"
POINTS: dict[str, int] = json.loads((ICONS / "tabler.json").read_text("utf-8"))
NAMED = {
    ".kv": r"""\bicon:\s*["']([a-z0-9-]+)["']""",
    ".toml": r"""\bicon\s*=\s*"([a-z0-9-]+)\"""",
    ".html": r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""",
    ".py": r"""\bicon=["']([a-z0-9-]+)["']""",
}
"""How each kind of file names an icon."""

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONED = "".join(chr(point) for point in range(0x1EA0, 0x1EFA)) + "àáãèéìíòóõùúýĩũ"
SIGNS = "–“”‘’…·•₫≤≥%/()+−0123456789"


def test_names_font_table_and_drawings_agree():
    names = (ICONS / "names.txt").read_text("utf-8").split()
    assert names == sorted(set(names))
    assert names == list(POINTS)
    assert sorted(path.stem for path in (ICONS / "svg").glob("*.svg")) == names
    with TTFont(ICONS / "tabler.ttf") as font:
        assert set(font.getBestCmap()) == set(POINTS.values())


def test_every_icon_that_is_named_exists():
    missing = {
        f"{path}: {name}"
        for path, text in text_files()
        if path.parts[0] in ("outreach", "guides") and path.suffix in NAMED
        for name in re.findall(NAMED[path.suffix], text)
        if name not in POINTS
    }
    assert not missing


FONTS = [ROOT / f"assets/fonts/BeVietnamPro-{style}.ttf" for style in ("Regular", "SemiBold", "Bold")]
WEB_FONTS = [ROOT / f"assets/fonts/web/be-vietnam-pro-{weight}.woff2" for weight in (400, 600, 700)]


@pytest.mark.parametrize("path", [*FONTS, *WEB_FONTS], ids=lambda path: path.name)
def test_the_type_writes_vietnamese(path):
    with TTFont(path) as font:
        letters = VIETNAMESE + VIETNAMESE.upper() + TONED + TONED.upper() + SIGNS
        assert not {letter for letter in letters if ord(letter) not in font.getBestCmap()}


@pytest.mark.parametrize("path", WEB_FONTS, ids=lambda path: path.name)
def test_a_web_font_is_light(path):
    assert path.stat().st_size < 30 * 1024
