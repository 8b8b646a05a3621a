"""The only text input of the app: without ``input_type: 'text'`` Android composes no Vietnamese."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.textinput import TextInput

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface


class _Input(TextInput):
    """Kivy's input with the settings that Vietnamese needs."""


class TextField(Surface, BoxLayout):
    """A line to type in, with an icon before it and a cross that empties it; ``on_submit`` on Enter.

    Where no ``words`` are typed, such as a code, Android's keyboard composes nothing: it would make Ă of AW.
    """

    __events__ = ("on_submit",)

    text = StringProperty("")
    hint = StringProperty("")
    icon = StringProperty("")
    words = BooleanProperty(True)
    multiline = BooleanProperty(False)
    lines = NumericProperty(1)

    def on_submit(self) -> None:
        """Enter was pressed."""

    def clear(self) -> None:
        """Empty the field and leave the cursor in it."""
        self.text = ""
        self.ids.input.focus = True


load_kv(__file__)
