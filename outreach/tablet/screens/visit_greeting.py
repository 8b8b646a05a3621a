"""The greeting: what is read out, and whether they agree to be recorded."""

from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import greeting
from outreach.tablet.screens.visit_parts import Panel, Sentence, Tap


class GreetingPanel(Panel):
    """The notice beside the three rules; the two answers weigh the same."""

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        view = greeting(presenter.commune, presenter.official)
        self.ids.opening.text = view.opening
        for line in view.lines:
            self.ids.lines.add_widget(Sentence(icon=line.icon, text=line.text))
        for rule in view.rules:
            self.ids.rules.add_widget(Sentence(icon=rule.icon, text=rule.text, tone="danger", weight="semibold"))


class DeclinedPanel(Panel):
    """They do not agree: that is fine, and a guide can still be shown."""


load_kv(__file__)
