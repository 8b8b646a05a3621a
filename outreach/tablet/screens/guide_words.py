"""The words beside the drawn phone, and the pages that take its place."""

import re
from collections.abc import Sequence

from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.utils import escape_markup

from outreach.domain.records import Commune
from outreach.domain.vietnamese import first_upper
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.guide import GuidePresenter, PracticeEnd, StepView
from outreach.tablet.presenters.visit_views import HandoutPage
from outreach.tablet.screens.visit_parts import Fold, Numbered, Sentence
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Banner, Chip, Column, Row, Surface, Text

_QUOTED = re.compile(r'[“"]([^”"]+)[”"]')


def with_buttons_bold(sentence: str) -> str:
    """Markup in which the words on a button stand out: "Bấm **“Đăng nhập”**"."""
    return _QUOTED.sub(r"[b]“\1”[/b]", escape_markup(sentence))


class PracticeBar(Surface, BoxLayout):
    """On a phone, in place of the bar on top: the way out of the practice, and where we are (nothing at its end).

    ``on_leave`` when it is tapped.
    """

    __events__ = ("on_leave",)

    number = NumericProperty(0)
    count = NumericProperty(1)

    def on_leave(self) -> None:
        """Enough of it."""


class StepWords(Column):
    """Where we are, the one sentence, the warning right below it, what is right, and what else to do.

    While practising on a phone (``brief``) the room is for the drawing: the bar on top tells where we are.
    """

    number = NumericProperty(1)
    count = NumericProperty(1)
    practising = BooleanProperty(False)
    brief = BooleanProperty(False)
    action = StringProperty("")

    def __init__(
        self, presenter: GuidePresenter, step: StepView, stale: str = "", numbers: Sequence[str] = (), **kwargs: object
    ) -> None:
        super().__init__(
            number=step.number,
            count=step.count,
            practising=presenter.practising,
            brief=presenter.practising and theme.phone,
            action=with_buttons_bold(step.action),
            **kwargs,
        )
        if self.brief:
            self.remove_widget(self.ids.place)
            self._add_brief_notes(presenter, step)
        else:
            self._add_notes(presenter, step, stale, numbers)

    def _add_brief_notes(self, presenter: GuidePresenter, step: StepView) -> None:
        advice = presenter.advice
        if step.warning:
            self.ids.notes.add_widget(_brief("shield-lock", step.warning, "danger"))
        if advice.pressing:
            self.ids.notes.add_widget(_brief(advice.icon, advice.text, "accent_ink" if presenter.missed else "muted"))

    def _add_notes(self, presenter: GuidePresenter, step: StepView, stale: str, numbers: Sequence[str]) -> None:
        notes = self.ids.notes
        if stale:
            notes.add_widget(Banner(kind="warning", text=stale))
        if step.first and presenter.needed and not presenter.practising:
            things = "\n".join(f"• {with_buttons_bold(thing)}" for thing in presenter.needed)
            notes.add_widget(Fold(icon="list-check", title=_("Cần có"), detail=things, opened=not theme.phone))
        if step.warning:
            notes.add_widget(Banner(kind="danger", text=f"[b]{with_buttons_bold(step.warning)}[/b]"))
        if presenter.practising:
            advice = presenter.advice
            notes.add_widget(Banner(kind=advice.kind, icon=advice.icon, text=advice.text))
        elif not theme.phone:
            notes.add_widget(StepNotes(step, numbers))


def _brief(icon: str, text: str, tone: str) -> Sentence:
    return Sentence(icon=icon, text=text, tone=tone, role="small", weight="semibold", icon_size=dp(20))


class StepNotes(Column):
    """What is right, what else to do, and what was marked; on a phone it stands below the drawing."""

    def __init__(self, step: StepView, numbers: Sequence[str], **kwargs: object) -> None:
        super().__init__(**kwargs)
        if step.unchecked:
            self.add_widget(Chip(icon="user-question", text=_("Cần cán bộ kiểm tra"), kind="warning"))
        if step.success:
            right = f"[b][color={theme.hex('success')}]{_('Đúng rồi khi')}[/color][/b] "
            self.add_widget(Banner(kind="success", text=right + with_buttons_bold(step.success)))
        if step.otherwise:
            fold = Fold(title=_("Nếu không thấy như vậy?"), detail=with_buttons_bold(step.otherwise))
            fold.opened = not theme.phone
            self.add_widget(fold)
        if step.stuck:
            self.add_widget(Banner(kind="warning", icon="flag", text=_("Đã đánh dấu: mắc ở bước này.")))
        if numbers:
            self.add_widget(
                Banner(kind="info", icon="phone-call", text="\n".join(escape_markup(one) for one in numbers))
            )


class PracticeEndWords(Column):
    """All steps were pressed: what was learnt, step by step."""

    end = ObjectProperty(None)
    done_when = StringProperty("")

    def __init__(self, end: PracticeEnd, **kwargs: object) -> None:
        super().__init__(end=end, done_when=with_buttons_bold(end.done_when), **kwargs)
        for number, action in enumerate(end.learnt, 1):
            row = Row(spacing=self.ids.learnt.spacing)
            row.add_widget(Numbered(text=str(number), pos_hint={"top": 1}))
            row.add_widget(Text(text=with_buttons_bold(action), markup=True, pos_hint={"center_y": 0.5}))
            self.ids.learnt.add_widget(row)


class QrWords(Column):
    """The guide's code, large."""

    page = ObjectProperty(None)
    commune = StringProperty("")

    def __init__(self, page: HandoutPage, commune: Commune, **kwargs: object) -> None:
        super().__init__(page=page, commune=first_upper(commune.name), **kwargs)


load_kv(__file__)
