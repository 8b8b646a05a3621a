"""Bars: steps of a guide, and shares of a whole."""

from kivy.graphics import Color, Rectangle, RoundedRectangle, SmoothRoundedRectangle
from kivy.graphics.stencil_instructions import StencilPop, StencilPush, StencilUnUse, StencilUse
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.theme import theme


class SegmentBar(Widget):
    """``steps`` segments; those before ``step`` (0-based) are done, it is marked, the rest are to come."""

    steps = NumericProperty(1)
    step = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._draw, size=self._draw, steps=self._draw, step=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        count, gap = int(self.steps), dp(6)
        width = max(dp(2), (self.width - gap * (count - 1)) / count)
        with self.canvas:
            for index in range(count):
                tone = "primary" if index < self.step else "accent" if index == self.step else "line"
                Color(*theme.colour(tone))
                SmoothRoundedRectangle(
                    pos=(self.x + index * (width + gap), self.y), size=(width, self.height), radius=[self.height / 2]
                )


class ShareBar(Widget):
    """``shares`` is a list of (value, colour name) drawn one after another along a rounded track of ``total``."""

    shares = ListProperty()
    total = NumericProperty(1)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._draw, size=self._draw, shares=self._draw, total=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        x, radius = self.x, [self.height / 2]
        with self.canvas:
            Color(*theme.line)
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=radius)
            StencilPush()
            RoundedRectangle(pos=self.pos, size=self.size, radius=radius)
            StencilUse()
            for value, tone in self.shares:
                width = self.width * value / max(1, self.total)
                Color(*theme.colour(tone))
                Rectangle(pos=(x, self.y), size=(width, self.height))
                x += width
            StencilUnUse()
            RoundedRectangle(pos=self.pos, size=self.size, radius=radius)
            StencilPop()


load_kv(__file__)
