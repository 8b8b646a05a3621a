"""The greeting: what is read out, and whether they agree to be recorded."""

from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.i18n import language
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import declined_choices, greeting
from outreach.tablet.reading import Reader
from outreach.tablet.screens.listen import ListenButton
from outreach.tablet.screens.visit_parts import Panel, Sentence, Tap
from outreach.tablet.theme import theme
from outreach.tablet.widgets import ChoiceCard, Surface


class GreetingPanel(Panel):
    """The notice beside the three rules; the two answers weigh the same."""

    def __init__(self, presenter: VisitPresenter, tap: Tap, reader: Reader, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        view = greeting(presenter.commune, presenter.official)
        self.ids.opening.text = view.opening
        listen = ListenButton(reader, hug=True, pos_hint={} if theme.phone else {"center_y": 0.5})
        listen.bind(on_release=lambda _button: reader.toggle(view.speech, language()))
        self.ids.greeting.add_widget(listen)
        for line in view.lines:
            self.ids.lines.add_widget(Sentence(icon=line.icon, text=line.text))
        for rule in view.rules:
            self.ids.rules.add_widget(Sentence(icon=rule.icon, text=rule.text, tone="danger", weight="semibold"))


class DeclinedPanel(Panel):
    """They do not agree: that is fine, and a guide can still be shown.

    In a correction nothing can be shown unrecorded any more: there is a record already.
    """

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        for choice in declined_choices(presenter.draft.replaces is not None):
            card = ChoiceCard(
                beside=True, icon=choice.icon, icon_tone=choice.tone, text=choice.text, detail=choice.detail
            )
            card.bind(on_release=lambda _card, then=choice.then: tap(getattr(presenter, then)))
            self.ids.choices.add_widget(card)


class UnrecordedStrip(Surface, BoxLayout):
    """Above every screen of who is not recorded: that nothing is."""


load_kv(__file__)
