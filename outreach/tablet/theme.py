"""The look: colours, type sizes and the size class, as one object that kv rules read as ``theme``.

The values are plain attributes. Whoever changes one (text size, outdoor colours, the window turned)
rebuilds the screens afterwards; nothing binds to them.
"""

from pathlib import Path
from typing import ClassVar

from kivy.core.text import LabelBase
from kivy.metrics import Metrics, dp
from kivy.utils import get_color_from_hex

from outreach.tablet.settings import TEXT_SCALES

Colour = list[float]

ASSETS = Path(__file__).parents[2] / "assets"
WIDE, TALL, PHONE = "wide", "tall", "phone"

WARM = {
    "primary": "#5B2A86",
    "primary_dark": "#3E1C60",
    "primary_soft": "#EFE6F7",
    "primary_wash": "#F9F4FF",
    "primary_mid": "#8E69B0",
    "accent": "#F2A900",
    "accent_soft": "#FFF2D0",
    "accent_line": "#F0DA9C",
    "accent_sign": "#B57B00",
    "accent_ink": "#6B4A00",
    "success": "#1E7B4F",
    "success_soft": "#E2F3E9",
    "success_line": "#BFE3CE",
    "warning": "#B35900",
    "warning_soft": "#FDEBD7",
    "warning_line": "#F2D0A6",
    "warning_ink": "#8F4700",
    "danger": "#B3261E",
    "danger_soft": "#FAE3E1",
    "danger_line": "#F0BFBB",
    "paper": "#FAF7F2",
    "surface": "#FFFFFF",
    "ink": "#1F1A24",
    "muted": "#5C5466",
    "line": "#E4DDEA",
    "quiet": "#F1EEF4",
    "rail_ink": "#D9CBE8",
    "on_primary": "#FFFFFF",
    "clear": "#FFFFFF00",
}
"""Every colour by its name (tokens of the design)."""

OUTDOOR = WARM | {
    "primary": "#3E1C60",
    "primary_dark": "#22093B",
    "primary_soft": "#E9DDF5",
    "primary_wash": "#F3EAFB",
    "primary_mid": "#6B3F95",
    "accent": "#FFB800",
    "accent_sign": "#8A5D00",
    "accent_ink": "#3D2A00",
    "accent_line": "#6B4A00",
    "success": "#0B5230",
    "success_line": "#0B5230",
    "warning": "#7A3B00",
    "warning_line": "#7A3B00",
    "warning_ink": "#5C2D00",
    "danger": "#8A1109",
    "danger_line": "#8A1109",
    "paper": "#FFFFFF",
    "ink": "#000000",
    "muted": "#2A2431",
    "line": "#6E6578",
    "quiet": "#E8E4ED",
    "rail_ink": "#FFFFFF",
}
"""The same names in strong contrast, for sunlight."""

# dp on a tablet, dp on a phone
_SIZES = {
    "display": (52, 38),
    "step": (32, 25),
    "title": (30, 22),
    "heading": (21, 19),
    "strong": (22, 19),
    "body": (20, 17),
    "label": (18, 16),
    "small": (16, 14),
    "tiny": (15, 13),
}

_LINE_HEIGHT = 1.5
_FONT_LINE = 1.265
"""Natural line of Be Vietnam Pro in ems; line heights of labels are factors of it."""


class Theme:
    """What the present look is."""

    KINDS: ClassVar = {
        "neutral": ("quiet", "muted"),
        "primary": ("primary_soft", "primary_dark"),
        "success": ("success_soft", "success"),
        "warning": ("warning_soft", "warning_ink"),
        "danger": ("danger_soft", "danger"),
        "accent": ("accent_soft", "accent_ink"),
    }
    """Surface and ink of chips and tiles."""

    def __init__(self) -> None:
        self.text_scale = 1.0
        self.outdoor = False
        self.size_class = WIDE
        self.reduced_motion = False
        self.radius = dp(16)
        self.touch = dp(56)
        self.touch_citizen = dp(72)
        self.line_height = _LINE_HEIGHT / _FONT_LINE

    def __getattr__(self, name: str) -> Colour:
        """Colours by name, for kv: ``theme.primary``."""
        return self.colour(name)

    def colour(self, name: str) -> Colour:
        """RGBA, each 0 to 1, of a token; raises AttributeError for a name that is none."""
        try:
            colour: Colour = get_color_from_hex(self.hex(name))
        except KeyError:
            raise AttributeError(name) from None
        return colour

    def hex(self, name: str) -> str:
        """The token as "#RRGGBB", for text markup."""
        return (OUTDOOR if self.outdoor else WARM)[name]

    def pressed(self, colour: Colour) -> Colour:
        """A surface's colour while a finger is on it: nearer to ink."""
        ink, amount = self.colour("primary_dark"), 0.14
        if colour[3] == 0:
            return [*ink[:3], 0.08]
        return [a + (b - a) * amount for a, b in zip(colour[:3], ink[:3], strict=True)] + [colour[3]]

    def size(self, role: str) -> float:
        """Pixels of a type role, with the reader's text scale."""
        return float(dp(_SIZES[role][self.phone]) * self.text_scale)

    def font(self, weight: str) -> str:
        """Font name of "regular", "semibold" or "bold"."""
        return {"regular": "Body", "semibold": "BodySemiBold", "bold": "BodyBold"}[weight]

    @property
    def phone(self) -> bool:
        """One pane, smaller type, tighter margins."""
        return self.size_class == PHONE

    @property
    def tight(self) -> bool:
        """Words so large for the window that buttons stand below each other."""
        return not self.wide and self.text_scale > (1.25 if self.phone else 1.5)

    @property
    def wide(self) -> bool:
        """List and detail side by side, navigation at the left."""
        return self.size_class == WIDE

    @property
    def large(self) -> bool:
        """So large words that panes go below each other."""
        return self.text_scale >= 1.5

    @property
    def cramped(self) -> bool:
        """So large words on so small a screen that fixed buttons would leave no room to read: they scroll along."""
        return self.phone and self.large

    @property
    def gap(self) -> float:
        """Margin around a screen's content, in pixels."""
        return float(dp(16) if self.phone else dp(28))


def whole_scale(chosen: float) -> float:
    """The text scale that was chosen here on top of the one that the whole machine has, as far as screens hold it."""
    return min(chosen * float(Metrics.fontscale), TEXT_SCALES[-1])


def size_class(width: float, height: float, text_scale: float) -> str:
    """WIDE, TALL or PHONE for a window of this many pixels; larger words want a larger window."""
    if min(width, height) < dp(560 if text_scale <= 1 else 700):
        return PHONE
    return WIDE if width > height else TALL


def register_fonts() -> None:
    """Make the fonts known to Kivy; call once before the first label."""
    fonts = ASSETS / "fonts"
    regular, semibold, bold = (str(fonts / f"BeVietnamPro-{weight}.ttf") for weight in ("Regular", "SemiBold", "Bold"))
    LabelBase.register("Body", regular, fn_bold=bold)
    LabelBase.register("BodySemiBold", semibold, fn_bold=bold)
    LabelBase.register("BodyBold", bold, fn_bold=bold)
    LabelBase.register("Roboto", regular, fn_bold=bold)
    LabelBase.register("Icons", str(ASSETS / "icons" / "tabler.ttf"))


theme = Theme()
