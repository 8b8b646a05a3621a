"""The window of a measured run: frames as fast as they can be drawn, and how long each took."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from outreach.tablet.platform.environment import prepare


def open_window(data: Path) -> None:
    """Prepare Kivy as the app does, without a screen and without waiting for one."""
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    prepare(data)
    from kivy.config import Config

    Config.set("graphics", "maxfps", "0")
    Config.set("graphics", "vsync", "0")


def on_first_frame(call: Callable[[], None]) -> None:
    """Call ``call`` when the first frame of the running app has been drawn."""
    from kivy.core.window import Window

    def drawn(*_: object) -> None:
        Window.unbind(on_flip=drawn)
        call()

    Window.bind(on_flip=drawn)


def frame_times(steps: Iterator[None]) -> list[float]:
    """Milliseconds that the frame after each step took, layout and drawing included."""
    from kivy.base import EventLoop

    times = []
    for _ in steps:
        began = time.perf_counter()
        EventLoop.idle()
        times.append((time.perf_counter() - began) * 1000)
    return times
