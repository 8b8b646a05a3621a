"""The look's own rules: contrast, one text input, no shouting, five names that are used everywhere."""

import re
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from outreach.tablet.presenters.visit_views import ability_choices

TABLET = Path(__file__).parents[2] / "outreach" / "tablet"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast_of_words(picture: Path, at: tuple[float, float]) -> float:
    """That of the words around a place of a picture, in pixels from the top left, as they were painted."""
    x, y = map(round, at)
    with Image.open(picture) as image:
        around = image.convert("RGB").crop((x - 50, y - 10, x + 50, y + 10)).tobytes()
    found = Counter(around[pixel : pixel + 3].hex() for pixel in range(0, len(around), 3))
    ground, *inks = [f"#{colour}" for colour, count in found.most_common() if count > 5]
    return max(contrast(ground, ink) for ink in inks)


PAIRS = [
    *((ink, ground) for ink in ("ink", "muted", "primary") for ground in ("paper", "surface", "primary_wash")),
    ("muted", "quiet"),
    ("primary_dark", "primary_soft"),
    ("success", "success_soft"),
    ("warning_ink", "warning_soft"),
    ("danger", "danger_soft"),
    ("accent_ink", "accent_soft"),
    ("on_primary", "primary"),
    ("rail_ink", "primary_dark"),
    ("warning", "surface"),
]


def palettes() -> dict[str, dict[str, str]]:
    """The palettes as they are written, read without starting Kivy."""
    source = (TABLET / "theme.py").read_text("utf-8")
    warm = dict(re.findall(r'"(\w+)": "(#\w+)"', source[source.index("WARM = ") : source.index("OUTDOOR = ")]))
    outdoor = dict(re.findall(r'"(\w+)": "(#\w+)"', source[source.index("OUTDOOR = ") : source.index("_SIZES")]))
    return {"warm": warm, "outdoor": warm | outdoor}


@pytest.mark.parametrize("palette", ["warm", "outdoor"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(palette, ink, ground):
    colours = palettes()[palette]
    least = 7 if palette == "outdoor" and ink in ("ink", "muted") else 4.5
    assert contrast(colours[ink], colours[ground]) >= least


@pytest.mark.parametrize("palette", ["warm", "outdoor"])
def test_the_signs_of_the_four_abilities_can_be_seen(palette):
    colours = palettes()[palette]
    for one in ability_choices():
        assert contrast(colours[one.tone], colours["surface"]) >= 3, one


def test_no_input_escapes_the_one_that_can_write_vietnamese():
    field = TABLET / "widgets" / "text_field"
    others = [
        path
        for path in TABLET.rglob("*")
        if path.suffix in (".py", ".kv")
        and path.with_suffix("") != field
        and re.search(r"\bTextInput\b", path.read_text("utf-8"))
    ]
    assert not others
    assert 'input_type: "text" if root.words' in field.with_suffix(".kv").read_text("utf-8")


def test_nothing_is_in_italics():
    for path in TABLET.rglob("*.kv"):
        assert not re.search(r"italic|\[i\]", path.read_text("utf-8")), path


def test_threads_are_made_in_one_place():
    makers = [path.name for path in TABLET.rglob("*.py") if re.search(r"\bthreading\b", path.read_text("utf-8"))]
    assert makers == ["jobs.py"]
