"""A whole team that syncs at the same minute: sixty tablets with five hundred visits each."""

import tempfile
from pathlib import Path

from outreach.server.simulated_tablets import Fleet, Tablet, enrol

from .machines import found_commune, must_be, server
from .measure import Row

TABLETS = 60
VISITS = 500
HOUSEHOLDS = 6_000
HAMLETS_EACH = 2


def rows() -> list[Row]:
    """How long an exchange takes while all others are under way (tablets and server share this machine)."""
    with tempfile.TemporaryDirectory(prefix="gocua-bench-") as folder:
        home = Path(folder)
        codes = found_commune(home / "server", HOUSEHOLDS, TABLETS, HAMLETS_EACH)
        with server(home / "server") as port:
            address = f"http://127.0.0.1:{port}"
            tablets = [Tablet(home / f"{number}.db", address, code, VISITS) for number, code in enumerate(codes)]
            for tablet in tablets:
                enrol(tablet)
            with Fleet(tablets) as fleet:
                fleet.prepare()
                report = fleet.sync()
        must_be(report.accepted, TABLETS * VISITS)
        name = f"{TABLETS} tablets with {VISITS} visits each at once: an exchange, 99th of 100"
        notes = {"exchanges": len(report.seconds), "bodies up": report.up, "bodies down": report.down}
        return [
            Row(name, "s", [report.percentile(0.99)], goal="2 s", notes=notes),
            Row("the same: the median exchange", "s", [report.percentile(0.5)]),
        ]
