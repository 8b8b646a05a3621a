"""The five places: a rail at the left of a landscape tablet, a bar at the bottom elsewhere."""

from kivy.core.text import Label as CoreLabel
from kivy.metrics import dp
from kivy.properties import AliasProperty, BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.theme import theme
from outreach.tablet.widgets.base import Surface
from outreach.tablet.widgets.buttons import Pressable


class NavItem(Pressable, BoxLayout):
    """One place: its icon above its name, with a count in a badge when there is one."""

    place = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")
    active = BooleanProperty(False)
    badge = NumericProperty(0)
    tone = StringProperty("ink")
    words_size = NumericProperty("12dp")


class RailItem(NavItem):
    """A place on the dark rail."""


class BarItem(NavItem):
    """A place on the light bar."""


class Badge(Surface, AnchorLayout):
    """A small number on an icon."""

    count = NumericProperty(0)


class NavIcon(FloatLayout):
    """An icon with room for its badge."""

    icon = StringProperty("")
    tone = StringProperty("rail_ink")
    badge = NumericProperty(0)


class AppSign(Surface, BoxLayout):
    """The app's sign: an open door."""


class _Navigation(Surface, BoxLayout):
    """``places`` is a list of (place, icon, name); ``current`` the one shown; ``badges`` counts by place."""

    __events__ = ("on_place",)
    item_class: type[NavItem]

    places = ListProperty()
    current = StringProperty("")
    item_width = NumericProperty(0)
    item_height = NumericProperty(0)

    def _words_size(self) -> float:
        wanted = min(theme.size("tiny"), dp(28))
        if theme.phone and theme.text_scale == 1:
            return float(dp(12))
        words = [word for _place, _icon, text in self.places for word in text.split()]
        probe = CoreLabel(font_name=theme.font("semibold"), font_size=wanted)
        widest = max((float(probe.get_extents(word)[0]) for word in words), default=0)
        return wanted * min(1, self.item_width / widest) if widest and self.item_width else float(dp(12))

    words_size = AliasProperty(_words_size, bind=["places", "item_width"])
    """Pixels of the names' type: as large as is wanted, if the longest word still fits into an item."""

    def _measure(self, *_: object) -> None:
        self.item_height = max(item.minimum_height for item in self.ids.place_items.children)

    def on_words_size(self, _navigation: object, size: float) -> None:
        """Grow or shrink with the room."""
        for item in self.ids.place_items.children:
            item.words_size = size

    def on_place(self, place: str) -> None:
        """A place was tapped."""

    def on_places(self, _navigation: object, places: list[tuple[str, str, str]]) -> None:
        """Make an item for each place."""
        box = self.ids.place_items
        box.clear_widgets()
        for place, icon, text in places:
            item = self.item_class(place=place, icon=icon, text=text, active=place == self.current)
            item.words_size = self.words_size
            item.bind(minimum_height=self._measure)
            item.bind(on_release=lambda item: self.dispatch("on_place", item.place))
            box.add_widget(item)

    def on_current(self, _navigation: object, current: str) -> None:
        """Mark the item of the current place."""
        for item in self.ids.place_items.children:
            item.active = item.place == current

    def set_badge(self, place: str, count: int) -> None:
        """Show ``count`` on a place; 0 shows nothing."""
        for item in self.ids.place_items.children:
            if item.place == place:
                item.badge = count


class NavRail(_Navigation):
    """The places below each other, under the app's sign."""

    item_class = RailItem


class BottomBar(_Navigation):
    """The places beside each other."""

    item_class = BarItem


load_kv(__file__)
