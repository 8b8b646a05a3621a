"""Cards: white, 16 dp round, one thin line. Some can be tapped."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Column, Surface
from outreach.tablet.widgets.buttons import Pressable


class Card(Column):
    """A column on a white card."""


class IconTile(Surface, BoxLayout):
    """An icon on a soft square; ``kind`` as for chips."""

    icon = StringProperty("")
    kind = StringProperty("primary")
    icon_size = NumericProperty("28dp")


class ListItem(Pressable, BoxLayout):
    """A row of a list: tile, two lines (markup), and a chevron when it leads somewhere.

    ``parts`` in place of ``title`` is a name in parts (see ``PartedText``).
    """

    icon = StringProperty("")
    kind = StringProperty("primary")
    title = StringProperty("")
    parts = ListProperty([])
    detail = StringProperty("")
    leads = BooleanProperty(True)
    selected = BooleanProperty(False)


class ChoiceCard(Pressable, BoxLayout):
    """A large choice: icon above words above a quieter line; ``selected`` draws it chosen.

    ``beside`` puts the icon at the left, for narrow windows.
    """

    icon = StringProperty("")
    icon_tone = StringProperty("primary")
    text = StringProperty("")
    detail = StringProperty("")
    selected = BooleanProperty(False)
    beside = BooleanProperty(False)
    min_height = NumericProperty("72dp")


class Choices(GridLayout):
    """Choice cards in ``cols`` columns, all as high as the highest of them."""

    def __init__(self, **kwargs: object) -> None:
        # Once a frame: thirty cards that each level all the others at every change would freeze the screen.
        self._level_soon = Clock.create_trigger(self._level, -1)
        super().__init__(**kwargs)

    def add_widget(self, widget: Widget, *args: object, **kwargs: object) -> None:
        """Add a ChoiceCard."""
        super().add_widget(widget, *args, **kwargs)
        widget.fbind("minimum_height", lambda *_: self._level_soon())

    def _level(self, *_: object) -> None:
        if self.cols == 1 or not self.children:
            return
        highest = max(card.minimum_height for card in self.children)
        for card in self.children:
            card.min_height = highest


load_kv(__file__)
