"""Takes a visit back on a tablet that is full, and prints what is on the screen before and after, as JSON.

    python -m tests.tablet.wrong_door_probe

Whoever starts it gives it a GOCUA_DATA with a visit at 01-001; nobody sees the window.
"""

import json
import os
import sys
from typing import Any
from unittest.mock import patch

os.environ |= {"SDL_VIDEODRIVER": "offscreen", "LP_NUM_THREADS": "1"}

from outreach.store import Store, StoreFull
from outreach.tablet.platform import environment

environment.prepare(environment.data_folder())

from kivy.base import EventLoop  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.uix.label import Label  # noqa: E402

from outreach.tablet.app import TabletApp  # noqa: E402
from outreach.tablet.widgets import Confirm  # noqa: E402


def shown() -> list[str]:
    """Every word in the window."""
    return [one.text for child in Window.children for one in child.walk() if isinstance(one, Label) and one.text]


if __name__ == "__main__":
    EventLoop.ensure_window()
    app: Any = TabletApp(environment.data_folder())
    Window.add_widget(app.build())
    errands = app._errands
    (visit,) = errands.session.store.visits_of("01-001")
    errands.wrong_door(None, visit)
    before = shown()
    app._screen.children[0].drop()
    (question,) = (one for one in Window.children if isinstance(one, Confirm))
    with patch.object(Store, "retract", side_effect=StoreFull()):
        question.confirm()
    sys.stdout.write(json.dumps([before, shown()]))
    app.dispatch("on_stop")
