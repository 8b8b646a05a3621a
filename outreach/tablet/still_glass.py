"""Nothing is made anew under a finger: a line of a list replaced between press and release would swallow the tap."""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent

_LIFTED_SECONDS = 0.3
"""How long a lifted finger still counts: Kivy's ScrollView lets go of what was tapped 0.2 seconds afterwards."""


class WhenStill:
    """Calls ``call`` once after any number of calls of its own: at once, or when no finger is on the glass any more."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._fingers: set[object] = set()
        self._asked = False
        self._lifted = Clock.create_trigger(self._next_frame, _LIFTED_SECONDS)
        self._still = Clock.create_trigger(self._make_up, 0)
        Window.bind(on_touch_down=self._touched, on_touch_up=self._let_go)

    def __call__(self) -> None:
        """Do it as soon as it disturbs nobody."""
        if self._fingers or self._lifted.is_triggered or self._still.is_triggered:
            self._asked = True
        else:
            self._call()

    def _touched(self, _window: object, touch: MotionEvent) -> None:
        self._lifted.cancel()
        self._still.cancel()
        self._fingers.add(touch.uid)

    def _let_go(self, _window: object, touch: MotionEvent) -> None:
        self._fingers.discard(touch.uid)
        if not self._fingers:
            self._lifted()

    def _next_frame(self, _seconds: float) -> None:
        self._still()  # a slow machine may see both waits end in one frame: the tap goes first

    def _make_up(self, _seconds: float) -> None:
        if self._asked:
            self._asked = False
            self._call()
