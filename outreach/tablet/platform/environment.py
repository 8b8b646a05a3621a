"""What must be settled before Kivy is first imported: where data lies, and Kivy's own settings."""

import os
import re
from pathlib import Path

from outreach.domain.errors import OutreachError


def data_folder() -> Path:
    """Where this tablet keeps its data: GOCUA_DATA, the app's private folder on Android, or the user's own.

    Never beside the code, which an update replaces.
    """
    if "GOCUA_DATA" in os.environ:
        return Path(os.environ["GOCUA_DATA"])
    if "ANDROID_PRIVATE" in os.environ:
        return Path(os.environ["ANDROID_PRIVATE"]) / "gocua"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "gocua"


def prepare(data: Path) -> None:
    """Make the folder, private to this user, and keep Kivy to the app's settings.

    GOCUA_WINDOW (such as 1280x800) sizes a desktop window. Raises OutreachError where either cannot be.
    """
    size = os.environ.get("GOCUA_WINDOW", "1280x800")
    if not re.fullmatch("[0-9]+x[0-9]+", size):
        raise OutreachError(
            f"GOCUA_WINDOW phải có dạng rộng x cao, như 1280x800, không phải “{size}”.",
            f'GOCUA_WINDOW must be width x height, such as 1280x800, not "{size}".',
        )
    kivy_home = data / "kivy"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        kivy_home.mkdir(exist_ok=True)
    except OSError as error:
        raise OutreachError(
            f"Không mở được thư mục dữ liệu {data}: {error.strerror}. Hãy đặt GOCUA_DATA tới một thư mục ghi được.",
            f"Cannot open the data folder {data}: {error.strerror}. Set GOCUA_DATA to a folder you can write to.",
        ) from None
    os.environ["KIVY_HOME"] = str(kivy_home)
    os.environ["KIVY_NO_ARGS"] = "1"
    os.environ["KIVY_NO_CONFIG"] = "1"
    os.environ["KIVY_NO_FILELOG"] = "1"
    os.environ["KIVY_LOG_MODE"] = "PYTHON"  # Python's own logging, which prints warnings and nothing less
    from kivy.config import Config

    width, height = size.split("x")
    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    Config.set("graphics", "minimum_width", "320")
    Config.set("graphics", "minimum_height", "480")
    Config.set("graphics", "multisamples", "4")
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("input", "mouse", "mouse,disable_multitouch")
