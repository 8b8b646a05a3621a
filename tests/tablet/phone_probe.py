"""Draws screens on the practice phone in a process of its own and says, as JSON, how each came out.

    python -m tests.tablet.phone_probe WIDTH HEIGHT

opens a window that nobody sees; whoever starts it gives it a KIVY_HOME of its own.
"""

import json
import os
import sys

os.environ |= {
    "SDL_VIDEODRIVER": "offscreen",
    "LP_NUM_THREADS": "1",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_FILELOG": "1",
    "KCFG_GRAPHICS_MULTISAMPLES": "0",
}

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.tests.common import UnitTestTouch
from kivy.uix.label import Label

from outreach.domain.guide import Element, ElementKind, Screen
from outreach.tablet.leftovers import sweep_when_quiet
from outreach.tablet.theme import theme
from outreach.tablet.widgets.phone import Phone

from ..painting import spare_paint
from .visit_cast import GUIDES

MOVED = 40
SAMPLE = "Kích hoạt tài khoản định danh điện tử"


def one_of(kind: ElementKind, press: bool = True) -> Screen:
    """A screen with one element of the kind, to be pressed or not."""
    inner = {ElementKind.TILES: ElementKind.CARD, ElementKind.BOTTOM_BAR: ElementKind.ROW}.get(kind)
    if kind is ElementKind.DIALOG:
        inner = ElementKind.BUTTON
    children = (Element(inner, SAMPLE, icon="id", press=press),) if inner else ()
    element = Element(kind, SAMPLE, "••••", "", press=press and not inner, children=children)
    return Screen("vneid", SAMPLE, (element,))


def lay_out(phone: Phone, *sizes: tuple[float, float]) -> None:
    """Give it one size after the other, each in a round of its own before the next frame, as pages do."""
    if sizes:
        phone.size = sizes[0]
        Clock.schedule_once(lambda _dt: lay_out(phone, *sizes[1:]), -1)


def probe(screen: Screen) -> dict[str, object]:
    """Where the target lies in its phone, what presses on it and beside it do, and how often it was drawn."""
    phone = Phone(screen=screen, practising=True, ringed=True, pos=(10, 20), size_hint=(None, None))
    heard: list[str] = []
    drawn: list[str] = []
    phone.bind(children=lambda _phone, children: drawn.extend(map(repr, children)))
    lay_out(phone, (51, 96), SIZE, (158, 295), SIZE)
    phone.bind(on_press_right=lambda _phone: heard.append("right"), on_press_wrong=lambda _phone: heard.append("wrong"))
    Window.add_widget(phone)
    EventLoop.idle()
    device = phone.children[0]
    corner = (device.x + device.width / 2, device.top - 30)
    target = phone.target
    spots = [corner] if target is None else [corner, (target[0] + target[2] / 2, target[1] + target[3] / 2)]
    for spot in spots:
        touch = UnitTestTouch(*spot)
        touch.touch_down()
        touch.touch_up()
    stood = list(device.pos)
    phone.y += MOVED  # as when what stands above it is unfolded
    moved = [now - before for now, before in zip(device.pos, stood, strict=True)]
    phone.y -= MOVED
    Window.remove_widget(phone)
    labels = [widget for widget in phone.walk() if isinstance(widget, Label)]
    return {
        "device": [*device.pos, *device.size],
        "moved": moved,
        "target": target,
        "heard": heard,
        "words": [label.text for label in labels],
        "colours": [list(label.color) for label in labels],
        "drawn": len(drawn),
    }


if __name__ == "__main__":
    sweep_when_quiet()
    SIZE = (float(sys.argv[1]), float(sys.argv[2]))
    theme.reduced_motion = True
    EventLoop.ensure_window()
    spare_paint()
    EventLoop.status = "started"
    screens = {f"{guide.id}/{step.id}": step.screen for guide in GUIDES.values() for step in guide.steps}
    kinds = [kind for kind in ElementKind if kind is not ElementKind.SPACE]
    screens |= {kind.value: one_of(kind) for kind in kinds}
    screens |= {f"{kind.value}, not pressed": one_of(kind, press=False) for kind in kinds}
    long = tuple(Element(ElementKind.FIELD, SAMPLE, SAMPLE) for _ in range(9))
    screens["too much"] = Screen("bank", SAMPLE, (*long, Element(ElementKind.BUTTON, SAMPLE, press=True)))
    screens["unknown app"] = Screen(
        "app-moi", "", (Element(ElementKind.BUTTON, SAMPLE, icon="no-such-icon", press=True),)
    )
    sys.stdout.write(json.dumps({name: probe(screen) for name, screen in screens.items()}))
