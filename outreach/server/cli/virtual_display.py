"""A display for machines without one, so that the demo's tablet has a real window that can be pictured."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.domain.errors import OutreachError

SIZE = "1280x800"


@contextmanager
def display() -> Iterator[str | None]:
    """The name of a virtual display for as long as the block runs; None where there is a real one.

    Raises OutreachError when there is neither a display nor Xvfb.
    """
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield None
        return
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"]
    try:
        # A session of its own: Ctrl-C must reach the tablet first, which still needs the display to close.
        server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    except FileNotFoundError:
        raise OutreachError(
            "Máy này không có màn hình và chưa có Xvfb. Hãy chạy: apt-get install xvfb",
            "This machine has neither a display nor Xvfb. Run: apt-get install xvfb",
        ) from None
    finally:
        os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise OutreachError("Xvfb không khởi động được.", "Xvfb did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def picture(name: str, path: Path) -> bool:
    """Save what the display ``name`` shows as a PNG; False while it shows nothing but black."""
    from PIL import ImageGrab

    image = ImageGrab.grab(xdisplay=name)
    if image.convert("L").getextrema()[1] == 0:
        return False
    unfinished = path.with_suffix(".part.png")
    image.save(unfinished)
    unfinished.replace(path)
    return True
