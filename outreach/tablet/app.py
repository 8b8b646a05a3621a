"""The composition root: opens the store and the guides, decides what is in sight, and ties the screens' events."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from kivy.app import App
from kivy.base import ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget
from kivy.utils import platform

from outreach.content import recording_file
from outreach.domain.clock import now
from outreach.handouts import Modules
from outreach.tablet import shell
from outreach.tablet.enrolling import Enrolling
from outreach.tablet.errands import Errands
from outreach.tablet.events import bound
from outreach.tablet.i18n import set_language
from outreach.tablet.jobs import Jobs
from outreach.tablet.leftovers import sweep_when_quiet
from outreach.tablet.one_tap import OneTap
from outreach.tablet.online import sync_whole
from outreach.tablet.platform.device import device_files
from outreach.tablet.platform.insets import safe_insets
from outreach.tablet.platform.software_drawing import keep_pace
from outreach.tablet.presenters.tasks import due_count
from outreach.tablet.reading import Reader
from outreach.tablet.screens.failure import FailureScreen
from outreach.tablet.screens.households import HouseholdsScreen
from outreach.tablet.screens.library import LibraryScreen
from outreach.tablet.screens.sync import SyncScreen
from outreach.tablet.screens.tasks import TasksScreen
from outreach.tablet.screens.today import TodayScreen
from outreach.tablet.session import Session
from outreach.tablet.settings import TEXT_SCALES, Settings
from outreach.tablet.shelf import Shelf
from outreach.tablet.shell import Shell
from outreach.tablet.startup import Failure, Opened, open_all, rescue_title, rescue_words
from outreach.tablet.still_glass import WhenStill
from outreach.tablet.syncing import Syncing
from outreach.tablet.telling import TellPeople, say
from outreach.tablet.theme import size_class, theme, whole_scale
from outreach.tablet.transfers import Transfers
from outreach.tablet.widgets import Sheet, close_sheets

GUIDES = Path(__file__).parents[2] / "guides"
BACK_KEY = 27
LAST_JOB_SECONDS = 5.0
AGAIN_SECONDS = 300.0
"""How often it is asked whether a sync is due: nobody need remember it on the way home."""
CLOSED_SECONDS = 0.2
"""How often it is asked whether a sheet is closed, once the window was turned beneath it."""

LAYOUT_ROUNDS = 60
"""Rounds of layout in one frame: text sets the height of its row, that of its card, and so on up to the page."""


class TabletApp(App):
    """Gõ Cửa on a tablet or phone; ``data`` is the folder where everything is kept."""

    title = "Gõ Cửa"

    def __init__(self, data: Path, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._data = data
        self._settings = Settings.load(data / "settings.json")
        self._jobs = Jobs(lambda call: Clock.schedule_once(lambda _dt: call()))
        self._reader = Reader(partial(recording_file, GUIDES))
        self._enrolling = Enrolling(self._jobs, f"{self.title} ({platform})")
        self._enrolling.enrolled, self._enrolling.translate = self._enrolled, self._translate
        self._opened: Opened | Failure | None = None
        self._session: Session | None = None
        self._locked = False
        self._shell: Shell | None = None
        self._errands: Errands | None = None
        self._place = shell.TODAY
        self._screen: Widget | None = None
        self._fit_later = Clock.create_trigger(self._fit_window, CLOSED_SECONDS)

    @property
    def user_data_dir(self) -> str:
        """The folder given at the start (Kivy would make one of its own)."""
        return str(self._data)

    def build(self) -> Widget:
        """Open everything and show what is to be shown."""
        sweep_when_quiet()
        Clock.max_iteration = LAYOUT_ROUNDS
        self._frame = BoxLayout()
        self._one_tap = OneTap()
        self._show_synced_when_still = WhenStill(self._show_synced)
        self._apply_settings()
        self._open()
        self.rebuild()
        Window.softinput_mode = "below_target"  # Android moves what is typed in up, out from under its keyboard
        Window.bind(on_resize=self._on_resize, on_keyboard=self._on_key)
        ExceptionManager.add_handler(TellPeople())
        return self._frame

    def on_start(self) -> None:
        """Sync once the first picture is there."""
        keep_pace()
        if isinstance(self._opened, Opened) and self._opened.rescued:
            say(rescue_title(self._opened.rescued), rescue_words(self._opened.rescued))
        if self._session:
            Clock.schedule_once(lambda _dt: self._sync(), 1)
        Clock.schedule_interval(lambda _dt: self._sync_again(), AGAIN_SECONDS)

    def on_pause(self) -> bool:
        """Android may never resume the app: every tap was committed when it was made."""
        self._reader.stop()
        return True

    def on_resume(self) -> None:
        """To people it was opened, just as after a start: what is shown may be of yesterday."""
        self._show_synced_when_still()
        self._sync()

    def on_stop(self) -> None:
        """Let the exchange under way end, then let go of the file."""
        self._reader.stop()
        self._jobs.stop(LAST_JOB_SECONDS)
        if isinstance(self._opened, Opened):
            self._opened.store.close()

    # -- what is in sight

    def rebuild(self) -> None:
        """Build everything again: at the start, and when the window, the language or the colours changed."""
        self._shell = None
        self._frame.padding = safe_insets()
        Window.clearcolor = theme.paper
        self._show()

    def _show(self) -> None:
        self._reader.stop()
        self._frame.clear_widgets()
        self._screen = self._full_screen() or self._places()
        self._frame.add_widget(self._screen)

    def _full_screen(self) -> Widget | None:
        if isinstance(self._opened, Failure):
            return bound(FailureScreen(self._opened), on_retry=lambda _screen: self._retry())
        if self._session is None:
            assert self._opened is not None  # noqa: S101 - it is opened before anything is shown
            return self._enrolling.first(self._opened.store)
        errands = self._errands
        assert errands is not None  # noqa: S101 - a session has them
        self._locked = self._session.revoked
        if self._locked and not errands.under_way:
            locked = self._sync_place(errands)
            locked.refresh()  # a place has that from the shell
            return locked
        return errands.screen()

    def _places(self) -> Shell:
        errands = self._errands
        assert errands is not None  # noqa: S101 - without a session, a full screen is shown
        session = errands.session
        if self._shell:
            self._shell.go(self._place)
            self._show_badges()
            return self._shell
        household, ask = self._go_household, self._go_sync
        builders: dict[str, Callable[[], Widget]] = {
            shell.TODAY: lambda: bound(
                TodayScreen(session), on_household=household, on_resume=errands.resume, on_ask=ask
            ),
            shell.HOUSEHOLDS: lambda: bound(
                HouseholdsScreen(session),
                on_visit=errands.visit,
                on_mend=errands.mend,
                on_wrong_door=errands.wrong_door,
                on_noted=self._noted,
                on_ask=ask,
            ),
            shell.LIBRARY: lambda: bound(LibraryScreen(session), on_guide=errands.guide, on_ask=ask),
            shell.TASKS: lambda: bound(TasksScreen(session), on_household=household, on_ask=ask),
            shell.SYNC: lambda: self._sync_place(errands),
        }
        self._shell = Shell(builders)
        self._shell.bind(on_place=self._remember_place)
        self._shell.go(self._place)
        self._show_badges()
        return self._shell

    def _sync_place(self, errands: Errands) -> Widget:
        """Also all that is left of a revoked tablet until it is wiped: a way to hand over, and nothing to look at."""
        return bound(
            SyncScreen(errands.session, self._settings),
            on_sync=lambda _screen: self._sync(),
            on_change=self._changed,
            on_codes=lambda screen: errands.session.transfers.codes(partial(_show_codes, errands, screen)),
            on_code=lambda _screen: errands.begin(self._enrolling.again(errands.session, errands.end)),
        )

    def _remember_place(self, _shell: Shell, place: str) -> None:
        self._place = place

    def _go_household(self, _screen: Widget, household: str) -> None:
        if self._session and self._shell:
            self._session.household = household
            self._shell.go(shell.HOUSEHOLDS)

    def _go_sync(self, _screen: Widget) -> None:
        if self._shell:
            self._shell.go(shell.SYNC)

    def _show_badges(self) -> None:
        if self._session and self._shell:
            store = self._session.store
            due = due_count(store.calling(), store.households(promised=True), self._session.today())
            self._shell.badge(shell.TASKS, due)

    # -- opening, enrolling, syncing

    def _open(self) -> None:
        self._opened = open_all(self._data / "tablet.db", GUIDES)
        if isinstance(self._opened, Opened) and self._opened.store.identity():
            self._begin_session(self._opened)

    def _begin_session(self, opened: Opened) -> None:
        shelf = Shelf(opened.guides, GUIDES, opened.store, self._data / "guides", opened.left_out)
        self._reader.find = shelf.recording_file
        syncing = Syncing(opened.store, self._jobs, partial(sync_whole, opened.store, shelf))
        syncing.changed = self._sync_moved
        transfers = Transfers(opened.store, self._jobs, device_files(self._data))
        transfers.changed, transfers.arrived = self._sync_moved, syncing.start
        self._session = Session(opened.store, shelf, syncing, transfers)
        errands = self._errands = Errands(self._session, self._reader)
        errands.changed, errands.saved, errands.larger = self._show, self._sync, self._next_text_size
        errands.afterwards = partial(setattr, self, "_place")

    def _retry(self) -> None:
        self._open()
        self.rebuild()

    def _enrolled(self) -> None:
        assert isinstance(self._opened, Opened)  # noqa: S101 - it is its store that was enrolled
        self._begin_session(self._opened)
        self._place = shell.TODAY
        self.rebuild()
        self._sync()

    def _sync(self) -> None:
        if self._session:
            self._session.syncing.start()

    def _sync_again(self) -> None:
        if self._session:
            self._session.syncing.start_if_due(now())

    def _sync_moved(self) -> None:
        if self._session and self._session.store.identity() is None:
            self._session = self._errands = None  # at once: no screen can be opened without it
            close_sheets()
            self.rebuild()
        elif self._session and self._errands and self._session.revoked != self._locked:
            self._shell = None
            close_sheets()
            self._errands.end(self._screen)
        elif self._session and self._session.syncing.running:
            self._show_status()
        else:
            self._show_synced_when_still()

    def _show_status(self) -> None:
        # A visit shows where its record has got to; a guide has nothing to say about it.
        covered = self._errands and self._errands.under_way
        shown = self._shell.screen if self._shell and not covered else self._screen
        getattr(shown, "show_status", lambda: None)()

    def _show_synced(self) -> None:
        if not self._shell or (self._errands and self._errands.under_way):
            self._show_status()
        else:
            self._shell.screen.refresh()
            self._show_badges()

    def _noted(self, screen: Widget) -> None:
        screen.refresh()
        self._show_badges()
        self._sync()

    # -- settings, window, keys

    def _changed(self, _screen: Widget, settings: Settings) -> None:
        self._change(settings)

    def _change(self, settings: Settings) -> None:
        settings.save(self._data / "settings.json")
        self._settings = settings
        self._apply_settings()
        self.rebuild()

    def _translate(self, language: str) -> None:
        self._change(replace(self._settings, language=language))

    def _next_text_size(self) -> None:
        at = TEXT_SCALES.index(self._settings.text_scale)
        self._change(replace(self._settings, text_scale=TEXT_SCALES[(at + 1) % len(TEXT_SCALES)]))

    def _apply_settings(self) -> None:
        settings = self._settings
        set_language(settings.language)
        theme.text_scale = whole_scale(settings.text_scale)
        theme.outdoor, theme.reduced_motion = settings.outdoor, settings.calm
        theme.size_class = size_class(Window.width, Window.height, theme.text_scale)

    def _on_resize(self, *_: object) -> None:
        self._frame.padding = safe_insets()  # a turned phone has its bar at another side
        self._fit_window()

    def _fit_window(self, *_: object) -> None:
        """Build for the size that the window has; what a sheet does, it does to the screen that opened it."""
        if size_class(Window.width, Window.height, theme.text_scale) == theme.size_class:
            return
        if any(isinstance(one, Sheet) for one in Window.children):
            self._fit_later()
        else:
            self._apply_settings()
            self.rebuild()

    def _on_key(self, _window: object, key: int, *_rest: object) -> bool:
        """Android's Back: close the page that covers a list, else go to Hôm nay, else leave the app."""
        if key != BACK_KEY:
            return False
        if self._errands and self._errands.under_way:
            self._errands.back(self._screen)
            return True
        if self._shell is None:
            return False
        if getattr(self._shell.screen, "back", lambda: False)():
            return True
        if self._shell.place != shell.TODAY:
            self._shell.go(shell.TODAY)
            return True
        return False


def _show_codes(errands: Errands, screen: Widget, codes: list[Modules], records: int) -> None:
    """Who went on meanwhile, to a visit perhaps, is not called back."""
    if screen.get_root_window():
        errands.codes(codes, records)
