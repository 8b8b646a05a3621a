"""The five places with their navigation; each place's screen is built on its first visit."""

from collections.abc import Callable, Mapping

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from outreach.tablet.i18n import gettext as _
from outreach.tablet.theme import theme
from outreach.tablet.widgets import BottomBar, NavRail

TODAY, HOUSEHOLDS, LIBRARY, TASKS, SYNC = "today", "households", "library", "tasks", "sync"


class Shell(BoxLayout):
    """``builders`` makes the screen of each place; ``on_place`` (place) when another is shown."""

    __events__ = ("on_place",)

    def __init__(self, builders: Mapping[str, Callable[[], Widget]], **kwargs: object) -> None:
        super().__init__(orientation="horizontal" if theme.wide else "vertical", **kwargs)
        self._builders = builders
        self._built: dict[str, Widget] = {}
        self._room = BoxLayout()
        self.place = ""
        self._navigation = NavRail() if theme.wide else BottomBar()
        self._navigation.places = [
            (TODAY, "sun", _("Hôm nay")),
            (HOUSEHOLDS, "home", _("Hộ dân")),
            (LIBRARY, "book", _("Hướng dẫn")),
            (TASKS, "checklist", _("Việc")),
            (SYNC, "refresh", _("Đồng bộ")),
        ]
        self._navigation.bind(on_place=lambda _navigation, place: self.go(place))
        for part in (self._navigation, self._room) if theme.wide else (self._room, self._navigation):
            self.add_widget(part)

    def go(self, place: str) -> Widget:
        """Show a place, fresh; its screen."""
        if place not in self._built:
            self._built[place] = self._builders[place]()
        screen = self._built[place]
        if place != self.place:
            self.place = self._navigation.current = place
            self._room.clear_widgets()
            self._room.add_widget(screen)
            self.dispatch("on_place", place)
        screen.refresh()
        return screen

    @property
    def screen(self) -> Widget:
        """The screen in sight."""
        return self._built[self.place]

    def badge(self, place: str, count: int) -> None:
        """Show a number on a place."""
        self._navigation.set_badge(place, count)

    def on_place(self, place: str) -> None:
        """Another place is shown."""
