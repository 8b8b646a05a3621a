"""Ghép máy: a new tablet shows the code that the commune's leader made for it."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.domain.enrolment_code import as_made
from outreach.tablet.i18n import LANGUAGES, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.enrol import from_link, missing, server_address


class EnrolScreen(BoxLayout):
    """``on_enrol`` (server, code) when both were typed, ``on_language`` with the other language; ``on_back`` from a
    tablet that is enrolled already (``again``), which shows what becomes of what it ``kept``.
    """

    __events__ = ("on_enrol", "on_language", "on_back")

    server = StringProperty("")
    code = StringProperty("")
    error = StringProperty("")
    busy = BooleanProperty(False)
    again = BooleanProperty(False)
    kept = StringProperty("")

    def take(self, typed: str) -> None:
        """The address as typed; the link in the leader's QR fills both fields."""
        link = from_link(typed)
        if link:
            self.server, self.code = link
        else:
            self.server = typed

    def send(self) -> None:
        """Send the code, or say what is missing."""
        self._say(missing(self.server, self.code))
        if not self.error and not self.busy:
            self.busy = True
            self.dispatch("on_enrol", server_address(self.server), as_made(self.code))

    def fail(self, sentence: str) -> None:
        """Say why it did not work; what was typed stays."""
        self.busy = False
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        """At the top of the page and in sight: below the fields a small window or large words would hide it."""
        self.error = sentence
        if sentence:
            self.ids.scroll.scroll_y = 1

    def refresh(self) -> None:
        """Nothing here depends on the store."""

    def other_language(self) -> tuple[str, str]:
        """Key and name of the language that is not in use."""
        return next((key, name) for key, name in LANGUAGES.items() if key != language())

    def button_text(self, busy: bool) -> str:
        """What the button says."""
        return _("Đang ghép máy…") if busy else _("Ghép máy với xã")

    def on_kv_post(self, base_widget: object) -> None:
        """A new tablet has nowhere to go back to."""
        if not self.again:
            self.ids.page.remove_widget(self.ids.back)
            self.ids.page.remove_widget(self.ids.reassurance)

    def on_enrol(self, server: str, code: str) -> None:
        """The code is to be sent."""

    def on_language(self, language: str) -> None:
        """Another language was chosen."""

    def on_back(self) -> None:
        """It stays as it was."""


load_kv(__file__)
