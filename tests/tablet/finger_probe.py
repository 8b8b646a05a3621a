"""Touches a place twice, where the first touch takes away what lies there, and says as JSON whether the second came
through: after a tap, and after a drag.

    python -m tests.tablet.finger_probe

Whoever starts it gives it a GOCUA_DATA and a GOCUA_WINDOW; nobody sees the window.
"""

import json
import os
import sys

os.environ |= {"SDL_VIDEODRIVER": "offscreen", "LP_NUM_THREADS": "1"}

from outreach.tablet.platform import environment

environment.prepare(environment.data_folder())

from kivy.base import EventLoop  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from outreach.tablet.one_tap import OneTap  # noqa: E402

X, Y = 100, 300


def second_comes_through(dragged: float) -> bool:
    """``dragged`` is how far the first touch moves, in pixels."""
    came = []
    first, then = Widget(size=Window.size), Widget(size=Window.size)
    then.bind(on_touch_down=lambda *_: came.append(True))
    Window.add_widget(first)
    touch = UnitTestTouch(X, Y)
    touch.touch_down()
    touch.touch_move(X, Y + dragged)
    Window.remove_widget(first)
    Window.add_widget(then)
    EventLoop.idle()
    touch.touch_up()
    EventLoop.idle()
    UnitTestTouch(X, Y).touch_down()
    Window.remove_widget(then)
    return bool(came)


if __name__ == "__main__":
    EventLoop.ensure_window()
    one_tap = OneTap()  # Kivy itself keeps no hold of it
    sys.stdout.write(json.dumps({"tap": second_comes_through(2), "drag": second_comes_through(200)}))
