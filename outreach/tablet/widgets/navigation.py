"""The five places: a rail at the left of a landscape tablet, a bar at the bottom elsewhere."""

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from outreach.tablet.kv import load_kv
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

    def on_place(self, place: str) -> None:
        """A place was tapped."""

    def on_places(self, _navigation: object, places: list[tuple[str, str, str]]) -> None:
        """Make an item for each place."""
        box = self.ids.place_items
        box.clear_widgets()
        for place, icon, text in places:
            item = self.item_class(place=place, icon=icon, text=text, active=place == self.current)
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
