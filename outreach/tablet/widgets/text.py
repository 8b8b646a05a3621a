"""Words and icons."""

import json
from functools import cache

from kivy.core.text import Label as CoreLabel
from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ListProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.label import Label

from outreach.tablet.kv import load_kv
from outreach.tablet.theme import ASSETS


class Text(Label):
    """A label as high as its text. It wraps to its width, or with ``wrap: False`` is as wide as its text.

    ``role`` is a type size of the theme, ``tone`` a colour of it.
    """

    role = StringProperty("body")
    weight = OptionProperty("regular", options=["regular", "semibold", "bold"])
    tone = StringProperty("ink")
    wrap = BooleanProperty(True)

    def _natural_width(self) -> float:
        probe = CoreLabel(font_name=self.font_name, font_size=self.font_size)
        return max(float(probe.get_extents(line)[0]) for line in self.text.split("\n")) + 1

    natural_width = AliasProperty(_natural_width, bind=["text", "font_name", "font_size"], cache=True)
    """Pixels of the longest line if it is not wrapped (of plain text, without markup)."""


class PartedText(Text):
    """``parts`` one after the other, in as few lines as there is room for; a line ends between two parts only."""

    parts = ListProperty([])

    def _lines(self) -> str:
        probe, room = CoreLabel(font_name=self.font_name, font_size=self.font_size), float(self.width)

        def fits(line: str) -> bool:
            return float(probe.get_extents(line.rstrip())[0]) <= room

        lines: list[str] = []
        for part in self.parts:
            if lines and fits(lines[-1] + part):
                lines[-1] += part
            else:
                lines.append(part)
        return "\n".join(line.rstrip() for line in lines)

    lines = AliasProperty(_lines, bind=["parts", "width", "font_name", "font_size"])


class Icon(Label):
    """One icon of the font by its Tabler name, for example "door-enter"; "" shows nothing."""

    icon = StringProperty("")
    tone = StringProperty("ink")
    icon_size = NumericProperty("26dp")

    @staticmethod
    def glyph(name: str) -> str:
        """The character of an icon; raises KeyError for one that is not in the font (assets/icons/names.txt)."""
        return chr(_codepoints()[name]) if name else ""


@cache
def _codepoints() -> dict[str, int]:
    points: dict[str, int] = json.loads((ASSETS / "icons" / "tabler.json").read_text())
    return points


load_kv(__file__)
