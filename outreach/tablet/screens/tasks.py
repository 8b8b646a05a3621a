"""Việc: the calls for help and the visits that were promised."""

from functools import partial

from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.nothing import no_tasks
from outreach.tablet.presenters.tasks import TaskGroup, choice_groups, task_groups
from outreach.tablet.screens.door_item import door_item
from outreach.tablet.session import Session
from outreach.tablet.widgets import Card, EmptyState, Rule, Text


class TasksScreen(BoxLayout):
    """``on_household`` opens the page of the household a task is about, ``on_ask`` the sync place."""

    __events__ = ("on_household", "on_ask")

    def __init__(self, session: Session, **kwargs: object) -> None:
        self._session = session
        super().__init__(**kwargs)

    def refresh(self) -> None:
        """Show what the store holds now."""
        self.show_status()
        box = self.ids.groups
        box.clear_widgets()
        store, session = self._session.store, self._session
        promised = store.households(promised=True)
        groups = task_groups(store.calling(), promised, session.guides, session.today())
        groups += choice_groups(store.households_to_choose())
        for group in groups:
            box.add_widget(self._card(group))
        if not groups:
            none = no_tasks(session.syncing.state())
            box.add_widget(EmptyState(icon=none.icon, kind=none.kind, title=none.title, detail=none.detail))

    def show_status(self) -> None:
        """Show where the work has got to."""
        self.ids.header.title = _("Việc cần làm")
        self.ids.header.status = self._session.syncing.status()

    def on_household(self, household: str) -> None:
        """A task was tapped."""

    def on_ask(self) -> None:
        """The sync chip was tapped."""

    def _card(self, group: TaskGroup) -> Card:
        card = Card(padding=0, spacing=0)
        title = Text(text=group.title, role="heading", weight="bold")
        title.padding = [20, 14]
        card.add_widget(title)
        for task in group.tasks:
            card.add_widget(Rule())
            card.add_widget(door_item(task, partial(self.dispatch, "on_household")))
        return card


load_kv(__file__)
