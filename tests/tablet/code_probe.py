"""Shows the codes that the app makes in its real window and says, as JSON, what a reader makes of the pictures.

    python -m tests.tablet.code_probe

Whoever starts it gives it GOCUA_DATA (see ``visit_cast.prepare``) and a GOCUA_WINDOW; nobody sees the window. The
probe draws the frames itself, one after the other: what it reads is always what was drawn last, however slow that is.
"""

import json
import os
import random
import sys
from collections.abc import Iterator

os.environ |= {"SDL_VIDEODRIVER": "offscreen", "LP_NUM_THREADS": "1"}

from outreach.tablet.platform import environment

environment.prepare(environment.data_folder())

from kivy.base import EventLoop  # noqa: E402
from kivy.config import Config  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402
from PIL import Image, ImageOps  # noqa: E402

from outreach.tablet import shell  # noqa: E402
from outreach.tablet.app import TabletApp  # noqa: E402
from outreach.tablet.i18n import language  # noqa: E402
from outreach.tablet.presenters.visit import VisitPresenter  # noqa: E402
from outreach.tablet.screens.visit_handout import HandoutPanel  # noqa: E402

from ..handouts.paper_reader import read, stained  # noqa: E402
from .visit_cast import GUIDES, HOME, agreed_and_met, guide_shown  # noqa: E402

FRAMES = 60
COLOURS = ("black", "white", "#8a6d3b")
ONE_A_TOPIC = tuple({guide.topic: slug for slug, guide in GUIDES.items()}.values())


class Camera:
    """Keeps the picture of the last frame that was drawn."""

    def __init__(self) -> None:
        self._pixels = b""
        self._taken = 0
        Window.bind(on_flip=self._take)

    def _take(self, *_: object) -> None:
        self._pixels = glReadPixels(0, 0, *Window.size, GL_RGB, GL_UNSIGNED_BYTE)
        self._taken += 1

    def at_rest(self) -> Image.Image:
        """The screen once nothing is left to be drawn."""
        for _ in range(FRAMES):
            before = self._taken
            EventLoop.idle()
            if self._taken == before:
                return ImageOps.flip(Image.frombytes("RGB", Window.size, self._pixels))
        raise AssertionError("the screen never comes to rest")


def said(picture: Image.Image, place: random.Random) -> dict[str, list[str]]:
    """What the codes in the picture say, as they are and with a stain over a tenth of the first."""
    found = read(picture)
    if not found:
        return {"clean": [], "stained": []}
    spot = (place.uniform(0.4, 0.8), place.uniform(0.4, 0.8))  # clear of the three corners it is found by
    dirty = stained(picture, found[0], spot, place.choice(COLOURS))
    return {"clean": [one.text for one in found], "stained": [one.text for one in read(dirty)]}


def guide_codes(root: Widget) -> Iterator[tuple[str, str]]:
    """A guide opened from the list, and its code: ("guide", id) when it is shown; one guide a topic."""
    for slug in ONE_A_TOPIC:
        root.children[0].go(shell.LIBRARY).dispatch("on_guide", slug)
        root.children[0].show_qr(True)
        yield "guide", slug
        root.children[0].dispatch("on_back")


def visit_codes(root: Widget) -> Iterator[tuple[str, str]]:
    """A visit with one guide, and the code it leaves: ("visit", id) when it is shown; one guide a topic."""
    for slug in ONE_A_TOPIC:
        screen, visit = _knocked(root)
        agreed_and_met(visit)
        guide_shown(visit, slug)
        visit.done_with_guides()
        visit.promise(None)
        screen.show()
        yield "visit", slug
        visit.discard()
        screen.dispatch("on_close")


def chosen_codes(root: Widget) -> Iterator[tuple[str, str]]:
    """All guides shown in one visit that is not recorded, and the two codes each has: ("page" or "words", id)."""
    slugs = {guide.text(language()).title: slug for slug, guide in GUIDES.items()}
    screen, visit = _knocked(root)
    visit.decline()
    visit.show_unrecorded()
    for slug in GUIDES:
        visit.open_guide(slug)
    visit.close_guide()
    visit.done_with_guides()
    screen.show()
    (panel,) = (one for one in screen.walk() if isinstance(one, HandoutPanel))
    for kind in ("page", "words"):
        panel.without_network = kind == "words"
        for at in range(len(GUIDES)):
            panel.shown = at
            yield kind, slugs[panel.ids.card.title]


def _knocked(root: Widget) -> tuple[Widget, VisitPresenter]:
    root.children[0].go(shell.HOUSEHOLDS).dispatch("on_visit", HOME)
    return root.children[0], root.children[0].presenter


if __name__ == "__main__":
    Config.set("graphics", "maxfps", "0")
    EventLoop.ensure_window()
    app = TabletApp(environment.data_folder())
    root = app.build()
    Window.add_widget(root)
    EventLoop.start()
    app.dispatch("on_start")
    camera = Camera()
    place = random.Random(1)
    answer: dict[str, dict[str, list[str]]] = {}
    for codes in (guide_codes, visit_codes, chosen_codes):
        for kind, slug in codes(root):
            answer[f"{kind} {slug}"] = said(camera.at_rest(), place)
    app.dispatch("on_stop")
    sys.stdout.write(json.dumps(answer))
