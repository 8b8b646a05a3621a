"""The QR to take along: the same guides open on the citizen's own phone, or their words where it has no network."""

from kivy.properties import BooleanProperty, NumericProperty

from outreach.domain.vietnamese import first_upper
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import handout_view
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.widgets import Banner, FilterChip


class HandoutPanel(Panel):
    """One code at a time; a chip a guide where each has its own. ``without_network`` shows words, not addresses."""

    shown = NumericProperty(0)
    without_network = BooleanProperty(False)

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        self._view = handout_view(presenter.guides, presenter.draft, presenter.commune)
        if not self._view.online and not self._view.offline:
            self._say_that_there_is_none()
            return
        self.ids.card.commune = first_upper(presenter.commune.name)
        if self._view.online:
            self.ids.words.remove_widget(self.ids.no_site)
        else:
            self.without_network = True
        if not self._view.online or not self._view.offline:
            self.ids.words.remove_widget(self.ids.switch)
        self._build()

    def on_without_network(self, *_: object) -> None:
        """The other kind of code."""
        self.shown = 0
        self._build()

    def on_shown(self, *_: object) -> None:
        """Another guide's code."""
        page, card = self._pages[self.shown], self.ids.card
        card.offline, card.title, card.address, card.readable = page.offline, page.title, page.address, page.readable
        for at, chip in enumerate(self._chips):
            chip.active = at == self.shown

    def _say_that_there_is_none(self) -> None:
        """The visit goes on without a code: what was shown is no longer on this tablet, or no code can hold it."""
        box = self.ids.box
        box.clear_widgets()
        text = _("Không có mã QR để đưa: bài đã xem không còn trên máy này, hoặc dài quá một mã.")
        box.add_widget(Banner(kind="info", text=text))

    def _build(self) -> None:
        self._pages = self._view.offline if self.without_network else self._view.online
        self._chips = []
        self.ids.chips.clear_widgets()
        for at, page in enumerate(self._pages if len(self._pages) > 1 else ()):
            chip = FilterChip(text=page.title)
            chip.bind(on_release=lambda _chip, at=at: setattr(self, "shown", at))
            self._chips.append(chip)
            self.ids.chips.add_widget(chip)
        self.on_shown()


load_kv(__file__)
