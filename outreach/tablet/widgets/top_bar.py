"""The bar above a full screen: a way back, where we are, and tools."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface


class TopBar(Surface, BoxLayout):
    """``on_back`` when its arrow (or cross) is tapped. Widgets added to it stand at its right end, or below
    the words where they would leave these too little room; without words they have the whole row.
    """

    __events__ = ("on_back",)

    title = StringProperty("")
    subtitle = StringProperty("")
    back_icon = StringProperty("arrow-left")
    stacked = BooleanProperty(False)

    def on_back(self) -> None:
        """The arrow was tapped."""

    def add_widget(self, widget: Widget, *args: object, **kwargs: object) -> None:
        """Put whatever a screen adds among the tools."""
        if "tools" in self.ids:
            self.ids.tools.add_widget(widget)
        else:
            super().add_widget(widget, *args, **kwargs)


load_kv(__file__)
