"""Hôm nay: whom to visit and why, how far the thôn is, what waits on this tablet."""

from functools import partial

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.today import SUGGESTED, PocketItem, Progress, TodayView, today_view, unfinished
from outreach.tablet.presenters.visit import visited
from outreach.tablet.screens.door_item import door_item
from outreach.tablet.session import Session
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Column, EmptyState, PrimaryButton, Row, Rule, Text, TwoPane
from outreach.tablet.widgets.buttons import Pressable


class TodayScreen(BoxLayout):
    """``on_household`` opens a door's page, ``on_resume`` the visit under way, ``on_ask`` the sync place."""

    __events__ = ("on_household", "on_resume", "on_ask")

    def __init__(self, session: Session, **kwargs: object) -> None:
        self._session = session
        super().__init__(**kwargs)
        self._head, self._main, self._aside = TodayHead(), DoorsCard(), Aside()
        self._header = self._head.ids.header
        self._header.bind(on_ask=lambda _header: self.dispatch("on_ask"))
        self._place = Text(role="label", tone="muted")
        if theme.cramped:
            self._aside.add_widget(self._place)
        self._draft = DraftBanner()
        self._draft.bind(on_release=lambda _banner: self.dispatch("on_resume"))
        self._knock = PrimaryButton(text=_("Gõ cửa hộ tiếp theo"), icon="door-enter")
        self._knock.bind(on_release=lambda _button: self.dispatch("on_household", self._next))
        self.add_widget(TwoPane(self._head, self._main, self._aside, self._knock))

    def refresh(self) -> None:
        """Show what the store holds now."""
        session = self._session
        store, now = session.store, session.now()
        suggestions = store.suggestions(session.today(), SUGGESTED)
        sync = session.syncing.state()
        view = today_view(session.identity, store.hamlets(), suggestions, store.coverage(), sync, session.guides, now)
        self._show(view)
        self.show_status()
        self._show_draft()

    def show_status(self) -> None:
        """Show where the work has got to."""
        self._header.status = self._session.syncing.status()

    def on_household(self, household: str) -> None:
        """A door was tapped."""

    def on_resume(self) -> None:
        """The unfinished visit is to go on."""

    def on_ask(self) -> None:
        """The sync chip was tapped."""

    def _show(self, view: TodayView) -> None:
        self._header.title = view.greeting
        if theme.cramped:  # day and place are known; the door to knock on is to be in sight
            self._place.text = view.place_line
        else:
            self._header.subtitle = view.place_line
        self._next = view.doors[0].household if view.doors else ""
        self._knock.disabled = not view.doors
        doors = self._main.ids.doors
        doors.clear_widgets()
        for door in view.doors:
            doors.add_widget(Rule())
            doors.add_widget(door_item(door, partial(self.dispatch, "on_household")))
        if not view.doors:
            none = view.no_doors
            doors.add_widget(EmptyState(icon=none.icon, kind=none.kind, title=none.title, detail=none.detail))
        self._aside.ids.progress.show(view.progress)
        self._aside.ids.pocket.show(view.pocket)

    def _show_draft(self) -> None:
        draft = self._session.store.draft()
        self._head.remove_widget(self._draft)
        if draft:
            code = visited(self._session.store, draft).code
            self._draft.text = unfinished(draft, code, self._session.now())
            self._head.add_widget(self._draft)


class TodayHead(Column):
    """Day, place and greeting, with the unfinished visit below them when there is one."""


class DraftBanner(Pressable, BoxLayout):
    """The visit that was left unfinished."""

    text = StringProperty("")


class DoorsCard(Column):
    """The doors to knock on."""


class Aside(Column):
    """The figures beside them."""


class ProgressCard(Column):
    """The figure of the tablet's hamlets, as a bar with its legend."""

    def show(self, progress: Progress) -> None:
        """Show these counts."""
        ids = self.ids
        ids.title.text, ids.reached.text, ids.of.text = progress.title, progress.reached, progress.of
        ids.bar.total = progress.eligible
        ids.bar.shares = [(share.count, share.colour) for share in progress.shares]
        ids.certainty.text = progress.certainty
        ids.legend.clear_widgets()
        for share in progress.shares:
            ids.legend.add_widget(LegendItem(text=share.text, colour=share.colour))


class LegendItem(Row):
    """A coloured dot and what it stands for."""

    text = StringProperty("")
    colour = StringProperty("line")


class PocketCard(Column):
    """What this tablet carries."""

    def show(self, items: tuple[PocketItem, ...]) -> None:
        """Show these things."""
        self.ids.items_box.clear_widgets()
        for item in items:
            self.ids.items_box.add_widget(
                PocketLine(icon=item.icon, kind=item.kind, title=item.title, detail=item.detail)
            )


class PocketLine(Row):
    """One thing this tablet carries."""

    icon = StringProperty("")
    kind = StringProperty("neutral")
    title = StringProperty("")
    detail = StringProperty("")


load_kv(__file__)
