"""What left screens leave behind: widgets refer to each other in circles, so memory and textures wait for Python to
look for them."""

import gc

from kivy.clock import Clock
from kivy.core.window import Window

_OBJECTS, _YOUNG, _OLD = 20_000, 3, 1
"""A screen or two of new objects before Python looks at the newest, then further, then at all of them.

By its own count (700, 10, 10) building one screen takes many looks; looking at all of them as rarely as it does would
freeze the screen for seconds, once the leavings of a hundred screens are there.
"""
_QUIET_SECONDS = 2.0


def sweep_when_quiet() -> None:
    """From now on let go of left screens while nobody touches the tablet, and keep them few while somebody does.

    Call it once, before the first screen is built: what has been loaded by then stays for good and is never looked at.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(_OBJECTS, _YOUNG, _OLD)
    soon = Clock.create_trigger(_sweep, _QUIET_SECONDS)

    def touched(*_: object) -> None:
        soon.cancel()
        soon()

    Window.bind(on_touch_up=touched)
    soon()


def _sweep(_seconds: float) -> None:
    if any(gc.get_count()[1:]):  # something was built since the last time
        gc.collect()
