"""Questions over a screen: yes or no, and one of several."""

from collections.abc import Callable, Sequence

from kivy.core.window import Window
from kivy.properties import StringProperty
from kivy.uix.modalview import ModalView
from kivy.uix.widget import Widget

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.cards import ListItem


class Sheet(ModalView):
    """A card in the middle of the screen, the rest dimmed. A tap beside it closes it and changes nothing."""

    title = StringProperty("")


def close_sheets() -> None:
    """Close whatever is open, as by a tap beside it: what it is about is no longer to be seen."""
    for sheet in [one for one in Window.children if isinstance(one, Sheet)]:
        sheet.dismiss(animation=False)


class Confirm(Sheet):
    """Asks before something that cannot be taken back; calls ``yes`` when it is confirmed.

    ``more`` stands under the text. Without ``no_text`` there is nothing to choose.
    """

    text = StringProperty("")
    icon = StringProperty("")
    yes_text = StringProperty("")
    no_text = StringProperty("")

    def __init__(self, yes: Callable[[], None], more: Widget | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._yes = yes
        if not self.no_text:
            self.ids.answers.remove_widget(self.ids.no)
        if more:
            self.ids.more.add_widget(more)

    def confirm(self) -> None:
        """Close, then do it."""
        self.dismiss(animation=False)
        self._yes()


class Picker(Sheet):
    """Offers ``choices`` (key, words), each with ``icon``; calls ``picked`` with the key that is tapped.

    The words of a choice may be a name in parts (see ``PartedText``).
    """

    icon = StringProperty("map-pin")

    def __init__(
        self,
        choices: Sequence[tuple[str | None, str | Sequence[str]]],
        current: str | None,
        picked: Callable[[str | None], None],
        **kwargs: object,
    ) -> None:
        super().__init__(**kwargs)
        for key, words in choices:
            title, parts = (words, ()) if isinstance(words, str) else ("", words)
            chosen = key == current
            icon = "check" if chosen else self.icon
            item = ListItem(icon=icon, title=title, parts=parts, leads=False, selected=chosen)
            item.bind(on_release=lambda _item, key=key: self._pick(picked, key))
            self.ids.choices.add_widget(item)

    def _pick(self, picked: Callable[[str | None], None], key: str | None) -> None:
        self.dismiss(animation=False)
        picked(key)


load_kv(__file__)
