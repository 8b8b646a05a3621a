"""The Chromium that tests steer: the build without a window, or where there is none of that, the whole one."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserType

_PATH = os.environ["PATH"] + os.pathsep + str(Path(sys.prefix) / "bin")
PROGRAM = shutil.which("chromium-headless-shell", path=_PATH) or shutil.which("chromium", path=_PATH)
"""The system's, or the one that was put beside this Python."""


def launched(chromium: BrowserType, *switches: str) -> Browser:
    """A browser of its own, with these command line switches. Letters are as far apart as on a screen."""
    return chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--font-render-hinting=none", *switches])
