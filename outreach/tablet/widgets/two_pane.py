"""One arrangement for every size: two panes beside each other, or one below the other."""

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.theme import theme
from outreach.tablet.widgets.base import Column, Page


class TwoPane(BoxLayout):
    """On a wide screen ``head`` is above, ``main`` and ``aside`` scroll each for itself, ``foot`` is under the aside.

    Elsewhere, and where words are large, all but the foot is one scrolling column, on a cramped screen with the foot
    below the head.
    """

    def __init__(self, head: Column, main: Column, aside: Column, foot: Widget, **kwargs: object) -> None:
        super().__init__(orientation="vertical", **kwargs)
        (self._beside if theme.wide and not theme.large else self._below)(head, main, aside, foot)

    def _beside(self, head: Column, main: Column, aside: Column, foot: Widget) -> None:
        panes = BoxLayout(spacing=self.spacing)
        page = Page(size_hint_x=0.62)
        page.bind(height=main.setter("least"))
        page.add_widget(main)
        side = BoxLayout(orientation="vertical", spacing=self.spacing, size_hint_x=0.38)
        side_page = Page()
        side_page.add_widget(aside)
        side.add_widget(side_page)
        side.add_widget(foot)
        panes.add_widget(page)
        panes.add_widget(side)
        self.add_widget(head)
        self.add_widget(panes)

    def _below(self, head: Column, main: Column, aside: Column, foot: Widget) -> None:
        page = Page()
        column = Column(spacing=self.spacing)
        for part in (head, foot, main, aside) if theme.cramped else (head, main, aside):
            column.add_widget(part)
        page.add_widget(column)
        self.add_widget(page)
        if not theme.cramped:
            self.add_widget(foot)


load_kv(__file__)
