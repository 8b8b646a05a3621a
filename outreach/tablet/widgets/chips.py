"""Small rounded labels, and the ones that filter a list."""

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.domain.coverage import Standing
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface
from outreach.tablet.widgets.buttons import BaseButton


class Chip(Surface, BoxLayout):
    """An icon and a few words on a soft pill, as wide as they are. ``kind`` picks the colours:
    neutral, primary, success, warning, danger, accent.
    """

    text = StringProperty("")
    icon = StringProperty("")
    kind = StringProperty("neutral")
    tone = StringProperty("muted")
    icon_size = NumericProperty("18dp")
    background = ColorProperty([1, 1, 1, 1])


STANDING_LOOKS = {
    Standing.NOT_VISITED: ("home-question", "neutral"),
    Standing.ATTEMPTED: ("door-off", "neutral"),
    Standing.UNREACHABLE: ("home-x", "warning"),
    Standing.REFUSED: ("hand-off", "danger"),
    Standing.REACHED: ("users", "primary"),
    Standing.HELPED: ("check", "success"),
}
"""Icon and kind of each standing; the word comes from ``standing_word``."""


def standing_word(standing: Standing) -> str:
    """The word for a standing in the language in use."""
    return {
        Standing.NOT_VISITED: _("Chưa ghé"),
        Standing.ATTEMPTED: _("Chưa gặp"),
        Standing.UNREACHABLE: _("Khó gặp"),
        Standing.REFUSED: _("Từ chối"),
        Standing.REACHED: _("Đã gặp"),
        Standing.HELPED: _("Đã giúp được"),
    }[standing]


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
