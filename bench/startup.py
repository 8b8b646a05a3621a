"""From the start of the process to the first frame: the tablet app beside a Kivy app with one Label.

python -m bench.startup ours|floor DATA        prints the monotonic time at its first frame
"""

import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from outreach.domain.clock import now
from outreach.domain.held import Held
from outreach.domain.records import Commune, Official
from outreach.store import Identity, Incoming, Store

from .invented import village, visits
from .measure import Row, take_turns

HOUSEHOLDS = 300


def rows() -> list[Row]:
    """One row: an enrolled tablet of one thôn-sized list, opened on Hôm nay."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        data = Path(folder)
        furnish(data / "ours", HOUSEHOLDS, 600)
        found = take_turns(lambda: _seconds("ours", data), lambda: _seconds("floor", data))
        return [Row("start-up to the first frame", "s", own, base) for _, (own, base) in found]


def furnish(data: Path, households: int, noted: int) -> None:
    """A tablet's data folder: enrolled, with a village and its visits. Its server does not exist."""
    places = village(households, max(1, households // 1400))
    official = Official("o" * 21 + "A", "Nguyễn Thị Hạnh", "chị Hạnh")
    scope = tuple(hamlet.id for hamlet in places.hamlets)
    commune = Commune("20179", "xã Nam Đông", "Huế", invented=True)
    with closing(Store.open(data / "tablet.db")) as store:
        store.enrol(Identity("http://127.0.0.1:9", "t", "t", commune, official, scope))
        past = visits(noted, places.households, official.id)
        told = Incoming(
            Held(0),
            0,
            b"{}",
            scope,
            now(),
            restart=True,
            complete=True,
            commune=commune,
            hamlets=places.hamlets,
            officials=[official],
            households=places.households,
            visits=past,
        )
        store.apply(None, told)


def _seconds(who: str, data: Path) -> dict[str, float]:
    began = time.monotonic()
    command = [sys.executable, "-m", "bench.startup", who, str(data / who)]
    # The monotonic clock is one for all processes, so the child's first frame can be dated by it.
    return {"first frame": float(subprocess.check_output(command, text=True)) - began}


def _child(who: str, data: Path) -> None:
    from .frames import on_first_frame, open_window

    open_window(data)
    on_first_frame(_tell_and_leave)
    if who == "ours":
        from outreach.tablet.app import TabletApp

        TabletApp(data).run()
    else:
        from kivy.app import App
        from kivy.uix.label import Label

        class Bare(App):  # type: ignore[misc]
            def build(self) -> Label:
                return Label(text="Gõ Cửa")

        Bare().run()


def _tell_and_leave() -> None:
    print(time.monotonic(), flush=True)
    from kivy.app import App

    App.get_running_app().stop()


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
