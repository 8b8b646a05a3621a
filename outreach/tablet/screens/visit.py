"""A visit from greeting to saved: shows the screen of the step the draft stands at."""

from collections.abc import Callable
from typing import Any

from kivy.uix.boxlayout import BoxLayout

from outreach.domain.draft import VisitStep
from outreach.domain.errors import OutreachError
from outreach.domain.records import Visit
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.today import unfinished
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import handout_page, header
from outreach.tablet.presenters.words import since
from outreach.tablet.reading import Reader
from outreach.tablet.screens.guide import GuideScreen
from outreach.tablet.screens.visit_ability import AbilityPanel
from outreach.tablet.screens.visit_faces import FacesPanel
from outreach.tablet.screens.visit_greeting import DeclinedPanel, GreetingPanel, UnrecordedStrip
from outreach.tablet.screens.visit_handout import HandoutPanel
from outreach.tablet.screens.visit_leave import LeaveSheet, UnfinishedPanel, confirm_end
from outreach.tablet.screens.visit_next import NextVisitPanel
from outreach.tablet.screens.visit_outcome import OutcomePanel
from outreach.tablet.screens.visit_parts import Panel, stage_widget
from outreach.tablet.screens.visit_saved import SavedPanel
from outreach.tablet.screens.visit_topics import TopicsPanel
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Banner, TopBar

_PANELS: dict[VisitStep, type[Panel]] = {
    VisitStep.DECLINED: DeclinedPanel,
    VisitStep.OUTCOME: OutcomePanel,
    VisitStep.TOPICS: TopicsPanel,
    VisitStep.GUIDE: TopicsPanel,  # where the open guide is no longer on the tablet
    VisitStep.ABILITY: AbilityPanel,
    VisitStep.NEXT_VISIT: NextVisitPanel,
    VisitStep.HANDOUT: HandoutPanel,
    VisitStep.SATISFACTION: FacesPanel,
}


class VisitScreen(BoxLayout):
    """``on_saved`` once a record was committed, ``on_close`` when the visit is left (kept, forgotten or over),
    ``on_home`` to Hôm nay, ``on_next`` for the next door, ``on_wrong_door`` (Visit) when what was saved is not of this
    one, ``on_text_size`` when larger words are asked for.
    """

    __events__ = ("on_saved", "on_close", "on_home", "on_next", "on_wrong_door", "on_text_size")

    def __init__(self, presenter: VisitPresenter, reader: Reader, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.presenter = presenter
        self._reader = reader
        self._panel: Panel | GuideScreen | None = None
        self.show()

    def show(self) -> None:
        """Build the screen of the present step."""
        self.clear_widgets()
        self._reader.stop()  # what was being read is no longer what is seen
        presenter, self._panel = self.presenter, None
        if presenter.waiting:
            correcting = presenter.draft.replaces is not None
            bar = TopBar(title=_("Còn một lượt đang sửa dở") if correcting else _("Còn một lượt thăm đang dở"))
            bar.bind(on_back=lambda _bar: self.leave())
            self.add_widget(bar)
            self._show_panel(UnfinishedPanel(presenter, self._tap, text=self._unfinished(), correcting=correcting))
        elif presenter.saved:
            panel = SavedPanel(presenter, self._tap)
            panel.bind(
                on_next=lambda _panel: self.dispatch("on_next"),
                on_home=lambda _panel: self.dispatch("on_home"),
                on_wrong_door=lambda _panel: self.dispatch("on_wrong_door", presenter.saved.record),
            )
            self._show_panel(panel)
        elif presenter.draft.step is VisitStep.GUIDE and self._show_guide():
            pass
        elif presenter.draft.step is VisitStep.SATISFACTION:
            self._show_panel(FacesPanel(presenter, self._tap))
        elif presenter.draft.step is VisitStep.GREETING:
            self._add_bar()
            self._show_panel(GreetingPanel(presenter, self._tap, self._reader))
        else:
            self._add_bar()
            self._show_panel(_PANELS[presenter.draft.step](presenter, self._tap))
        if presenter.draft.unrecorded:
            self.add_widget(UnrecordedStrip(), len(self.children))

    def show_status(self) -> None:
        """An exchange with the server moved on."""
        if isinstance(self._panel, SavedPanel):
            self._panel.refresh()

    def leave(self) -> None:
        """The cross (or the system's back): out of a guide's practice, else keep the visit, or forget it."""
        if isinstance(self._panel, GuideScreen) and self._panel.back():
            return
        if self.presenter.saved or self.presenter.waiting:
            self.dispatch("on_close")
        elif self.presenter.untouched:
            self._discard()
        elif self.presenter.draft.unrecorded:
            confirm_end(self._end)
        else:
            sheet = LeaveSheet(self._keep, self._discard)
            sheet.correcting = self.presenter.draft.replaces is not None
            sheet.open(animation=False)

    def on_saved(self) -> None:
        """Default handler: nothing."""

    def on_close(self) -> None:
        """Default handler: nothing."""

    def on_home(self) -> None:
        """Default handler: nothing."""

    def on_next(self) -> None:
        """Default handler: nothing."""

    def on_wrong_door(self, visit: Visit) -> None:
        """Default handler: nothing."""

    def on_text_size(self) -> None:
        """Default handler: nothing."""

    def _tap(self, action: Callable[[], object]) -> None:
        saved = self.presenter.saved
        if self._try(action):
            self.show()
            if self.presenter.saved and not saved:
                self.dispatch("on_saved")

    def _try(self, action: Callable[[], object]) -> bool:
        """Whether the tap was committed; where it was not, the sentence why stands above the same screen."""
        try:
            action()
        except OutreachError as error:
            self.show()
            self.add_widget(Banner(kind="warning", text=error.text(language())), len(self.children) - 1)
            return False
        return True

    def _keep(self) -> None:
        if self._try(self.presenter.keep):
            self.dispatch("on_close")

    def _discard(self) -> None:
        if self._try(self.presenter.discard):
            self.dispatch("on_close")

    def _end(self) -> None:
        """Leave who is not recorded: they are counted, and nothing is left to go on with."""
        if self._try(self.presenter.finish):
            self.dispatch("on_saved")
            self.dispatch("on_close")

    def _unfinished(self) -> str:
        presenter = self.presenter
        waiting, door = presenter.waiting, presenter.waiting_household
        if presenter.draft.replaces:
            return unfinished(presenter.draft, presenter.household.code, presenter.clock())
        if waiting and waiting.replaces:
            words = _("Hộ {code}, bắt đầu lúc {time}. Làm xong hoặc bỏ lượt đó trước khi sửa lượt khác.")
        else:
            words = _("Hộ {code}, bắt đầu lúc {time}. Làm xong hoặc bỏ lượt đó trước khi thăm hộ {next}.")
        started = since(presenter.draft.started_at, presenter.clock())
        return words.format(code=presenter.household.code, time=started, next=door.code if door else "")

    def _add_bar(self) -> None:
        view = header(self.presenter.draft, self.presenter.household, self.presenter.saved_at, brief=theme.phone)
        bar = TopBar(title=view.title, subtitle=view.subtitle, back_icon="x")
        if theme.tight:  # a bar of few words leaves the screen to its content
            bar.title, bar.subtitle = view.stages[min(view.stage, len(view.stages) - 1)], ""
        bar.bind(on_back=lambda _bar: self.leave())
        bar.add_widget(stage_widget(view))
        self.add_widget(bar)

    def _show_panel(self, panel: Panel | GuideScreen) -> None:
        self._panel = panel
        self.add_widget(panel)

    def _show_guide(self) -> bool:
        guide = self.presenter.guide_presenter()
        if guide is None:
            return False
        commune = self.presenter.commune
        page = handout_page(guide.guide, commune) if commune.site else None
        screen = GuideScreen(guide, commune, self.presenter.today(), self._reader, page, attempt=self._try)
        screen.bind(
            on_back=lambda _screen: self._tap(self.presenter.leave_guide),
            on_done=lambda _screen: self._tap(self.presenter.close_guide),
            on_text_size=lambda _screen: self.dispatch("on_text_size"),
        )
        self._show_panel(screen)
        return True


load_kv(__file__)
