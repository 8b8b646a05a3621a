"""What everything stands on: painted surfaces and boxes that are as high as their content."""

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import AliasProperty, ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.dragging import Draggable
from outreach.tablet.widgets.text import Icon


class Surface(Widget):
    """A rounded, bordered background behind any widget; lengths in pixels.

    ``inset`` draws it lower than the widget is, for pills whose touch area is higher than they look. A line
    needs a radius.
    """

    fill = ColorProperty([1, 1, 1, 0])
    line = ColorProperty([1, 1, 1, 0])
    line_width = NumericProperty("1dp")
    radius = NumericProperty(0)
    inset = NumericProperty(0)

    def _border(self) -> float:
        return float(self.line_width) if self.line[3] else 0.0

    border = AliasProperty(_border, bind=["line", "line_width"])
    """Width of the line that is drawn: 0 where the line is clear."""


class Column(Surface, BoxLayout):
    """Children below each other, as high as they need and at least ``least`` pixels."""

    least = NumericProperty(0)


class Row(Surface, BoxLayout):
    """Children beside each other, as high as the highest."""


class Flow(StackLayout):
    """Children beside each other that go on in the next line, as high as they need."""


class Rule(Surface):
    """A thin horizontal line."""


class Strip(Draggable):
    """A row that scrolls sideways; its end fades into ``ground`` with an arrow on it where more is to come."""

    ground = ColorProperty([1, 1, 1, 1])
    fade = ObjectProperty(None)
    arrow = ObjectProperty(None)

    def __init__(self, **kwargs: object) -> None:
        self.fade, self.arrow = _fade(), _arrow()
        super().__init__(**kwargs)

    def _has_more(self) -> bool:
        return self._viewport is not None and self._viewport.width > self.width + 1 and self.scroll_x < 0.98

    more = AliasProperty(_has_more, bind=["scroll_x", "width", "viewport_size"])
    """Whether something lies beyond the right end."""


def _fade() -> Texture:
    """From clear to full, left to right."""
    texture = Texture.create(size=(16, 1), colorfmt="rgba")
    alphas = (min(255, step * 255 // 8) for step in range(16))
    texture.blit_buffer(bytes(value for alpha in alphas for value in (255, 255, 255, alpha)), colorfmt="rgba")
    return texture


def _arrow() -> Texture:
    label = CoreLabel(text=Icon.glyph("chevron-right"), font_name="Icons", font_size=dp(24))
    label.refresh()
    return label.texture


class Page(Draggable):
    """A column that scrolls when it is higher than the room; put exactly one Column in it."""


load_kv(__file__)
