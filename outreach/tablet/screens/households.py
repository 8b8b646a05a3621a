"""Hộ dân: search and filters, the list, and beside it the page of the household that is open."""

from dataclasses import replace
from functools import partial

from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.recycleview import RecycleView
from kivy.uix.recycleview.views import RecycleDataViewBehavior

from outreach.domain.records import Visit
from outreach.store import HouseholdRow, UnknownHousehold
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.households import HouseholdsView, Query, households_view
from outreach.tablet.screens.household import HouseholdPage
from outreach.tablet.screens.household_edit import FindSheet
from outreach.tablet.session import Session
from outreach.tablet.theme import theme
from outreach.tablet.widgets import EmptyState, FilterChip, Flow, Picker, Row, Strip
from outreach.tablet.widgets.buttons import Pressable
from outreach.tablet.widgets.dragging import Draggable


class HouseholdLine(RecycleDataViewBehavior, Pressable, BoxLayout):
    """A row of the list; all are equally high. ``stacked`` puts the state below the words in narrow windows."""

    stacked = BooleanProperty(False)

    household = StringProperty("")
    code = StringProperty("")
    place = StringProperty("")
    icon = StringProperty("")
    kind = StringProperty("neutral")
    word = StringProperty("")
    selected = BooleanProperty(False)


class HouseholdList(Draggable, RecycleView):
    """All lines that the filters let through, of which only those in sight are widgets."""


class HouseholdsScreen(BoxLayout):
    """``on_visit`` starts a visit of a household, ``on_mend`` (Visit) corrects one, ``on_wrong_door`` (Visit) takes one
    back, ``on_noted`` after one was noted, ``on_ask`` for the sync place. ``knows_where``: there is a thôn to which a
    household could be added."""

    knows_where = BooleanProperty(False)

    __events__ = ("on_visit", "on_mend", "on_wrong_door", "on_noted", "on_ask")

    def __init__(self, session: Session, **kwargs: object) -> None:
        self._session = session
        super().__init__(**kwargs)
        self._page = HouseholdPage(session)
        self._page.bind(
            on_visit=lambda _page, household: self.dispatch("on_visit", household),
            on_mend=lambda _page, visit: self.dispatch("on_mend", visit),
            on_wrong_door=lambda _page, visit: self.dispatch("on_wrong_door", visit),
            on_noted=lambda _page: self.dispatch("on_noted"),
            on_back=lambda _page: self.open(None),
        )
        self._nothing_open = EmptyState(
            icon="home", title=_("Chọn một hộ ở bên trái"), detail=_("Sẽ thấy gia đình cần gì và đã làm gì.")
        )
        self._nothing_open.pos_hint, self._nothing_open.size_hint_x = {"center_y": 0.6}, 0.558
        self._pane = self.ids.pane.__self__  # the rule's ids hold it weakly, and it leaves the tree
        self._add_filters()
        self._hamlets: tuple[tuple[str | None, str], ...] = ()
        self._filters: dict[str, FilterChip] = {}
        self.ids.field.text = session.query.search
        self.ids.field.bind(text=lambda _field, text: self._search(text))

    def refresh(self) -> None:
        """Show what the store holds now."""
        session = self._session
        view = households_view(session.store, session.identity.scope, session.query, session.today())
        self._show_list(view)
        self._show_page()

    def show_status(self) -> None:
        """This place has no sync chip of its own; the page has the room."""

    def open(self, household: str | None) -> None:
        """Show the page of a household, or the list alone."""
        self._session.household = household
        self.refresh()

    def back(self) -> bool:
        """Close the page where it covers the list; whether there was one."""
        if theme.wide or self._session.household is None:
            return False
        self.open(None)
        return True

    def choose_hamlet(self) -> None:
        """Ask which thôn to list."""
        if len(self._hamlets) > 1:
            Picker(self._hamlets, self._session.query.hamlet, self._set_hamlet, title=_("Chọn thôn")).open(
                animation=False
            )

    def add_household(self) -> None:
        """Note a door that is on no list."""
        session = self._session
        own = [hamlet for hamlet in session.store.hamlets() if hamlet.id in session.identity.scope]
        own.sort(key=lambda hamlet: hamlet.id != session.query.hamlet)
        if own:
            FindSheet(session, own, self._show_found).open(animation=False)

    def on_visit(self, household: str) -> None:
        """A visit was started."""

    def on_mend(self, visit: Visit) -> None:
        """A visit is to be corrected."""

    def on_wrong_door(self, visit: Visit) -> None:
        """A visit was noted at the wrong household."""

    def on_noted(self) -> None:
        """Something was noted about a household."""

    def on_ask(self) -> None:
        """The sync chip was tapped."""

    def _show_found(self, household: str, new: bool) -> None:
        self._session.household = household
        if new:
            self.dispatch("on_noted")
        else:
            self.refresh()

    def _search(self, text: str) -> None:
        self._narrow(replace(self._session.query, search=text.strip()))

    def _set_hamlet(self, hamlet: str | None) -> None:
        self._narrow(replace(self._session.query, hamlet=hamlet))

    def _narrow(self, query: Query) -> None:
        self._session.query = query
        self.ids.list.scroll_y = 1
        self.refresh()

    def _show_list(self, view: HouseholdsView) -> None:
        self._hamlets = view.hamlets
        self.knows_where = any(hamlet for hamlet, _title in view.hamlets)
        ids = self.ids
        self._hamlet.text = view.hamlet
        self._hamlet.icon = "chevron-down" if len(view.hamlets) > 1 else ""
        ids.summary.text = view.summary
        ids.list.data = [
            {
                "household": line.household,
                "code": line.code,
                "place": line.place,
                "icon": line.icon,
                "kind": line.kind,
                "word": line.word,
                "selected": line.household == self._session.household,
                "on_release": partial(self.open, line.household),
            }
            for line in view.lines
        ]
        none, nothing = view.nothing, ids.nothing
        nothing.icon, nothing.kind, nothing.title, nothing.detail = none.icon, none.kind, none.title, none.detail
        nothing.opacity = 0 if view.lines else 1
        self._show_filters(view)

    def _show_filters(self, view: HouseholdsView) -> None:
        """A chip stays the same widget while its filter is offered: one being pressed is not taken away."""
        states = [one.state for one in view.filters]
        if states != list(self._filters):
            self._chips.clear_widgets(list(self._filters.values()))
            self._filters = {state: self._filters.get(state) or self._filter(state) for state in states}
            for chip in self._filters.values():
                self._chips.add_widget(chip)
        for one in view.filters:
            chip = self._filters[one.state]
            chip.text, chip.active = one.text, one.active

    def _filter(self, state: str) -> FilterChip:
        chip = FilterChip()
        chip.bind(on_release=lambda _chip: self._toggle(state))
        return chip

    def _add_filters(self) -> None:
        """The chip of the thôn and those of the states: in lines where there is room, else in one that scrolls."""
        self._hamlet = FilterChip(active=True, icon_after=True)
        self._hamlet.bind(on_release=lambda _chip: self.choose_hamlet())
        if theme.phone or theme.large:
            self._chips = Row(size_hint_x=None, spacing=dp(8))
            self._chips.bind(minimum_width=self._chips.setter("width"))
            strip = Strip(size_hint_y=None, ground=theme.surface)
            self._chips.bind(height=strip.setter("height"))
            strip.add_widget(self._chips)
            self.ids.filters.add_widget(strip)
        else:
            self._chips = Flow(spacing=(dp(8), 0))
            self.ids.filters.add_widget(self._chips)
        self._chips.add_widget(self._hamlet)

    def _toggle(self, state: str) -> None:
        self._narrow(self._session.query.toggled(state))

    def _show_page(self) -> None:
        row = self._open_row()
        if row:
            self._page.show(row)
        panes = [self._pane] if theme.wide or not row else []
        if theme.wide or row:
            panes.append(self._page if row else self._nothing_open)
        # Only when they change: a pane that is taken out and put back loses the keyboard while someone types.
        if panes != self.children[::-1]:
            self.clear_widgets()
            for pane in panes:
                self.add_widget(pane)

    def _open_row(self) -> HouseholdRow | None:
        if self._session.household is None:
            return None
        try:
            return self._session.store.household_row(self._session.household)
        except UnknownHousehold:  # it left this tablet at a sync while its page was open
            self._session.household = None
            return None


load_kv(__file__)
