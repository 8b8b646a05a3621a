"""The head of each of the five places."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.sync import Status


class StatusChip(ButtonBehavior, BoxLayout):
    """Where the work is, in an area large enough to tap."""

    status = ObjectProperty(Status("", "neutral", ""), rebind=True)


class PlaceHeader(BoxLayout):
    """A large title with a quieter line above it, and at its right the chip that says where the work is.

    ``on_ask`` when that chip is tapped.
    """

    __events__ = ("on_ask",)

    title = StringProperty("")
    subtitle = StringProperty("")
    status = ObjectProperty(Status("", "neutral", ""), rebind=True)

    def on_ask(self) -> None:
        """The chip was tapped."""


load_kv(__file__)
