"""A trembling or hurried finger that taps twice taps once: what the first tap brought has not been read yet."""

import math
import time
from weakref import ref

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.metrics import dp
from kivy.uix.widget import Widget

_TWICE_SECONDS = 0.3
"""How long a new screen takes no tap at the place of the one that brought it. Whoever sees it first taps later."""
_SAME_PLACE = 56
"""As wide as the smallest button, in dp."""
_DRAGGED = 20
"""From how far on a touch scrolls (Kivy's own distance, in dp). Who drags twice in a row means both."""


class OneTap:
    """Swallows the second half of a double tap where the first half changed what lies under the finger.

    On a tablet "Agreed" lies where "Start the visit" was: a double tap would note an agreement that nobody gave. What
    stays in sight, such as a field or a filter, takes every tap. Whoever makes it keeps it: Kivy does not.
    """

    def __init__(self) -> None:
        self._at: tuple[float, float] | None = None
        self._in_sight: float | None = None
        self._watch = Clock.create_trigger(self._look, 0, interval=True)
        self._drawn = Clock.create_trigger(self._note, 0)
        Window.bind(on_touch_down=self._touched, on_touch_up=self._let_go)

    def _touched(self, _window: object, touch: MotionEvent) -> bool:
        if touch.is_mouse_scrolling:
            return False
        if self._is_second(touch):
            return True
        sheet = Window.children[0]
        self._sheet, self._under, self._at = ref(sheet), ref(_deepest(sheet, *touch.pos)), touch.pos
        self._in_sight = None
        self._drawn.cancel()
        self._watch()
        return False

    def _let_go(self, _window: object, touch: MotionEvent) -> None:
        if math.dist(touch.opos, touch.pos) > dp(_DRAGGED):
            self._at = None

    def _is_second(self, touch: MotionEvent) -> bool:
        if self._at is None or math.dist(self._at, touch.pos) > dp(_SAME_PLACE) or not self._is_gone():
            return False
        return self._in_sight is None or time.monotonic() - self._in_sight < _TWICE_SECONDS

    def _look(self, _seconds: float) -> None:
        if self._is_gone():
            self._watch.cancel()
            self._drawn()

    def _note(self, _seconds: float) -> None:
        self._in_sight = time.monotonic()  # a slow tablet took a while to build and draw what is tapped on meanwhile

    def _is_gone(self) -> bool:
        under = self._under()
        return under is None or under.get_parent_window() is None or Window.children[0] is not self._sheet()


def _deepest(widget: Widget, x: float, y: float) -> Widget:
    x, y = widget.to_local(x, y)
    for child in widget.children:
        if child.collide_point(x, y):
            return _deepest(child, x, y)
    return widget
