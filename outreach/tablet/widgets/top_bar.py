"""The bar above a full screen: a way back, where we are, and tools."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface


class TopBar(Surface, BoxLayout):
    """``on_back`` when its arrow (or cross) is tapped. Widgets added to it stand at its right end."""

    __events__ = ("on_back",)

    title = StringProperty("")
    subtitle = StringProperty("")
    back_icon = StringProperty("arrow-left")

    def on_back(self) -> None:
        """The arrow was tapped."""


load_kv(__file__)
