"""A backup every day, looked after by a thread of the server and made by a process of its own.

A process of its own, because the trial restore counts everything again, and tablets should not wait for that.
"""

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

from outreach.domain.clock import now

from . import folder

FIRST = 60.0
LOOK = 600.0
AFTER_FAILURE = 3600.0
"""Seconds after the start, between two looks at the folder, and before a failed backup is tried again."""

NICE = 10
STOP_SECONDS = 10
_log = logging.getLogger(__name__)


class Daily(threading.Thread):
    """Makes a backup whenever the newest in the folder is a day old."""

    def __init__(self, where: Path, first: float = FIRST) -> None:
        super().__init__(name="daily-backup", daemon=True)
        self._where = where
        self._first = first
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Look and make, until ``stop``."""
        pause = self._first
        while not self._stop_asked.wait(pause):
            pause = LOOK
            try:
                if folder.is_due(self._where, now()) and not self._make():
                    pause = AFTER_FAILURE
            except OSError as error:  # a disk that is away, no room for a process
                _log.error("backup: %s", error)
                pause = AFTER_FAILURE

    def stop(self) -> None:
        """End, with a backup that is being made; what it has not finished is never taken for one."""
        self._stop_asked.set()
        if self.is_alive():
            self.join(STOP_SECONDS)

    def _make(self) -> bool:
        command = [sys.executable, "-m", "outreach", "backup", "--if-due"]
        with subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
            said = self._ended(process)
        if (said or process.returncode) and not self._stop_asked.is_set():
            _log.log(logging.ERROR if process.returncode else logging.WARNING, "backup: %s", said)
        return process.returncode == 0

    def _ended(self, process: "subprocess.Popen[str]") -> str:
        """What the process had to say, once it has ended or was told to."""
        while True:
            try:
                return " ".join((process.communicate(timeout=1)[1] or "").split())
            except subprocess.TimeoutExpired:
                if self._stop_asked.is_set():
                    process.terminate()
