"""Drive the real tablet app from a test: see its words, tap them, type, take pictures.

    with Tablet(data) as tablet:
        tablet.tap("Hộ dân")
        tablet.wait_for("131 hộ")

Taps are mouse events of the window at the pixels where the words are, and only where nothing covers them.
"""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, Self

WIDE, TALL, PHONE = "1280x800", "800x1280", "360x640"
ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
PATIENCE = 40
FRAME = 0.02
LOOK = 0.4
"""Seconds before a tap on what has just come, at the place of the tap that brought it."""
TOUCH = 56
"""Pixels within which two taps are at the same place."""
CLEAR = 30
"""Pixels that are more than a finger trembles."""


class TabletError(AssertionError):
    """The screen is not as the test says; the message holds the words that are on it."""


class Tablet:
    """One running app on the data folder ``data``, in a window of ``size`` pixels that nobody sees."""

    def __init__(self, data: Path, size: str = WIDE, **environment: str) -> None:
        self._environment = os.environ | {
            "GOCUA_DATA": str(data),
            "GOCUA_WINDOW": size,
            "SDL_VIDEODRIVER": "offscreen",
            "LP_NUM_THREADS": "1",  # drawing in software: more threads only wait for each other
            "MULTISAMPLES_OF_TEST": "0",  # smooth edges are nearly half of all the work, and only for the eye
            "PAINTED_OF_TEST": "pictures",  # where no chip does it, painting is half of what is left
            "PYTHONPATH": str(ROOT),
            **environment,
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the app and wait for its first picture."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.driver_app"],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdin
        assert self._process.stdout
        self._commands, self._output = self._process.stdin, self._process.stdout
        self._answers: SimpleQueue[str] = SimpleQueue()  # a killed app's last words are not the next one's
        self._lifted: tuple[float, float] = (math.inf, math.inf)
        self._reader = Thread(target=_read, args=(self._output, self._answers), daemon=True)
        self._reader.start()
        try:
            self._ask("texts", patience=START_SECONDS)
        except TabletError:
            self.kill()
            raise

    def stop(self) -> None:
        """Close the app as a person would; its exit code must be 0."""
        if self._process.poll() is None:
            self._commands.close()
            code = self._process.wait(PATIENCE)
            if code:
                raise TabletError(f"the app ended with {code}")
        self._let_go()

    def kill(self) -> None:
        """End the app in the middle of whatever it does, as Android may."""
        self._process.kill()
        self._process.wait(PATIENCE)
        self._let_go()

    def texts(self) -> list[str]:
        """The words on the screen, in reading order."""
        texts: list[str] = self._ask("texts")
        return texts

    def wait_for(self, text: str, patience: float = PATIENCE) -> None:
        """Until ``text`` is on the screen; raises TabletError with what is there instead."""
        self._until(lambda: self._ask("sees", text=text), f"never saw {text!r}", patience)

    def wait_gone(self, text: str, patience: float = PATIENCE) -> None:
        """Until ``text`` is no longer on the screen."""
        self._until(lambda: not self._ask("sees", text=text), f"still sees {text!r}", patience)

    def wait_for_few(self, kind: str, most: int, patience: float = PATIENCE) -> None:
        """Until at most so many widgets of a kind are in memory, in sight or left behind."""
        self._until(lambda: self._ask("in_memory", kind=kind) <= most, f"keeps more than {most} of {kind}", patience)

    def kept_for_good(self, patience: float = PATIENCE) -> int:
        """Objects that are never looked at again, and so stay; there are some once the app was at rest, or touched."""
        self._until(lambda: self._ask("frozen"), "never took anything for loaded", patience)
        return int(self._ask("frozen"))

    def sees(self, text: str) -> bool:
        """Whether ``text`` is on the screen now."""
        return bool(self._ask("sees", text=text))

    def where(self, text: str) -> tuple[float, float]:
        """The middle of the words that are in sight, in pixels from the top left."""
        x, y = self._ask("press", text=text, stood=None)["at"]
        return x, y

    def tap(self, text: str, patience: float = PATIENCE) -> None:
        """Tap the words, once they are on the screen; drags them into sight where they are scrolled away."""
        self._let_up(*self._press(text, patience))

    def tap_twice(self, text: str) -> None:
        """A double tap, as of a finger that trembles: its second half comes as soon as something else is there."""
        x, y = self._press(text, PATIENCE)
        self._let_up(x, y)
        self._ask("again_on_change", x=x, y=y)
        self._until(lambda: self._ask("was_again"), f"nothing came of {text!r}", PATIENCE)

    @contextmanager
    def pressed(self, text: str) -> Iterator[None]:
        """Hold a finger on the words for so long."""
        at = self._press(text, PATIENCE)
        yield
        self._let_up(*at)

    def tap_at(self, x: float, y: float) -> None:
        """A short press at pixels from the top left."""
        self._ask("mouse", kind="down", x=x, y=y)
        self._let_up(x, y)

    def fingers(self, *texts: str) -> None:
        """Tap all of these words at once, each with a finger of its own."""
        if not self._ask("fingers", texts=texts):
            raise TabletError(f"cannot touch {texts!r}; on the screen: {self.texts()}")

    def press_drawn(self) -> None:
        """Press what the drawn phone wants pressed, dragging it into sight where it is scrolled away."""
        at = self._ask("drawn_target")
        if at is None:
            raise TabletError(f"nothing to press on a drawn phone; on the screen: {self.texts()}")
        height = int(self._environment["GOCUA_WINDOW"].split("x")[1])
        while not 0.2 * height < at[1] < 0.8 * height:
            self.drag(8, height / 2, 8, height / 2 + max(-0.25, min(0.25, 0.5 - at[1] / height)) * height)
            was, at = at, self._ask("drawn_target")
            if was == at:  # it cannot be dragged any further
                break
        if math.dist(at, self._lifted) < TOUCH:  # the step before was pressed here: this is to be no double tap
            time.sleep(LOOK)
        self.tap_at(*at)

    def drag(self, x: float, y: float, to_x: float, to_y: float, moves: int = 12, rest: float = 0) -> None:
        """Press, move in small steps, hold still (so that nothing is flung), let go.

        The first step comes with the press and is a clear one: a finger that rests before it moves (``rest`` seconds)
        presses what is under it.
        """
        if rest:
            self._ask("mouse", kind="down", x=x, y=y)
            time.sleep(rest)
        else:
            first = max(1 / moves, CLEAR / (math.hypot(to_x - x, to_y - y) or CLEAR))
            self._ask("pull", x=x, y=y, to_x=x + (to_x - x) * first, to_y=y + (to_y - y) * first)
        for move in range(1, moves + 1):
            part = move / moves
            self._ask("mouse", kind="move", x=x + (to_x - x) * part, y=y + (to_y - y) * part)
        for _ in range(5):  # frames that the app has seen, however slow it is
            self._ask("mouse", kind="move", x=to_x, y=to_y)
            time.sleep(FRAME)
        self._ask("mouse", kind="up", x=to_x, y=to_y)
        time.sleep(FRAME)

    def type(self, text: str) -> None:
        """Type into the field that was tapped."""
        self._ask("type", text=text)

    def key(self, name: str) -> None:
        """Press "enter", "back" or "backspace"."""
        self._ask("key", name=name)

    def turn(self) -> None:
        """Hold it upright instead of lying, or the other way round."""
        self._ask("turn")

    def stays_lit(self) -> bool:
        """Whether the screen is kept from going dark while nobody touches it."""
        return bool(self._ask("stays_lit"))

    def screenshot(self, path: Path) -> Path:
        """What is on the screen, as a PNG."""
        self._ask("screenshot", path=str(path))
        return path

    def spare_paint(self) -> None:
        """From now on paint only what a picture is taken of, where every frame was painted until now."""
        self._ask("spare_paint")

    def problems(self) -> list[str]:
        """Words that do not fit and touch targets that are too small."""
        problems: list[str] = self._ask("problems")
        return problems

    def room(self) -> float:
        """Pixels of height for what scrolls: the rest of the window stands still."""
        height: float = self._ask("room")
        return height

    def memory(self) -> float:
        """How much of the machine's memory the app holds, in MB."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def sound(self) -> None:
        """Come to rest with all words and touch targets as they should be."""
        self.settle()
        assert self.problems() == []

    def settle(self, patience: float = PATIENCE) -> None:
        """Until two looks at the screen show the same words."""
        last: list[list[str]] = [[]]

        def same() -> bool:
            last.append(self.texts())
            return last[-1] == last[-2]

        self._until(same, "the screen never came to rest", patience)

    def _press(self, text: str, patience: float) -> tuple[float, float]:
        deadline = time.monotonic() + patience
        before: list[float] | None = None
        nearest = math.inf
        while time.monotonic() < deadline:
            where = self._ask("press", text=text, stood=before)  # only where it still stands: one look, one touch
            at = where["at"]
            if where["pressed"]:
                return at[0], at[1]
            if at is None and where["hint"]:
                if where["hint"]["away"] < nearest:  # a long list on a slow machine: it is getting there
                    nearest, deadline = where["hint"]["away"], time.monotonic() + patience
                x, y, to_x, to_y = where["hint"]["drag"]
                self.drag(x, y, to_x, to_y, moves=4)
            before = at
            time.sleep(FRAME)
        raise TabletError(f"cannot tap {text!r} ({where}); on the screen: {self.texts()}")

    def _let_up(self, x: float, y: float) -> None:
        self._lifted = x, y
        time.sleep(FRAME)
        self._ask("mouse", kind="up", x=x, y=y)
        time.sleep(FRAME)

    def _until(self, true: Any, complaint: str, patience: float) -> None:
        deadline = time.monotonic() + patience
        while not true():
            if time.monotonic() > deadline:
                raise TabletError(f"{complaint}; on the screen: {self.texts()}")
            time.sleep(FRAME)

    def _ask(self, command: str, patience: float = PATIENCE, **arguments: object) -> Any:
        if self._process.poll() is not None:
            raise TabletError(f"the app has ended with {self._process.returncode}")
        self._commands.write(json.dumps({"do": command, "with": arguments}) + "\n")
        self._commands.flush()
        try:
            answer = json.loads(self._answers.get(timeout=patience))
        except Empty:
            raise TabletError(f"no answer to {command} within {patience} s") from None
        if "error" in answer:
            raise TabletError(f"{command}: {answer['error']}")
        return answer["done"]

    def _let_go(self) -> None:
        self._commands.close()
        self._reader.join(PATIENCE)
        self._output.close()


def _read(lines: IO[str], answers: SimpleQueue[str]) -> None:
    for line in lines:
        answers.put(line)
    answers.put(json.dumps({"error": "the app has ended"}))
