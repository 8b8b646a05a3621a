"""The real app with a hand on it: runs main.py's app and obeys commands that come in on its standard input.

Only tests start the app this way. A command is one JSON line, its answer another on standard output. Commands
look at what is on the screen and move the mouse or the keys of the window; none reaches into the app. Other guides
than the project's own lie in GUIDES_OF_TEST; MULTISAMPLES_OF_TEST says how smooth edges are drawn (the app's own: 4),
AGAIN_OF_TEST after how many seconds the app tries again what waits, PAINTED_OF_TEST ("all" or "pictures") whether every
frame is painted, or only the one that a picture is taken of.
"""

import gc
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from outreach.tablet.platform import environment

gc.disable()  # as main does
environment.prepare(environment.data_folder())

from kivy.config import Config  # noqa: E402

Config.set("graphics", "multisamples", os.environ["MULTISAMPLES_OF_TEST"])

from kivy.app import App  # noqa: E402
from kivy.base import EventLoop  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.input import MotionEventProvider  # noqa: E402
from kivy.lang import Builder  # noqa: E402
from kivy.uix.behaviors import ButtonBehavior  # noqa: E402
from kivy.uix.label import Label  # noqa: E402
from kivy.uix.modalview import ModalView  # noqa: E402
from kivy.uix.scrollview import ScrollView  # noqa: E402
from kivy.uix.textinput import TextInput  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from outreach.tablet.widgets import Page  # noqa: E402
from outreach.tablet.widgets.phone import Phone  # noqa: E402

from .finger import Finger  # noqa: E402
from .painting import painted, spare_paint  # noqa: E402

TOUCH = 56
MARKUP = re.compile(r"\[[^\]]*\]")
KEYS = {"enter": 13, "back": 27, "backspace": 8}

FINGER = Finger()


class Box(NamedTuple):
    """A rectangle of the window, in pixels, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def cut(self, other: "Box") -> "Box":
        """What both share."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def has(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see in it."""
        return self.right - self.left < 1 or self.top - self.bottom < 1


class Seen(NamedTuple):
    """A widget on the screen: where it lies, and the part of it that is not scrolled away."""

    widget: Widget
    box: Box
    shown: Box


def look() -> list[Seen]:
    """Everything on the screen, in the order it is drawn. Under an open sheet only the sheet can be touched."""
    roots = [child for child in Window.children if isinstance(child, ModalView)][:1] or Window.children[::-1]
    room = Box(0, 0, Window.width, Window.height)
    return [seen for root in roots for seen in _walk(root, room)]


def _walk(widget: Widget, room: Box) -> Iterator[Seen]:
    if widget.opacity == 0:
        return
    left, bottom = widget.to_window(*widget.pos)
    box = Box(left, bottom, left + widget.width, bottom + widget.height)
    shown = box.cut(room)
    if not shown.empty:
        yield Seen(widget, box, shown)
    inner = shown if isinstance(widget, ScrollView) else room
    if not inner.empty:
        for child in widget.children[::-1]:
            yield from _walk(child, inner)


def words_of(widget: Widget) -> str:
    """What a widget says; an icon says nothing."""
    if isinstance(widget, Label) and widget.font_name != "Icons":
        text = MARKUP.sub("", widget.text) if widget.markup else widget.text
        return str(text).replace("&bl;", "[").replace("&br;", "]").replace("&amp;", "&")
    if isinstance(widget, TextInput):
        return str(widget.text or widget.hint_text)
    return ""


def labels() -> list[Seen]:
    """Everything with words, in reading order."""
    return sorted(
        (seen for seen in look() if words_of(seen.widget)),
        key=lambda seen: (-round(seen.shown.top / 8), seen.shown.left),
    )


def find(text: str) -> Seen | None:
    """The first widget that says exactly ``text``, or else contains it."""
    all_labels = labels()
    exact = [seen for seen in all_labels if words_of(seen.widget) == text]
    return next(iter(exact or [seen for seen in all_labels if text in words_of(seen.widget)]), None)


def opaque(widget: Widget) -> bool:
    """Whether a widget paints over what is behind it."""
    fill = getattr(widget, "fill", None)
    return fill is not None and fill[3] > 0.9


def covered_by(target: Seen, x: float, y: float) -> Widget | None:
    """A painted widget drawn over the target at that point, if there is one."""
    family = set(target.widget.walk()) | set(target.widget.walk_reverse())
    drawn = look()
    after = drawn[[seen.widget for seen in drawn].index(target.widget) + 1 :]
    return next(
        (seen.widget for seen in after if seen.shown.has(x, y) and opaque(seen.widget) and seen.widget not in family),
        None,
    )


# -- commands


def do_texts() -> list[str]:
    return [words_of(seen.widget) for seen in labels()]


def do_sees(text: str) -> bool:
    return find(text) is not None


def do_press(text: str, stood: list[float] | None) -> dict[str, Any]:
    """Press the middle of what shows ``text`` if nothing covers it and it lies where it ``stood`` at the last look.

    In pixels from the top left. Look and touch are one command, for between two the page may be laid out anew.
    """
    target = find(text)
    if target is None or words_of(target.widget) != text:  # exactly these words may be scrolled away
        hint = _off_screen(lambda words: words == text)
        if target is None:
            hint = hint or _off_screen(lambda words: text in words)
        if hint or target is None:
            return {"at": None, "hint": hint, "pressed": False}
    x, y = (target.shown.left + target.shown.right) / 2, (target.shown.bottom + target.shown.top) / 2
    at = [x, Window.height - y]
    cover = covered_by(target, x, y)
    read = FINGER.has_read(target.widget, at)
    pressed = cover is None and at == stood and read
    if pressed:
        do_mouse("down", *at)
    return {"at": at, "cover": repr(cover) if cover else None, "pressed": pressed}


def _off_screen(wanted: Callable[[str], bool]) -> dict[str, Any] | None:
    """How to drag towards words that are scrolled away: from, to (x, y from the top left), and how far they are."""
    for seen in look():
        if isinstance(seen.widget, ScrollView) and seen.widget.do_scroll_y:
            for inner in seen.widget.walk(restrict=True):
                if wanted(words_of(inner)):
                    y = inner.to_window(inner.x, inner.center_y)[1]
                    x, middle = (seen.shown.left + seen.shown.right) / 2, (seen.shown.bottom + seen.shown.top) / 2
                    reach = (seen.shown.top - seen.shown.bottom) * 0.35
                    half = max(-reach, min(reach, (middle - y) / 2))
                    way = [x, Window.height - (middle - half), x, Window.height - (middle + half)]
                    return {"drag": way, "away": abs(middle - y)}
    return None


def do_mouse(kind: str, x: float, y: float) -> None:
    if kind == "up":
        FINGER.lifted = x, y
    event = {"down": "on_mouse_down", "move": "on_mouse_move", "up": "on_mouse_up"}[kind]
    if kind == "move":
        Window.dispatch(event, x, y, [])
    else:
        Window.dispatch(event, x, y, "left", [])


def do_again_on_change(x: float, y: float) -> None:
    """Tap once more in the very frame in which what was tapped last is gone or covered."""
    FINGER.again = False

    def look_again(_seconds: float) -> bool:
        if any(seen.widget is FINGER.over for seen in look()):
            return True
        do_mouse("down", x, y)
        do_mouse("up", x, y)
        FINGER.again = True
        return False

    Clock.schedule_interval(look_again, 0)


def do_was_again() -> bool:
    return FINGER.again


def do_fingers(texts: list[str]) -> bool:
    """Put a finger on each of these words, all at once, then lift them; whether all of them are to be seen."""
    from kivy.tests.common import UnitTestTouch  # brings pytest with it

    targets = [find(text) for text in texts]
    touches = [
        UnitTestTouch((one.shown.left + one.shown.right) / 2, (one.shown.bottom + one.shown.top) / 2)
        for one in targets
        if one
    ]
    if len(touches) < len(texts):
        return False
    for touch in touches:
        touch.touch_down()
    for touch in touches:
        touch.touch_up()
    return True


def do_pull(x: float, y: float, to_x: float, to_y: float) -> None:
    """Press and begin to drag, within one frame."""
    do_mouse("down", x, y)
    do_mouse("move", to_x, to_y)


def do_drawn_target() -> list[float] | None:
    """The middle of what has to be pressed on the drawn phone, in pixels from the top left, even if scrolled away."""
    for seen in look():
        if isinstance(seen.widget, Phone) and seen.widget.target:
            left, bottom, width, height = seen.widget.target
            x, y = seen.widget.to_window(left + width / 2, bottom + height / 2)
            return [x, Window.height - y]
    return None


def do_in_memory(kind: str) -> int:
    return sum(type(one).__name__ == kind for one in gc.get_objects())


def do_frozen() -> int:
    return gc.get_freeze_count()


def do_type(text: str) -> None:
    for letter in text:
        Window.dispatch("on_textinput", letter)


def do_key(name: str) -> None:
    Window.dispatch("on_key_down", KEYS[name], 0, None, [])
    Window.dispatch("on_keyboard", KEYS[name], 0, None, [])
    Window.dispatch("on_key_up", KEYS[name], 0)


def do_turn() -> None:
    Window.size = Window.height, Window.width


def do_stays_lit() -> bool:
    return not Window.allow_screensaver


def do_screenshot(path: str) -> None:
    with painted():  # commands come before the frame of their round: without this, the last one is pictured
        Path(Window.screenshot(name=path)).replace(path)


def do_spare_paint() -> None:
    spare_paint()


def do_problems() -> list[str]:
    """Words that do not fit, and touch targets that are too small."""
    problems = []
    width = Window.width
    for seen in look():
        widget, box = seen.widget, seen.box
        if words_of(widget) and isinstance(widget, Label):
            needs = widget.texture_size
            if needs[0] > widget.width + 1 or needs[1] > widget.height + 1:
                problems.append(f"does not fit: {words_of(widget)!r} needs {needs}, has {widget.size}")
            sideways = any(isinstance(one, ScrollView) and one.do_scroll_x for one in ancestors(widget))
            if not sideways and (box.left < -1 or box.right > width + 1):
                problems.append(f"leaves the window: {words_of(widget)!r} from {box.left} to {box.right}")
            if not widget.shorten and _broken_word(widget):
                problems.append(f"a word is broken: {words_of(widget)!r} in {widget.width}")
        if isinstance(widget, ButtonBehavior) and not widget.disabled and min(widget.size) < TOUCH - 0.5:
            problems.append(f"too small to touch: {type(widget).__name__} {widget.size} {_said(widget)!r}")
    return problems


def do_room() -> float:
    """How many pixels of height the highest of what scrolls up and down has."""
    return max((seen.widget.height for seen in look() if isinstance(seen.widget, Page)), default=0)


def ancestors(widget: Widget) -> Iterator[Widget]:
    parent = widget.parent
    while parent is not None and parent is not parent.parent and isinstance(parent, Widget):
        yield parent
        parent = parent.parent


def _broken_word(label: Label) -> bool:
    if label.text_size[0] is None or label.markup:
        return False
    probe = label._label
    longest = max(words_of(label).split() or [""], key=len)
    return bool(probe.get_extents(longest)[0] > label.text_size[0] + 1)


def _said(widget: Widget) -> str:
    return " ".join(filter(None, (words_of(one) for one in widget.walk(restrict=True))))


COMMANDS = {name.removeprefix("do_"): call for name, call in globals().items() if name.startswith("do_")}


def obey(line: str) -> None:
    """Do one command and answer."""
    command = json.loads(line)
    try:
        answer = {"done": COMMANDS[command["do"]](**command.get("with", {}))}
    except Exception as error:
        answer = {"error": repr(error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class Hand(MotionEventProvider):  # type: ignore[misc]
    """Obeys when the window reads its input: after the clock's round, with all that it changed laid out, and before
    the mouse's own provider, which acts on a press in the same round.
    """

    def __init__(self) -> None:
        super().__init__("hand", "")
        self._lines: SimpleQueue[str | None] = SimpleQueue()

    def update(self, dispatch_fn: object) -> None:
        """Obey the next command, one in a round so that its effect can be seen; the end of them ends the app."""
        if self._lines.empty():
            return
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()
        line = self._lines.get()
        if line is None:
            App.get_running_app().stop()
        else:
            obey(line)

    def listen(self) -> None:
        """Take in commands until there are no more."""
        for line in sys.stdin:
            self._lines.put(line)
        self._lines.put(None)


if __name__ == "__main__":
    import main
    from outreach.tablet import app

    app.GUIDES = Path(os.environ.get("GUIDES_OF_TEST", app.GUIDES))
    app.AGAIN_SECONDS = float(os.environ.get("AGAIN_OF_TEST", app.AGAIN_SECONDS))
    if os.environ["PAINTED_OF_TEST"] == "pictures":
        spare_paint()
    hand = Hand()
    EventLoop.add_input_provider(hand)
    threading.Thread(target=hand.listen, daemon=True).start()
    main.main()
