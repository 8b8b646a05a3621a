"""Shows the codes of every guide on their card, in a process of its own, and says as JSON what a reader reads.

    python -m tests.tablet.qr_probe FOLDER

opens a window of 1280 x 800 that nobody sees and pictures each code from it; FOLDER is for the pictures.
"""

import json
import os
import sys
from pathlib import Path

os.environ |= {
    "SDL_VIDEODRIVER": "offscreen",
    "LP_NUM_THREADS": "1",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_FILELOG": "1",
}

import zxingcpp
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from PIL import Image

from outreach.tablet.presenters.visit_views import HandoutPage, handout_page, offline_page
from outreach.tablet.widgets.qr import QrCard

from .visit_cast import COMMUNE, GUIDES

PATIENCE = 60
"""Frames until the layout has come to rest, on a busy machine."""


def read(page: HandoutPage, folder: Path) -> list[str]:
    """The codes on the card of ``page``, once two pictures in a row say the same."""
    card = QrCard(
        commune=COMMUNE.name, offline=page.offline, title=page.title, address=page.address, size_hint_x=None, width=480
    )
    card.readable = page.readable
    Window.add_widget(card)
    seen: list[list[str]] = [[], []]
    for _ in range(PATIENCE):
        EventLoop.idle()
        seen.append(codes_on_the_screen(folder))
        if seen[-1] == seen[-2] == [page.address]:
            break
    Window.remove_widget(card)
    return seen[-1]


def codes_on_the_screen(folder: Path) -> list[str]:
    """What a reader finds in a picture of the window."""
    picture = Path(Window.screenshot(name=str(folder / "code.png")))
    with Image.open(picture) as image:
        codes = [code.text for code in zxingcpp.read_barcodes(image)]
    picture.unlink()
    return codes


if __name__ == "__main__":
    Clock.max_iteration = 60
    EventLoop.ensure_window()
    Window.size = (1280, 800)
    EventLoop.status = "started"
    folder = Path(sys.argv[1])
    found = {
        name: [read(page, folder) for page in (handout_page(guide, COMMUNE), offline_page(guide, COMMUNE))]
        for name, guide in GUIDES.items()
    }
    sys.stdout.write(json.dumps(found))
