"""The page of one household: what it needs, what is due, what was done with it."""

from datetime import datetime

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.utils import escape_markup

from outreach.store import HouseholdRow
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.household import (
    Event,
    HouseholdView,
    Notice,
    household_view,
    nobody_home,
    nobody_home_question,
)
from outreach.tablet.screens.household_edit import EditSheet, add_changes
from outreach.tablet.session import Session
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Banner, Chip, Confirm, EmptyState, Flow, OutlineButton, Row


class HistoryLine(Row):
    """One line of what was done."""

    icon = StringProperty("")
    kind = StringProperty("neutral")
    title = StringProperty("")
    detail = StringProperty("")


class HouseholdPage(BoxLayout):
    """``on_visit`` (household id) starts a visit, ``on_noted`` follows a closed door, ``on_back`` to the list."""

    __events__ = ("on_visit", "on_noted", "on_back")

    title = StringProperty("")
    place = StringProperty("")
    gap = NumericProperty(0)

    def __init__(self, session: Session, **kwargs: object) -> None:
        self._session = session
        super().__init__(**kwargs)
        if theme.phone and theme.large:  # two large buttons would leave no room to read: they scroll along
            buttons = self.ids.buttons.__self__
            self.remove_widget(buttons)
            self.ids.content.add_widget(buttons, 1)
            change = OutlineButton(text=_("Sửa"), icon="pencil")
            change.bind(on_release=lambda _button: self.edit())
            buttons.add_widget(change)

    def show(self, row: HouseholdRow) -> None:
        """Show this household."""
        store, session = self._session.store, self._session
        self._row = row
        self._view = household_view(
            row, store.hamlets(), store.visits_of(row.household.id), store.officials(), session.guides, session.today()
        )
        view, ids = self._view, self.ids
        self.title, self.place = view.title, view.place
        ids.head.clear_widgets()
        if view.needs:
            needs = Flow()
            for icon, word in view.needs:
                needs.add_widget(Chip(icon=icon, text=word))
            ids.head.add_widget(needs)
        if view.notice:
            ids.head.add_widget(_banner(view.notice))
        add_changes(ids.head, session, row.household, lambda: self.dispatch("on_noted"))
        ids.title.editable = view.can_visit
        self._show_history(view)
        for button in (ids.visit, ids.absent):
            button.disabled = not view.can_visit

    def ask_nobody_home(self) -> None:
        """Ask before noting that nobody was home, for a record cannot be taken back."""
        at = self._session.now()
        Confirm(
            lambda: self._note_nobody_home(at),
            icon="door-off",
            title=nobody_home_question(self._row.household, at),
            text=_("Lượt này được lưu ngay và gửi ở lần đồng bộ sau."),
            yes_text=_("Ghi vắng nhà"),
            no_text=_("Thôi"),
        ).open(animation=False)

    def edit(self) -> None:
        """Change what is noted of the household itself."""
        EditSheet(self._session, self._row.household, lambda: self.dispatch("on_noted")).open(animation=False)

    def start_visit(self) -> None:
        """Knock."""
        self.dispatch("on_visit", self._row.household.id)

    def on_visit(self, household: str) -> None:
        """A visit was started."""

    def on_noted(self) -> None:
        """A closed door was noted."""

    def on_back(self) -> None:
        """Back to the list."""

    def _note_nobody_home(self, at: datetime) -> None:
        self._session.store.add(nobody_home(self._row.household, self._session.identity.official, at))
        self.dispatch("on_noted")

    def _show_history(self, view: HouseholdView) -> None:
        box = self.ids.history
        box.clear_widgets()
        for event in view.history:
            box.add_widget(_line(event))
        if not view.history:
            box.add_widget(
                EmptyState(icon="door", title=_("Chưa ghé lần nào"), detail=_("Lượt thăm đầu tiên sẽ hiện ở đây."))
            )


def _line(event: Event) -> HistoryLine:
    return HistoryLine(icon=event.icon, kind=event.kind, title=event.title, detail=event.detail)


def _banner(notice: Notice) -> Banner:
    return Banner(
        kind=notice.kind,
        icon=notice.icon,
        text=f"[b]{escape_markup(notice.text)}[/b]",
        detail=escape_markup(notice.detail),
    )


load_kv(__file__)
