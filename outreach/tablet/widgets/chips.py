"""Small rounded labels, and the ones that filter a list."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.domain.summary import Standing
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.words import STANDING_LOOKS, standing_word
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


class StateChip(Chip):
    """A household's standing: icon, word and colour. ``standing`` is its value, such as "helped"."""

    standing = StringProperty("")

    def on_standing(self, _chip: object, value: str) -> None:
        """Take the looks of the standing; "" changes nothing."""
        if value:
            standing = Standing(value)
            self.icon, self.kind = STANDING_LOOKS[standing]
            self.text = standing_word(standing)


class FilterChip(BaseButton):
    """A pill that is on or off; whoever owns it decides which after ``on_release``."""

    active = BooleanProperty(False)


load_kv(__file__)
