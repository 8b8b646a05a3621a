"""The only text input of the app: without ``input_type: 'text'`` Android composes no Vietnamese."""

import re

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.textinput import TextInput

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface

_NO_WRITING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of a character: what no database keeps."""


class _Input(TextInput):
    """Kivy's input with the settings that Vietnamese needs."""

    def insert_text(self, substring: str, from_undo: bool = False) -> None:
        """Type or paste only what can be kept, and in a single line only what can be seen: Kivy shows its last line."""
        if not self.multiline:
            substring = " ".join(substring.splitlines())
        super().insert_text(_NO_WRITING.sub("", substring), from_undo)


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
