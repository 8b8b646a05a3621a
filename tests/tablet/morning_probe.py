"""Starts the app as it was left last night, brings it back this morning, and prints the day it shows before and after.

    python -m tests.tablet.morning_probe

Whoever starts it gives it a GOCUA_DATA with an enrolled tablet; nobody sees the window.
"""

import os
import sys
from datetime import timedelta
from unittest.mock import patch

os.environ |= {"SDL_VIDEODRIVER": "offscreen", "LP_NUM_THREADS": "1"}

from outreach.domain.clock import now
from outreach.tablet import session
from outreach.tablet.platform import environment

environment.prepare(environment.data_folder())

from kivy.base import EventLoop  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.uix.label import Label  # noqa: E402

from outreach.domain.vietnamese import format_date  # noqa: E402
from outreach.tablet.app import TabletApp  # noqa: E402


def shown() -> str:
    """The day at the top of Hôm nay."""
    days = {format_date((now() + timedelta(days=n)).date()): n for n in (-1, 0)}
    texts = [one.text for one in Window.children[0].walk() if isinstance(one, Label)]
    return " ".join(str(n) for day, n in days.items() if any(day in text for text in texts))


if __name__ == "__main__":
    EventLoop.ensure_window()
    app = TabletApp(environment.data_folder())
    with patch.object(session, "now", lambda: now() - timedelta(days=1)):
        Window.add_widget(app.build())
        before = shown()
    app.dispatch("on_resume")
    sys.stdout.write(f"{before} {shown()}")
    app.dispatch("on_stop")
