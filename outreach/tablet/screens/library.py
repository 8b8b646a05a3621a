"""Hướng dẫn: the guides by topic."""

from kivy.clock import Clock
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.utils import escape_markup

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.library import GuideCard, guide_cards
from outreach.tablet.presenters.words import left_out_words
from outreach.tablet.session import Session
from outreach.tablet.widgets import Banner
from outreach.tablet.widgets.buttons import Pressable

A_SCREENFUL = 6
"""Guides that are drawn in one frame."""


class GuideTile(Pressable, BoxLayout):
    """A guide to open."""

    topic = StringProperty("")
    icon = StringProperty("")
    title = StringProperty("")
    summary = StringProperty("")
    facts = StringProperty("")
    stale = StringProperty("")
    min_height = NumericProperty(0)


class LibraryScreen(BoxLayout):
    """``on_guide`` (guide id) when one is tapped, ``on_ask`` for the sync place."""

    __events__ = ("on_guide", "on_ask")

    def __init__(self, session: Session, **kwargs: object) -> None:
        self._session = session
        self._shown: list[GuideCard] = []
        self._waiting: list[GuideCard] = []
        super().__init__(**kwargs)

    def refresh(self) -> None:
        """Show the guides on this tablet."""
        self.show_status()
        self._show_left_out()
        cards = list(guide_cards(self._session.guides, self._session.shelf.changed, self._session.today()))
        if cards != self._shown:
            self._shown, self._waiting = cards, cards[:]
            self.ids.tiles.clear_widgets()
            self._add_some()

    def _show_left_out(self) -> None:
        text, detail = left_out_words(self._session.shelf.left_out)
        self.ids.left_out.clear_widgets()
        if text:
            banner = Banner(kind="warning", icon="book", text=text, detail=escape_markup(detail))
            self.ids.left_out.add_widget(banner)

    def _add_some(self, *_: object) -> None:
        """A screenful a frame: the first guides can be read while the others are still being drawn."""
        some, self._waiting = self._waiting[:A_SCREENFUL], self._waiting[A_SCREENFUL:]
        for card in some:
            self.ids.tiles.add_widget(self._tile(card))
        if self._waiting:
            Clock.schedule_once(self._add_some)

    def show_status(self) -> None:
        """Show where the work has got to."""
        self.ids.header.title = _("Hướng dẫn")
        self.ids.header.status = self._session.syncing.status()

    def on_guide(self, guide: str) -> None:
        """A guide was tapped."""

    def on_ask(self) -> None:
        """The sync chip was tapped."""

    def _tile(self, card: GuideCard) -> GuideTile:
        tile = GuideTile(topic=card.topic, icon=card.icon, title=card.title, facts=card.facts)
        tile.summary, tile.stale = card.summary, card.stale
        tile.bind(on_release=lambda _tile: self.dispatch("on_guide", card.guide))
        return tile


load_kv(__file__)
