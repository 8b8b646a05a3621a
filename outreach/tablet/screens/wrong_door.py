"""Taking back a visit that was noted at the wrong household: which is the right one, and then what was done."""

from collections.abc import Callable
from functools import partial

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.domain.errors import OutreachError
from outreach.domain.records import Household
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.wrong_door import Question, WrongDoorPresenter
from outreach.tablet.screens.door_item import door_item
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.widgets import Banner, Confirm, Rule, TopBar


class WrongDoorScreen(BoxLayout):
    """``on_saved`` once it was committed, ``on_leave`` without, or when all is read, ``on_home`` to Hôm nay,
    ``on_household`` (id) to the page of a household."""

    __events__ = ("on_saved", "on_leave", "on_home", "on_household")

    def __init__(self, presenter: WrongDoorPresenter, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.presenter = presenter
        self.show()

    def show(self) -> None:
        """Ask for the right household, or say what was done."""
        self.clear_widgets()
        if done := self.presenter.done:
            panel = TakenBackPanel(self.presenter, self._tap, text=done.text, code=done.household.code)
            panel.bind(
                on_home=lambda _panel: self.dispatch("on_home"),
                on_household=lambda _panel: self.dispatch("on_household", done.household.id),
            )
            self.add_widget(panel)
            return
        bar = TopBar(title=_("Hộ đúng là hộ nào?"), back_icon="x")
        bar.bind(on_back=lambda _bar: self.leave())
        self.add_widget(bar)
        self.add_widget(RightDoorPanel(self.presenter, self._tap))

    def leave(self) -> None:
        """The cross, or the system's back."""
        self.dispatch("on_leave")

    def on_saved(self) -> None:
        """Default handler: nothing."""

    def on_leave(self) -> None:
        """Default handler: nothing."""

    def on_home(self) -> None:
        """Default handler: nothing."""

    def on_household(self, household: str) -> None:
        """Default handler: nothing."""

    def _tap(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OutreachError as error:
            self.show()
            self.add_widget(Banner(kind="warning", text=error.text(language())), len(self.children) - 1)
            return
        self.show()
        self.dispatch("on_saved")


class RightDoorPanel(Panel):
    """The doors to choose from: one tap picks one, a question follows."""

    def __init__(self, presenter: WrongDoorPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        self.ids.field.text = presenter.search
        self.ids.field.bind(text=lambda _field, text: self._search(text))
        self._show_doors()

    def drop(self) -> None:
        """Nobody knows the right one."""
        self._ask(self.presenter.asked_to_drop(), None)

    def _search(self, text: str) -> None:
        self.presenter.search = text.strip()
        self._show_doors()

    def _show_doors(self) -> None:
        box, choice = self.ids.doors, self.presenter.choice()
        box.clear_widgets()
        for right, door in choice.doors:
            if box.children:
                box.add_widget(Rule())
            box.add_widget(door_item(door, partial(self._pick, right)))
        self.ids.others.text = choice.others

    def _pick(self, right: Household, _id: str) -> None:
        self._ask(self.presenter.asked_to_move(right), right)

    def _ask(self, question: Question, right: Household | None) -> None:
        Confirm(
            lambda: self.tap(lambda: self.presenter.retract(right)),
            icon="arrows-exchange" if right else "arrow-back-up",
            title=question.title,
            text=question.text,
            yes_text=question.yes,
            no_text=_("Thôi"),
        ).open(animation=False)


class TakenBackPanel(Panel):
    """Made only after all was committed. ``on_home``: to today's list; ``on_household``: to that of ``code``."""

    __events__ = ("on_home", "on_household")

    text = StringProperty("")
    code = StringProperty("")

    def on_home(self) -> None:
        """ "Về Hôm nay"."""

    def on_household(self) -> None:
        """ "Mở hộ ..."."""


load_kv(__file__)
