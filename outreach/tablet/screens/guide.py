"""The guide viewer: one step = one sentence beside one drawn screen; practice; the QR to take along."""

from collections.abc import Callable
from datetime import date
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from outreach.domain.records import Commune
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.guide import OTHER_LANGUAGE, GuidePresenter, StepView
from outreach.tablet.presenters.visit_views import HandoutPage
from outreach.tablet.reading import Reader
from outreach.tablet.screens.guide_feet import EndFoot, PracticeFoot, QrFoot, StepFoot
from outreach.tablet.screens.guide_words import PracticeBar, PracticeEndWords, QrWords, StepNotes, StepWords
from outreach.tablet.screens.listen import ListenButton
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Column, Page, Picker, SoftButton, TopBar
from outreach.tablet.widgets.phone import Phone

Attempt = Callable[[Callable[[], object]], bool]
"""Runs a tap and says whether it was committed."""

_PHONE_SHARE = 0.36
_LEAST_PHONE, _LEAST_PRACTISED = 440, 400


class GuideScreen(BoxLayout):
    """``on_back`` leaves the guide, ``on_done`` follows its last step, ``on_text_size`` asks for larger words."""

    __events__ = ("on_back", "on_done", "on_text_size")

    def __init__(
        self,
        presenter: GuidePresenter,
        commune: Commune,
        today: date,
        reader: Reader,
        page: HandoutPage | None = None,
        attempt: Attempt | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.presenter = presenter
        self.phone: Phone | None = None
        self._commune, self._page, self._today, self._reader = commune, page, today, reader
        self._attempt = attempt or _just_do
        self._showing_qr = False
        self._bar: Widget | None = None
        self._bar_says: tuple[object, ...] = ()
        self.show()

    def show(self) -> None:
        """Build what is to be seen now: the code, the practice, its end, or a step."""
        self.clear_widgets()
        self._reader.stop()  # what was being read is no longer what is seen
        self.phone = None
        self._add_bar()
        presenter = self.presenter
        if self._showing_qr and self._page:
            self._lay_out(QrWords(self._page, self._commune), None)
            self.add_widget(QrFoot(self))
        elif not presenter.practising:
            phone = Phone(screen=presenter.step.screen)
            numbers = presenter.numbers(self._commune.hotline)
            self._lay_out(StepWords(presenter, presenter.step, presenter.stale(self._today), numbers), phone)
            if theme.phone and phone.parent:
                phone.parent.add_widget(StepNotes(presenter.step, numbers))
            self.add_widget(StepFoot(self, presenter.step, presenter.in_visit))
        elif step := presenter.practice_step:
            phone = Phone(screen=step.screen, practising=True, ringed=presenter.missed)
            phone.bind(
                on_press_right=lambda _phone: self.tap(presenter.press_right),
                on_press_wrong=lambda _phone: self.tap(presenter.press_wrong),
            )
            self._lay_out(StepWords(presenter, step), phone)
            if not theme.phone or step.screen.pressable is None:
                self.add_widget(PracticeFoot(self, step))
        else:
            self._lay_out(PracticeEndWords(presenter.practice_end), None)
            self.add_widget(EndFoot(self))

    def tap(self, action: Callable[[], object]) -> None:
        """Do it, then show what is."""
        if self._attempt(action):
            self.show()

    def forward(self) -> None:
        """ "Làm được, tiếp": the next step, or past the last one."""
        if self.presenter.step.last:
            self.dispatch("on_done")
        else:
            self.tap(self.presenter.forward)

    def backward(self) -> None:
        """The step before, or out of the guide."""
        if self.presenter.step.first:
            self.dispatch("on_back")
        else:
            self.tap(self.presenter.backward)

    def show_qr(self, wanted: bool) -> None:
        """The code in place of the step, or the step again."""
        self._showing_qr = wanted
        self.show()

    def on_back(self) -> None:
        """Default handler: nothing."""

    def on_done(self) -> None:
        """Default handler: nothing."""

    def on_text_size(self) -> None:
        """Default handler: nothing."""

    def _add_bar(self) -> None:
        """The same bar as before where it would say the same: its tools are half the work of a step."""
        presenter = self.presenter
        brief = theme.phone and presenter.practising and not self._showing_qr
        step = presenter.practice_step if brief else None
        words = (presenter.title, presenter.subtitle, presenter.language, presenter.voice)
        says = (*words, presenter.practising, self._showing_qr, step and step.number)
        if self._bar is None or says != self._bar_says:
            self._bar, self._bar_says = self._practice_bar(step) if brief else self._top_bar(), says
        self.add_widget(self._bar)

    def _practice_bar(self, step: StepView | None) -> PracticeBar:
        practice = PracticeBar(number=step.number if step else 0, count=step.count if step else 1)
        practice.bind(on_leave=lambda _bar: self.leave())
        return practice

    def _top_bar(self) -> TopBar:
        presenter = self.presenter
        # Without its words the bar has room for the tools: the largest words leave little for anything else.
        narrow = theme.phone and theme.tight
        bar = TopBar(title="" if narrow else presenter.title, subtitle="" if theme.tight else presenter.subtitle)
        bar.bind(on_back=lambda _bar: self.leave())
        if not self._showing_qr and not presenter.practising:
            self._add_tools(bar)
        return bar

    def back(self) -> bool:
        """From the code or the practice to the step; False where the step is shown."""
        if self._showing_qr:
            self.show_qr(False)
        elif self.presenter.practising:
            self.tap(self.presenter.stop_practice)
        else:
            return False
        return True

    def leave(self) -> None:
        """The arrow, or the system's back."""
        if not self.back():
            self.dispatch("on_back")

    def _add_tools(self, bar: TopBar) -> None:
        presenter = self.presenter
        practise = SoftButton(text=_("Tập bấm thử"), icon="hand-click", tone="accent_ink", hug=True)
        practise.bind(on_release=lambda _button: self.tap(presenter.start_practice))
        text = SoftButton(text=_("Chữ"), icon="text-size", hug=True)
        text.bind(on_release=lambda _button: self.dispatch("on_text_size"))
        listen = ListenButton(self._reader, hug=True)
        listen.bind(on_release=lambda _button: self._listen())
        code = [SoftButton(text=_("Mã QR"), icon="qrcode", hug=True)] if self._page else []
        for button in code:
            button.bind(on_release=lambda _button: self.show_qr(True))
        words = self._language_button()
        # On a phone what is used at every door stays in sight, and the others have to be scrolled to.
        phone = (practise, listen, *code, text, words)
        for tool in phone if theme.phone else (listen, text, words, *code, practise):
            bar.add_widget(tool)

    def _language_button(self) -> SoftButton:
        """The other language; or, where others were recorded, the present voice and all there are to choose from."""
        presenter = self.presenter
        button = SoftButton(icon="language", hug=True)
        if len(presenter.voices) == len(OTHER_LANGUAGE):
            button.text = OTHER_LANGUAGE[presenter.language][1]
            button.bind(on_release=lambda _button: self.tap(presenter.change_language))
        else:
            button.text = dict(presenter.voices)[presenter.voice]
            button.bind(on_release=lambda _button: self._pick_voice())
        return button

    def _pick_voice(self) -> None:
        presenter = self.presenter
        picker = Picker(
            presenter.voices,
            presenter.voice,
            lambda voice: self.tap(lambda: presenter.choose_voice(voice or presenter.language)),
            title=_("Nghe bằng tiếng nào?"),
            icon="volume",
        )
        picker.open(animation=False)

    def _listen(self) -> None:
        presenter = self.presenter
        recording = presenter.recording
        file = self._reader.find(presenter.guide, recording) if recording else None
        self._reader.toggle(presenter.speech, presenter.language, file)

    def _lay_out(self, words: Widget, phone: Phone | None) -> None:
        """Words and phone beside each other on a wide screen, else below each other."""
        page = Page()
        self.phone = phone
        if phone is None:
            page.add_widget(words)
            self.add_widget(page)
        elif theme.wide:
            row = BoxLayout(padding=(0, dp(20), theme.gap, dp(4)), spacing=dp(16))
            page.add_widget(words)
            phone.size_hint_x = _PHONE_SHARE
            row.add_widget(page)
            row.add_widget(phone)
            self.add_widget(row)
        else:
            column = Column(padding=(0, 0, 0, dp(12)), spacing=dp(12))
            column.add_widget(words)
            phone.size_hint_y = None
            column.add_widget(phone)
            page.bind(height=lambda *_: _fill(page, words, phone))
            words.bind(height=lambda *_: _fill(page, words, phone))
            page.add_widget(column)
            self.add_widget(page)


def _fill(page: Page, words: Widget, phone: Phone) -> None:
    """The phone takes what the words leave, and never less than it needs to be read."""
    phone.height = max(dp(_LEAST_PRACTISED if phone.practising else _LEAST_PHONE), page.height - words.height - dp(24))


def _just_do(action: Callable[[], object]) -> bool:
    action()
    return True


load_kv(__file__)
