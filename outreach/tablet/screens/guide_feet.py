"""The buttons below a guide: for a step, for the practice, for its end, for the code."""

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.guide import StepView
from outreach.tablet.screens.visit_parts import Foot, StackButton
from outreach.tablet.theme import theme
from outreach.tablet.widgets import BaseButton, OutlineButton

_ROOMY = 1.25
"""Text scale up to which a wide screen has room for all words beside their icons."""


class GuideFoot(Foot):
    """``screen`` is the guide's screen, whose methods the buttons call."""

    screen = ObjectProperty(None)

    def __init__(self, screen: Any, **kwargs: Any) -> None:
        super().__init__(screen=screen, **kwargs)


class StepFoot(GuideFoot):
    """Back, "Mắc ở bước này" inside a visit, and on."""

    last = BooleanProperty(False)

    def __init__(self, screen: Any, step: StepView, in_visit: bool, **kwargs: Any) -> None:
        super().__init__(screen, last=step.last, **kwargs)
        self.ids.go_on.text = _forward_words(step.last, in_visit)
        back = _small("arrow-left", _("Bước trước"), "" if theme.tight else _("Trước"), "primary")
        back.bind(on_release=lambda _button: screen.backward())
        self.ids.before.add_widget(back)
        if in_visit:
            words = _("Bỏ đánh dấu mắc") if step.stuck else _("Mắc ở bước này")
            tone = "warning_ink" if step.stuck else "warning"
            stuck = _small("flag", words, _("Bỏ mắc") if step.stuck else _("Mắc"), tone)
            if step.stuck:
                stuck.rest = theme.warning_soft
            stuck.bind(on_release=lambda _button: screen.tap(screen.presenter.toggle_stuck))
            self.ids.between.add_widget(stuck)


class PracticeFoot(GuideFoot):
    """Back, and on where there is nothing to press. On a phone the way out is in the bar on top."""

    def __init__(self, screen: Any, step: StepView, **kwargs: Any) -> None:
        super().__init__(screen, **kwargs)
        if theme.phone:
            self.remove_widget(self.ids.leave)
        if step.first:
            self.remove_widget(self.ids.back)
        if step.screen.pressable is not None:
            self.remove_widget(self.ids.go_on)


class EndFoot(GuideFoot):
    """Once more, or back to the guide."""


class QrFoot(GuideFoot):
    """Back to the step."""


def _forward_words(last: bool, in_visit: bool) -> str:
    if not in_visit:
        return _("Xong bài") if last else _("Bước sau")
    if theme.phone and theme.tight:
        return _("Xong") if last else _("Tiếp")
    return _("Làm được, xong bài") if last else _("Làm được, tiếp")


def _small(icon: str, words: str, word: str, tone: str) -> BaseButton | StackButton:
    """A button of the foot: with all its words, or, where there is less room, below its icon."""
    if theme.phone:
        return StackButton(icon=icon, text=word, tone=tone)
    if not theme.wide or theme.text_scale > _ROOMY:
        return StackButton(icon=icon, text=words, tone=tone)
    return OutlineButton(icon=icon, text=words, tone=tone, role="body", hug=True)


load_kv(__file__)
