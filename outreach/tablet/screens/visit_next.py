"""When to come again, and a note for who wants to write one."""

from datetime import date

from outreach.domain.errors import OutreachError
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import day_choices, note_warnings
from outreach.tablet.screens.visit_parts import Panel, Tap
from outreach.tablet.widgets import Banner, ChoiceCard, TextField


class NextVisitPanel(Panel):
    """A card a day; the tap moves on. The note is kept with every letter."""

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        for choice in day_choices(presenter.draft, presenter.today()):
            card = ChoiceCard(
                icon=choice.icon,
                icon_tone="primary" if choice.day else "muted",
                text=choice.text,
                detail=choice.detail + (" · " + _("nên chọn") if choice.suggested else ""),
                beside=True,
                selected=choice.day is not None and choice.day == presenter.draft.next_visit,
            )
            card.bind(on_release=lambda _card, day=choice.day: self._promise(day))
            self.ids.choices.add_widget(card)
        if presenter.draft.note:
            self.open_note()

    def start_note(self) -> None:
        """The field, in sight and ready to type in."""
        self.open_note().ids.input.focus = True
        self.ids.page.scroll_y = 1

    def open_note(self) -> TextField:
        """The field at the top, where no keyboard covers it, in place of its button."""
        self.ids.box.remove_widget(self.ids.add_note)
        field = TextField(
            text=self.presenter.draft.note, hint=_("Ghi chú ngắn, không ghi tên hay số của dân"), icon="pencil"
        )
        field.bind(text=lambda _field, text: self._write(text))
        self.ids.note.add_widget(field)
        self._warn(field.text)
        return field

    def _write(self, text: str) -> None:
        try:
            self.presenter.write_note(text)
        except OutreachError as error:
            self._say([Banner(kind="warning", text=error.text(language()))])
        else:
            self._warn(text)

    def _warn(self, text: str) -> None:
        self._say([Banner(kind="danger", text=sentence) for sentence in note_warnings(text)])

    def _say(self, banners: list[Banner]) -> None:
        note = self.ids.note
        for old in note.children[:-1]:
            note.remove_widget(old)
        for banner in banners:
            note.add_widget(banner)

    def _promise(self, day: date | None) -> None:
        self.tap(lambda: self.presenter.promise(day))


load_kv(__file__)
