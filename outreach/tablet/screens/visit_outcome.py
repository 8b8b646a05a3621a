"""Who was met: one tap."""

from outreach.domain.records import Outcome
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import outcome_choices
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.theme import theme
from outreach.tablet.widgets import ChoiceCard


class OutcomePanel(Panel):
    """One large card an answer; the tap moves on."""

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        for choice in outcome_choices(presenter.draft.agreed):
            card = ChoiceCard(
                icon=choice.icon,
                icon_tone=choice.tone,
                text=choice.text,
                detail=choice.detail,
                beside=theme.phone,
                selected=presenter.draft.outcome is choice.outcome,
            )
            card.bind(on_release=lambda _card, outcome=choice.outcome: self._choose(outcome))
            self.ids.choices.add_widget(card)

    def _choose(self, outcome: Outcome) -> None:
        self.tap(lambda: self.presenter.choose(outcome))


load_kv(__file__)
