"""A commune's server as a process of its own, filled with a small invented commune; it can be stopped and started."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEADER = "an"
PASSWORD = "đi từng ngõ 2026"
HOUSEHOLDS = 300
PATIENCE = 30

_FILL = f"""
from outreach.server.cli import session
session.migrate()
from outreach.domain.clock import now
from outreach.server.demo_data import make_demo
make_demo({PASSWORD!r}, now(), {{households}})
"""

_CODE = """
from outreach.server.cli import session
session.migrate()
from datetime import timedelta
from outreach.domain.clock import now
from outreach.server.devices.enrolment import make_code
from outreach.server.devices.models import Tablet
from outreach.server.people.models import User
official = User.objects.get(username="hanh")
tablet = Tablet.objects.filter(commune=official.commune, official=official.official).earliest("enrolled_at")
print(make_code(official, tablet.scope, now() - timedelta(minutes={minutes})))
"""


_REVOKE = """
from outreach.server.cli import session
session.migrate()
from outreach.server.devices.enrolment import revoke
from outreach.server.devices.models import Tablet
revoke(Tablet.objects.latest("enrolled_at"))
"""


class CommuneServer:
    """``python -m outreach serve`` on a free port of this machine, with its data in ``home``."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.bind = f"127.0.0.1:{free.getsockname()[1]}"
        self.address = f"http://{self.bind}"
        inherited = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        self._environment = {**inherited, "GOCUA_HOME": str(home), "GOCUA_SITE": self.address}
        self._process: subprocess.Popen[bytes] | None = None

    def fill(self, households: int = HOUSEHOLDS) -> None:
        """Make the commune."""
        self.run(_FILL.format(households=households))

    def code(self, minutes_ago: int = 0) -> str:
        """An enrolment code for another tablet of chị Hạnh, for the same thôn, made some minutes ago."""
        return self.run(_CODE.format(minutes=minutes_ago)).strip()

    def revoke_newest(self) -> None:
        """Revoke the tablet that was enrolled last."""
        self.run(_REVOKE)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """``python -m outreach`` with these arguments, on the server's machine."""
        command = [sys.executable, "-m", "outreach", *arguments]
        environment = {**self._environment, "PYTHONUTF8": "1"}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "outreach", "serve", "--bind", self.bind]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment)
        host, port = self.bind.split(":")
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection((host, int(port)), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server did not start")

    def stop(self) -> None:
        """Stop as an administrator would; harmless when it is not running."""
        if self._process:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None

    def run(self, script: str) -> str:
        """What a script prints that runs on the server's machine."""
        command = [sys.executable, "-c", script]
        run = subprocess.run(command, cwd=ROOT, env=self._environment, check=True, stdout=subprocess.PIPE, text=True)
        return run.stdout


_NOT_OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
