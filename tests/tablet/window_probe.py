"""Starts the app on a new tablet, turns it, and says as JSON how the system's keyboard and its bars are met.

    python -m tests.tablet.window_probe

Whoever starts it gives it a GOCUA_DATA and a GOCUA_WINDOW; nobody sees the window.
"""

import json
import os
import sys

os.environ |= {"SDL_VIDEODRIVER": "offscreen", "LP_NUM_THREADS": "1"}

from outreach.tablet.platform import environment, insets

BARS = {"upright": (0, 24, 0, 48), "turned": (0, 24, 48, 0)}
"""Left, top, right, bottom: a bar at the bottom goes to the side when a phone is turned."""

held = ["upright"]
insets.safe_insets = lambda: BARS[held[0]]
environment.prepare(environment.data_folder())

from kivy.base import EventLoop  # noqa: E402
from kivy.core.window import Window  # noqa: E402

from outreach.tablet.app import TabletApp  # noqa: E402
from outreach.tablet.widgets import TextField  # noqa: E402

if __name__ == "__main__":
    EventLoop.ensure_window()
    app = TabletApp(environment.data_folder())
    root = app.build()
    Window.add_widget(root)
    kept_clear = {"upright": list(root.padding)}
    held[0] = "turned"
    Window.size = Window.height, Window.width
    kept_clear["turned"] = list(root.padding)
    fields = [one.ids.input for one in root.walk() if isinstance(one, TextField)]
    app.dispatch("on_stop")
    keyboards = [one.input_type for one in fields]
    sys.stdout.write(json.dumps({"clear": kept_clear, "keyboards": keyboards, "softinput": Window.softinput_mode}))
