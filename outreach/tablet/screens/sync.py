"""Đồng bộ: where everything noted has got to, and how this tablet wants to be read."""

from dataclasses import replace

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.utils import escape_markup

from outreach.domain.vietnamese import format_number
from outreach.tablet.i18n import LANGUAGES
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.sync import Stage, SyncView, sync_view
from outreach.tablet.presenters.transfers import transfer_view
from outreach.tablet.screens.sync_files import FilesPane
from outreach.tablet.session import Session
from outreach.tablet.settings import TEXT_SCALES, Settings
from outreach.tablet.widgets import Banner, Column, FilterChip, Flow, PrimaryButton, Row, TwoPane


class StageLine(Row):
    """One of the three places a record gets to, with how many are there."""

    icon = StringProperty("")
    kind = StringProperty("primary")
    number = StringProperty("")
    title = StringProperty("")
    detail = StringProperty("")


class SyncHead(Column):
    """The place's name."""


class StatePane(Column):
    """The numbers, and the records that the server has put aside."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._shown: SyncView | None = None

    def show(self, view: SyncView) -> None:
        """Show this state. What is shown already stays as it is: nothing may move away from under a finger."""
        if view == self._shown:
            return
        self._shown = view
        ids = self.ids
        ids.message.clear_widgets()
        if view.message:
            text, detail = escape_markup(view.message), escape_markup(view.message_detail)
            ids.message.add_widget(Banner(kind=view.message_kind, text=text, detail=detail))
        text, detail = view.clock
        if text:
            ids.message.add_widget(Banner(kind="warning", icon="clock-exclamation", text=text, detail=detail))
        text, detail = view.guides
        if text:
            ids.message.add_widget(Banner(kind="warning", icon="book", text=text, detail=escape_markup(detail)))
        ids.stages.clear_widgets()
        for stage in view.stages:
            ids.stages.add_widget(_stage_line(stage))
        ids.last_full.text = view.last_full
        ids.rejected.clear_widgets()
        for record in view.rejected:
            ids.rejected.add_widget(
                Banner(
                    kind=record.kind,
                    icon=record.icon,
                    text=f"[b]{escape_markup(record.title)}[/b]",
                    detail=escape_markup(record.text),
                )
            )


class MachinePane(Column):
    """Text size, language, sunlight and motion. ``on_change`` with the new Settings, ``on_code`` when the leader gave
    a new code for this tablet.
    """

    __events__ = ("on_change", "on_code")

    machine = StringProperty("")

    def __init__(self, settings: Settings, **kwargs: object) -> None:
        self._settings = settings
        super().__init__(**kwargs)
        for scale in TEXT_SCALES:
            self._choice(self.ids.scales, f"{format_number(scale * 100)} %", replace(settings, text_scale=scale))
        for key, name in LANGUAGES.items():
            self._choice(self.ids.languages, name, replace(settings, language=key))
        self._choice(self.ids.light, _("Trong nhà"), replace(settings, outdoor=False))
        self._choice(self.ids.light, _("Ngoài nắng"), replace(settings, outdoor=True))
        self._choice(self.ids.motion, _("Có"), replace(settings, calm=False))
        self._choice(self.ids.motion, _("Không"), replace(settings, calm=True))

    def on_change(self, settings: Settings) -> None:
        """Something else was chosen."""

    def on_code(self) -> None:
        """A new code is to be entered."""

    def _choice(self, box: Flow, words: str, then: Settings) -> None:
        chip = FilterChip(text=words, active=then == self._settings)
        chip.bind(on_release=lambda _chip: self.dispatch("on_change", then))
        box.add_widget(chip)


class SyncScreen(BoxLayout):
    """``on_sync`` when it is to sync now, ``on_change`` (Settings) when this tablet is to be read differently,
    ``on_codes`` when the unsent records are wanted as QR codes, ``on_code`` when there is a new code for this tablet.
    """

    __events__ = ("on_sync", "on_change", "on_codes", "on_code")

    def __init__(self, session: Session, settings: Settings, **kwargs: object) -> None:
        self._session = session
        super().__init__(**kwargs)
        self._state, self._machine = StatePane(), MachinePane(settings)
        self._machine.bind(on_change=lambda _pane, changed: self.dispatch("on_change", changed))
        self._machine.bind(on_code=lambda _pane: self.dispatch("on_code"))
        self._files = FilesPane(session.transfers)
        self._files.bind(on_codes=lambda _pane: self.dispatch("on_codes"))
        self._state.ids.files.add_widget(self._files)
        self._button = PrimaryButton(icon="refresh")
        self._button.bind(on_release=lambda _button: self.dispatch("on_sync"))
        self.add_widget(TwoPane(SyncHead(), self._state, self._machine, self._button))

    def refresh(self) -> None:
        """Show what the store holds now."""
        session = self._session
        state, transfers = session.syncing.state(), session.transfers
        origins = session.store.origins(one.n for one in state.rejected)
        view = sync_view(session.identity, state, session.syncing.running, session.shelf.left_out, origins)
        self._state.show(view)
        self._files.show(transfer_view(state, transfers.exported(), transfers.carried()))
        self._machine.machine = view.machine
        self._button.text = view.button

    def show_status(self) -> None:
        """The whole screen is the status."""
        self.refresh()

    def on_sync(self) -> None:
        """Sync now."""

    def on_change(self, settings: Settings) -> None:
        """The settings were changed."""

    def on_codes(self) -> None:
        """The codes are wanted."""

    def on_code(self) -> None:
        """A new code is to be entered."""


def _stage_line(stage: Stage) -> StageLine:
    return StageLine(icon=stage.icon, kind=stage.kind, number=stage.number, title=stage.title, detail=stage.detail)


load_kv(__file__)
