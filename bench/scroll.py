"""Scrolling the household list: Hộ dân beside a bare RecycleView of Labels with equally many rows.

python -m bench.scroll ours|floor DATA        prints the median time of a frame in milliseconds
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .measure import Row, take_turns
from .startup import furnish

HOUSEHOLDS = 25_000
SCREENS = 100
FRAMES_A_SCREEN = 3


def rows() -> list[Row]:
    """One row: the largest commune's list, a hundred screens down."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        data = Path(folder)
        furnish(data, HOUSEHOLDS, 20_000)
        found = take_turns(lambda: _milliseconds("ours", data), lambda: _milliseconds("floor", data))
        name = f"a frame while scrolling {HOUSEHOLDS:,} households"
        return [Row(name, "ms", own, base) for _, (own, base) in found]


def _milliseconds(who: str, data: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scroll", who, str(data)]
    return {"frame": float(subprocess.check_output(command, text=True))}


def _child(who: str, data: Path) -> None:
    from .frames import frame_times, open_window

    open_window(data)
    from kivy.base import EventLoop
    from kivy.core.window import Window

    view, screen = _ours(data) if who == "ours" else _floor()
    Window.add_widget(screen)
    EventLoop.start()
    for _ in range(10):  # until nothing moves by itself
        EventLoop.idle()
    print(statistics.median(frame_times(_scrolling(view))))


def _scrolling(view: Any) -> Iterator[None]:
    """A steady drag: the same distance before every frame."""
    far = view.children[0].height - view.height
    for step in range(SCREENS * FRAMES_A_SCREEN):
        view.scroll_y = 1 - (step + 1) / FRAMES_A_SCREEN * view.height / far
        yield


def _ours(data: Path) -> tuple[Any, Any]:
    from outreach.content import load_guides
    from outreach.store import Store
    from outreach.tablet.app import GUIDES
    from outreach.tablet.jobs import Jobs
    from outreach.tablet.platform.device import device_files
    from outreach.tablet.screens.households import HouseholdsScreen
    from outreach.tablet.session import Session
    from outreach.tablet.shelf import Shelf
    from outreach.tablet.syncing import Syncing
    from outreach.tablet.transfers import Transfers

    store = Store.open(data / "tablet.db")
    shelf = Shelf(load_guides(GUIDES), GUIDES, store, data / "guides")
    jobs = Jobs(lambda call: call())
    transfers = Transfers(store, jobs, device_files(data))
    session = Session(store, shelf, Syncing(store, jobs, lambda: None), transfers)
    screen = HouseholdsScreen(session)
    screen.refresh()
    return screen.ids.list, screen


def _floor() -> tuple[Any, Any]:
    from kivy.lang import Builder

    view = Builder.load_string("""
RecycleView:
    viewclass: "Label"
    size_hint_x: 0.442
    RecycleBoxLayout:
        orientation: "vertical"
        size_hint_y: None
        height: self.minimum_height
        default_size_hint: 1, None
        default_size: None, dp(80)
""")
    view.data = [{"text": f"{number:05} xóm Đình, cạnh cầu"} for number in range(HOUSEHOLDS)]
    return view, view


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
