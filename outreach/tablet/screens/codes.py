"""Unsent work as a run of QR codes, shown in a loop for a scanner or one by one for a camera."""

from collections.abc import Sequence
from typing import Self

from kivy.clock import Clock, ClockEvent
from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.handouts import Modules
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.transfers import code_number, codes_title
from outreach.tablet.theme import theme

A_CODE_SECONDS = 0.25


class CodesScreen(BoxLayout):
    """``on_back`` when it has done its work. It runs by itself unless motion is reduced, and goes on where the screen
    ``before`` it, of the same codes, was.
    """

    __events__ = ("on_back",)

    title = StringProperty("")
    number = StringProperty("")
    at = NumericProperty(0)
    running = BooleanProperty(False)
    several = BooleanProperty(False)

    def __init__(self, codes: Sequence[Modules], records: int, before: Self | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._codes = codes
        self._timer: ClockEvent | None = None
        self.title, self.several = codes_title(records), len(codes) > 1
        self.on_at()
        self.at = before.at if before else 0
        self.running = before.running if before else self.several and not theme.reduced_motion

    def on_parent(self, _screen: object, parent: object) -> None:
        """Away from the window nothing needs to run; on it, the screen stays lit while nobody touches it."""
        Window.allow_screensaver = parent is None
        if parent is None and self._timer:
            self._timer.cancel()

    def on_running(self, _screen: object, running: bool) -> None:
        """Start or stop the loop."""
        if self._timer:
            self._timer.cancel()
        self._timer = Clock.schedule_interval(lambda _dt: self.step(1), A_CODE_SECONDS) if running else None

    def on_at(self, *_: object) -> None:
        """Another code."""
        self.ids.code.modules = self._codes[int(self.at)]
        self.number = code_number(int(self.at), len(self._codes))

    def step(self, by: int) -> None:
        """The next code or the one before."""
        self.at = (self.at + by) % len(self._codes)

    def by_hand(self, by: int) -> None:
        """Somebody steps: then it does not run on by itself."""
        self.running = False
        self.step(by)

    def on_back(self) -> None:
        """It is to be closed."""


load_kv(__file__)
