"""Which guide: those the household has not mastered come first."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import TopicCard, topic_cards
from outreach.tablet.presenters.words import NEED_ICONS, need_word
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Chip, Choices, Column
from outreach.tablet.widgets.buttons import Pressable


class TopicChoice(Pressable, BoxLayout):
    """A guide as a big card."""

    icon = StringProperty("book")
    title = StringProperty("")
    detail = StringProperty("")
    history = StringProperty("")
    badge = StringProperty("")
    badge_icon = StringProperty("")
    badge_kind = StringProperty("accent")
    shown = BooleanProperty(False)
    min_height = NumericProperty("72dp")


class TopicsPanel(Panel):
    """The guides as cards; below them the way on."""

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        for need in presenter.household.needs:
            self.ids.needs.add_widget(Chip(icon=NEED_ICONS[need], text=need_word(need)))
        draft = presenter.draft
        columns = 3 if theme.wide and theme.text_scale < 1.5 else 2
        topics = Column(spacing=dp(12)) if theme.phone or theme.tight else Choices(cols=columns)
        for card in topic_cards(presenter.guides, presenter.history, draft, presenter.today()):
            topics.add_widget(self._card(card))
        self.ids.box.add_widget(topics)
        nothing = _("Không làm bài nào") if draft.replaces or theme.cramped else _("Hôm nay không làm bài nào")
        self.ids.go_on.text = _("Xong phần hướng dẫn") if draft.guides else nothing

    def _card(self, card: TopicCard) -> TopicChoice:
        badge, icon, kind = "", "", "accent"
        if card.stale:
            badge, icon, kind = _("Cần kiểm tra lại"), "alert-triangle", "warning"
        elif card.shown:
            badge, icon, kind = _("Trong lượt này"), "check", "success"
        elif card.suggested:
            badge, icon, kind = _("Nên làm"), "bulb", "accent"
        choice = TopicChoice(
            icon=card.icon,
            title=card.title,
            detail=card.detail,
            history=card.history,
            badge=badge,
            badge_icon=icon,
            badge_kind=kind,
            shown=card.shown,
        )
        choice.bind(on_release=lambda _choice: self.tap(lambda: self.presenter.open_guide(card.guide)))
        return choice


load_kv(__file__)
