"""What everything stands on: painted surfaces and boxes that are as high as their content."""

from kivy.properties import AliasProperty, ColorProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv


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


class Page(ScrollView):
    """A column that scrolls when it is higher than the room; put exactly one Column in it."""


load_kv(__file__)
