"""Small rounded labels, and the ones that filter a list."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface
from outreach.tablet.widgets.buttons import BaseButton


class Chip(Surface, BoxLayout):
    """An icon and a few words on a soft pill, as wide as they are and at most ``most_width`` pixels.

    ``kind`` picks the colours: neutral, primary, success, warning, danger, accent.
    """

    text = StringProperty("")
    icon = StringProperty("")
    kind = StringProperty("neutral")
    tone = StringProperty("muted")
    icon_size = NumericProperty("18dp")
    most_width = NumericProperty(0)


class FilterChip(BaseButton):
    """A pill that is on or off; whoever owns it decides which after ``on_release``."""

    active = BooleanProperty(False)


load_kv(__file__)
