"""The page of one household: what it needs, what is due, what was done with it."""

from datetime import datetime

from kivy.metrics import dp
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget
from kivy.utils import escape_markup

from outreach.domain.records import Visit
from outreach.store import HouseholdRow
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.household import (
    Event,
    HouseholdView,
    Notice,
    PastVisit,
    household_view,
    moved_to,
    nobody_home,
    nobody_home_question,
)
from outreach.tablet.screens.household_edit import EditSheet, add_changes
from outreach.tablet.screens.visit_parts import Sentence
from outreach.tablet.session import Session
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Banner, Chip, Confirm, EmptyState, Flow, OutlineButton, Row, Rule, Sheet, Text
from outreach.tablet.widgets.buttons import Pressable


class HistoryLine(Row):
    """One line of what was done."""

    tone = StringProperty("ink")
    icon = StringProperty("")
    kind = StringProperty("neutral")
    title = StringProperty("")
    detail = StringProperty("")


class HistoryVisit(Pressable, BoxLayout):
    """A visit of the history; a tap shows all of it."""


class HouseholdPage(BoxLayout):
    """``on_visit`` (household id) starts a visit or goes on with it, ``on_mend`` (Visit) corrects one,
    ``on_wrong_door`` (Visit) takes one back, ``on_noted`` follows a closed door, ``on_back`` to the list."""

    __events__ = ("on_visit", "on_mend", "on_wrong_door", "on_noted", "on_back")

    title = StringProperty("")
    place = StringProperty("")
    gap = NumericProperty(0)

    def __init__(self, session: Session, **kwargs: object) -> None:
        self._session = session
        super().__init__(**kwargs)
        if theme.cramped:
            buttons = self.ids.buttons.__self__
            self.remove_widget(buttons)
            self.ids.content.add_widget(buttons, 1)
            change = OutlineButton(text=_("Sửa"), icon="pencil")
            change.bind(on_release=lambda _button: self.edit())
            buttons.add_widget(change)

    def show(self, row: HouseholdRow) -> None:
        """Show this household."""
        store, session = self._session.store, self._session
        self._row, visits = row, store.visits_of(row.household.id)
        self._view = household_view(
            row,
            store.hamlets(),
            visits,
            store.officials(),
            session.guides,
            session.today(),
            session.identity.official.id,
            store.draft(),
            moved_to(store, visits),
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
        ids.visit.text = view.unfinished or _("Bắt đầu thăm")
        ids.visit.icon = "player-play" if view.unfinished else "door-enter"
        ids.visit.disabled = not (view.can_visit or view.unfinished)
        ids.absent.disabled = not view.can_visit or bool(view.unfinished)

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

    def on_mend(self, visit: Visit) -> None:
        """A visit is to be corrected."""

    def on_wrong_door(self, visit: Visit) -> None:
        """A visit was noted at the wrong household."""

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
        for past in view.history:
            box.add_widget(self._past_visit(past))
        if not view.history:
            box.add_widget(
                EmptyState(icon="door", title=_("Chưa ghé lần nào"), detail=_("Lượt thăm đầu tiên sẽ hiện ở đây."))
            )

    def _past_visit(self, past: PastVisit) -> HistoryVisit:
        shown = HistoryVisit()
        for event in past.events:
            shown.ids.lines.add_widget(_line(event, past))
        if past.note:
            shown.ids.lines.add_widget(_below(Sentence(icon="note", text=past.note, role="label", tone="muted")))
        if past.moved and not past.retracted:
            shown.ids.lines.add_widget(_below(Chip(icon="arrows-exchange", text=_("Chuyển từ hộ khác sang"))))
        if past.corrected and not past.retracted:
            shown.ids.lines.add_widget(_below(Chip(icon="pencil", text=_("Đã sửa"))))
        if past.clock:
            shown.ids.lines.add_widget(_below(Chip(icon="clock-exclamation", text=past.clock)))
        shown.bind(on_release=lambda _visit: self._show_visit(past))
        return shown

    def _show_visit(self, past: PastVisit) -> None:
        sheet = VisitSheet(past)
        sheet.bind(
            on_mend=lambda _sheet: self.dispatch("on_mend", past.mend),
            on_wrong_door=lambda _sheet: self.dispatch("on_wrong_door", past.visit),
        )
        sheet.open(animation=False)


class VisitSheet(Sheet):
    """All that was noted of a visit, what it was before it was corrected, and the ways to correct it: ``on_mend``,
    ``on_wrong_door``."""

    __events__ = ("on_mend", "on_wrong_door")

    def __init__(self, past: PastVisit, **kwargs: object) -> None:
        super().__init__(title=_("Lượt thăm"), **kwargs)
        for one in (past, *past.earlier):
            self._add(one, one is past)
        if past.retracted:
            self.ids.mend.text, self.ids.mend.icon = _("Khôi phục lượt này"), "restore"
        if not past.mend:
            self.ids.card.remove_widget(self.ids.mend)
        if not past.mine or past.retracted:
            self.ids.card.remove_widget(self.ids.wrong_door)

    def close_for(self, event: str) -> None:
        """Close, then go on with that."""
        self.dismiss(animation=False)
        self.dispatch(event)

    def on_mend(self) -> None:
        """The visit is to be opened again."""

    def on_wrong_door(self) -> None:
        """It was noted at the wrong household."""

    def _add(self, past: PastVisit, current: bool) -> None:
        box = self.ids.versions
        if not current:
            box.add_widget(Rule())
            box.add_widget(Text(text=_("Trước khi sửa"), weight="semibold", tone="muted"))
        box.add_widget(Text(text=past.heading, role="label", tone="muted"))
        for event in past.events:
            box.add_widget(_line(event, past))
        told = (
            ("calendar-event", past.promised),
            ("note", past.note),
            ("clock-exclamation", " · ".join(filter(None, (past.clock, past.written)))),
        )
        for icon, words in told:
            if words:
                box.add_widget(Sentence(icon=icon, text=words, role="label", tone="muted"))


def _below(widget: Widget) -> Row:
    """Under the words of a line, not under its icon."""
    row = Row(padding=(dp(60), 0, 0, 0))
    row.add_widget(widget)
    if isinstance(widget, Chip):
        row.bind(width=lambda _row, width: setattr(widget, "most_width", width - row.padding[0]))
    return row


def _line(event: Event, past: PastVisit) -> HistoryLine:
    tone = "muted" if past.retracted else "ink"
    return HistoryLine(icon=event.icon, kind=event.kind, title=event.title, detail=event.detail, tone=tone)


def _banner(notice: Notice) -> Banner:
    return Banner(
        kind=notice.kind,
        icon=notice.icon,
        text=f"[b]{escape_markup(notice.text)}[/b]",
        detail=escape_markup(notice.detail),
    )


load_kv(__file__)
