"""The QR to take along: the same guide opens on the citizen's own phone."""

from collections.abc import Sequence

from kivy.properties import NumericProperty

from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import HandoutPage, handout_pages
from outreach.tablet.presenters.words import first_upper
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.widgets import FilterChip


class HandoutPanel(Panel):
    """One code at a time; a chip a guide when several were shown."""

    shown = NumericProperty(0)

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        self._pages: Sequence[HandoutPage] = handout_pages(presenter.guides, presenter.draft, presenter.commune)
        self._chips: list[FilterChip] = []
        self.ids.card.commune = first_upper(presenter.commune.name)
        if len(self._pages) > 1:
            for at, page in enumerate(self._pages):
                chip = FilterChip(text=page.title)
                chip.bind(on_release=lambda _chip, at=at: setattr(self, "shown", at))
                self._chips.append(chip)
                self.ids.chips.add_widget(chip)
        if self._pages:
            self.ids.box.remove_widget(self.ids.no_site)
            self.on_shown()
        else:
            self.ids.box.remove_widget(self.ids.card)

    def on_shown(self, *_: object) -> None:
        """Another guide's code."""
        page, card = self._pages[self.shown], self.ids.card
        card.title, card.address, card.readable = page.title, page.address, page.readable
        for at, chip in enumerate(self._chips):
            chip.active = at == self.shown


load_kv(__file__)
