"""What the drawn phone is drawn with: painted parts, words and icons, all measured at once.

Every part knows its size when it is made, so a screen can be fitted to its box without waiting for a
layout pass. Lengths are given in units of the drawn phone (318 units wide) and multiplied by ``scale``.
"""

from collections.abc import Callable, Iterable

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.uix.label import Label
from kivy.uix.relativelayout import RelativeLayout
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from outreach.domain.guide import Element, ElementKind

from .phone_skins import INK, Skin
from .text import Icon

SCREEN_CORNER = 26
"""Radius of the glass, in units."""

_LINE_HEIGHT = 1.12
Drawer = Callable[[Element, "Pen", float], Widget]


class Part(RelativeLayout):
    """A painted box of a fixed size in pixels; what is put in it is placed from its top left corner."""

    def __init__(
        self,
        width: float,
        height: float,
        *,
        fill: str = "",
        line: str = "",
        line_width: float = 1,
        radius: float | tuple[float, float, float, float] = 0,
    ) -> None:
        super().__init__(size_hint=(None, None), size=(width, height))
        corners = list(radius) if isinstance(radius, tuple) else [radius] * 4
        with self.canvas.before:
            if line:
                Color(*get_color_from_hex(line))
                SmoothRoundedRectangle(pos=(0, 0), size=self.size, radius=corners)
            if fill:
                inset = line_width if line else 0
                Color(*get_color_from_hex(fill))
                SmoothRoundedRectangle(
                    pos=(inset, inset),
                    size=(max(0, width - 2 * inset), max(0, height - 2 * inset)),
                    radius=[max(0, corner - inset) for corner in corners],
                )

    def place(self, widget: Widget, x: float, top: float) -> None:
        """Put ``widget`` with its top left corner ``x`` right of and ``top`` below this part's."""
        widget.pos = (x, self.height - top - widget.height)
        self.add_widget(widget)

    def centre(self, widget: Widget, top: float | None = None) -> None:
        """Put ``widget`` in the middle, or with its top at ``top``."""
        at = (self.height - widget.height) / 2 if top is None else top
        self.place(widget, (self.width - widget.width) / 2, at)


class Pen:
    """Draws elements of one app at one scale, and remembers the part that has to be pressed."""

    def __init__(self, skin: Skin, scale: float, drawers: dict[ElementKind, Drawer]) -> None:
        self.skin = skin
        self.scale = scale
        self.target: Widget | None = None
        self._drawers = drawers

    def px(self, units: float) -> float:
        """Pixels of a length."""
        return units * self.scale

    def draw(self, element: Element, width: float) -> Widget:
        """The element as a part at most ``width`` pixels wide."""
        part = self._drawers[element.kind](element, self, width)
        if element.press:
            self.target = part
        return part

    def words(
        self,
        text: str,
        size: float,
        width: float | None = None,
        *,
        colour: str = INK,
        weight: str = "Body",
        align: str = "left",
    ) -> Label:
        """A label: wrapped to ``width`` pixels, or on one line without it. ``size`` in units."""
        label = Label(
            text=text,
            font_name=weight,
            font_size=self.px(size),
            color=get_color_from_hex(colour),
            line_height=_LINE_HEIGHT,
            halign=align,
            valign="middle",
            text_size=(width, None),
            size_hint=(None, None),
        )
        label.texture_update()
        label.size = (width if width is not None else label.texture_size[0], label.texture_size[1])
        return label

    def icon(self, name: str, size: float, colour: str = INK) -> Label:
        """An icon ``size`` units high; empty when a guide newer than this app names one it does not have."""
        try:
            glyph = Icon.glyph(name)
        except KeyError:
            glyph = ""
        edge = self.px(size)
        label = Label(
            text=glyph,
            font_name="Icons",
            font_size=edge,
            color=get_color_from_hex(colour),
            size_hint=(None, None),
            size=(edge, edge),
        )
        label.texture_update()
        return label

    def column(self, widgets: Iterable[Widget], width: float, gap: float) -> Part:
        """Widgets below each other, ``gap`` units apart, in a part as high as they need."""
        some = list(widgets)
        height = sum(one.height for one in some) + self.px(gap) * max(0, len(some) - 1)
        part = Part(width, height)
        top = 0.0
        for one in some:
            part.place(one, (width - one.width) / 2 if one.width < width else 0, top)
            top += one.height + self.px(gap)
        return part

    def padded(
        self, content: Widget, width: float, *, x: float, y: float, low: float = 0, fill: str = "", line: str = "",
        radius: float = 0,
    ) -> Part:  # fmt: skip
        """``content`` in a box ``width`` pixels wide with ``x`` and ``y`` units around it, at least ``low`` high."""
        height = max(content.height + 2 * self.px(y), self.px(low))
        part = Part(width, height, fill=fill, line=line, radius=self.px(radius), line_width=max(1, self.px(1)))
        part.place(content, self.px(x), (height - content.height) / 2)
        return part
