"""The button that reads aloud, and stops it."""

from typing import Any

from outreach.tablet.i18n import gettext as _
from outreach.tablet.reading import Reader
from outreach.tablet.widgets import SoftButton


class ListenButton(SoftButton):
    """Says what a tap will do; ``on_release`` is for whoever knows what is to be read."""

    def __init__(self, reader: Reader, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        reader.bind(reading=self._show)  # weakly: the reader outlives every screen
        self._show(reader, reader.reading)

    def _show(self, _reader: Reader, reading: bool) -> None:
        self.text = _("Dừng") if reading else _("Nghe")
        self.icon = "player-stop" if reading else "volume"
