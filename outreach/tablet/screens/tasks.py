"""Việc: the calls for help and the visits that were promised."""

from kivy.uix.boxlayout import BoxLayout
from kivy.utils import escape_markup

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.tasks import Task, TaskGroup, task_groups
from outreach.tablet.session import Session
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Card, EmptyState, ListItem, Rule, Text


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
        for group in groups:
            box.add_widget(self._card(group))
        if not groups:
            box.add_widget(
                EmptyState(
                    icon="checklist",
                    kind="success",
                    title=_("Không có việc nào đang chờ"),
                    detail=_("Khi hẹn ghé lại một hộ, hoặc hộ đó nhờ giúp lại, việc đó sẽ hiện ở đây."),
                )
            )

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
            card.add_widget(self._item(task))
        return card

    def _item(self, task: Task) -> ListItem:
        place = f" [color={theme.hex('muted')}]· {escape_markup(task.place)}[/color]" if task.place else ""
        title = f"[b]{_('Hộ {code}').format(code=escape_markup(task.code))}[/b]{place}"
        item = ListItem(icon=task.icon, kind=task.kind, title=title, detail=escape_markup(task.reason))
        item.bind(on_release=lambda _item: self.dispatch("on_household", task.household))
        return item


load_kv(__file__)
