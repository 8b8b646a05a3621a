"""How far they got: four large choices."""

from kivy.properties import BooleanProperty

from outreach.domain.records import Ability
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import ability_choices, ability_view
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.theme import theme
from outreach.tablet.widgets import ChoiceCard


class AbilityPanel(Panel):
    """The ladder for the guide shown last; a tap marks, "Tiếp tục" moves on."""

    rated = BooleanProperty(False)

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        view = ability_view(presenter.guides, presenter.draft, presenter.today())
        super().__init__(presenter, tap, rated=view.chosen is not None, **kwargs)
        ids = self.ids
        ids.tile.icon, ids.title.text, ids.detail.text, ids.tip.text = view.icon, view.title, view.detail, view.tip
        for choice in ability_choices():
            card = ChoiceCard(
                icon=choice.icon,
                icon_tone=choice.tone,
                text=choice.text,
                detail=choice.detail,
                beside=theme.phone,
                selected=view.chosen is choice.ability,
            )
            card.bind(on_release=lambda _card, ability=choice.ability: self.rate(ability))
            ids.choices.add_widget(card)
        ids.knew.active = view.chosen is Ability.ALREADY_ABLE
        if not self.rated:
            ids.foot.remove_widget(ids.go_on)

    def rate(self, ability: Ability) -> None:
        """Mark the answer; the screen stays."""
        self.tap(lambda: self.presenter.rate_ability(ability))

    def knew_before(self) -> None:
        """ "Nhà đã biết từ trước": nothing was taught."""
        self.rate(Ability.ALREADY_ABLE)


load_kv(__file__)
