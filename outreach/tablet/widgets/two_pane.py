"""One arrangement for every size: two panes beside each other, or one below the other."""

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.theme import theme
from outreach.tablet.widgets.base import Column, Page


class TwoPane(BoxLayout):
    """``main`` and ``aside`` (Columns) scroll each for itself on a wide screen, with ``foot`` under the aside.

    Elsewhere the aside follows the main pane in one scrolling column, and the foot stays at the bottom.
    """

    def __init__(self, main: Column, aside: Column, foot: Widget | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        (self._beside if theme.wide else self._below)(main, aside, foot)

    def _beside(self, main: Column, aside: Column, foot: Widget | None) -> None:
        page = Page(size_hint_x=0.62)
        page.bind(height=main.setter("least"))
        page.add_widget(main)
        side = BoxLayout(orientation="vertical", spacing=self.spacing, size_hint_x=0.38)
        side_page = Page()
        side_page.add_widget(aside)
        side.add_widget(side_page)
        if foot:
            side.add_widget(foot)
        self.add_widget(page)
        self.add_widget(side)

    def _below(self, main: Column, aside: Column, foot: Widget | None) -> None:
        page = Page()
        column = Column(spacing=self.spacing)
        column.add_widget(main)
        column.add_widget(aside)
        page.add_widget(column)
        self.add_widget(page)
        if foot:
            self.add_widget(foot)


load_kv(__file__)
