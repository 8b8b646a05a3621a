"""A whole district's tablets come back to the network at the same moment."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.cli.process import ROOT

from . import strace
from .commune import Commune
from .oracle_process import HAMLETS

SLOWEST = 2.0
"""Seconds that 99 of 100 exchanges may take on two cores that have nothing else to do."""


@pytest.fixture
def commune(home: Path) -> Iterator[Commune]:
    """A commune of one's own on SQLite: nobody else's tablets."""
    one = Commune(home)
    one.start()
    yield one
    one.close()


def simulate(commune: Commune, tablets: int, visits: int) -> dict[str, float]:
    """Run ``simulate-tablets`` with tablets that read every thôn of the commune, and read its figures."""
    everywhere = list(range(1, HAMLETS + 1))
    codes = commune.home / "codes"
    codes.write_text("\n".join(commune.oracle.ask("code", hamlets=everywhere, whose="hanh") for _ in range(tablets)))
    command = [sys.executable, "-m", "outreach", "simulate-tablets", "--server", commune.address]
    run = subprocess.run(
        [*command, "--codes", str(codes), "--tablets", str(tablets), "--visits", str(visits)],
        cwd=ROOT,
        env=commune.environment,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    figures = re.findall(r"^(\w+) +([\d.,]+)(?: |$)", run.stdout, re.MULTILINE)
    return {name: float(value.replace(".", "").replace(",", ".")) for name, value in figures}


def test_all_are_accepted(commune, request, often):
    tablets, visits = often(6, 60), often(20, 500)
    commune.oracle.ask("grow", households=often(60, 200))
    figures = simulate(commune, tablets, visits)
    assert figures["accepted"] == tablets * visits == len(commune.oracle.ask("everything"))
    assert figures["rejected"] == figures["unsent"] == 0
    assert commune.oracle.ask("wrong") == []
    if request.config.getoption("--full"):
        assert figures["p99"] < SLOWEST, figures


def test_nobody_is_told_success_before_it_is_on_the_disk(home, tmp_path, often):
    if not strace.possible():
        pytest.skip("no strace here, or it may not look")
    log = tmp_path / "calls"
    commune = Commune(home, wrapper=strace.command(log))
    commune.start()
    try:
        tablets, visits = often(4, 20), often(30, 300)
        assert simulate(commune, tablets, visits)["accepted"] == tablets * visits
    finally:
        commune.close()
    with log.open(errors="replace") as lines:
        answered, early = strace.answers_before_the_disk(lines, "commune.db-wal")
    assert answered >= 2 * tablets, "the log does not show what it should"
    assert early == 0


def test_an_answer_before_the_disk_would_be_noticed():
    """The judge itself: an answer between the write and its sync is early, one after it is not."""
    wal = "/d/commune.db-wal"
    write = f'7 pwrite64(5<{wal}>, ""..., 24, 0) = 24'
    begun, done = f"7 fdatasync(5<{wal}> <unfinished ...>", "7 <... fdatasync resumed>) = 0"
    answer = '7 sendto(9<socket:[1]>, "HTTP/1.1 200 OK\\r\\n"..., 90, 0, NULL, 0) = 90'
    other = f"8 fdatasync(5<{wal}>) = 0"
    assert strace.answers_before_the_disk([write, begun, other, done, answer], "-wal") == (1, 0)
    assert strace.answers_before_the_disk([write, begun, other, answer, done], "-wal") == (1, 1)
    assert strace.answers_before_the_disk([answer, write, f"7 fdatasync(5<{wal}>) = -1 EIO", answer], "-wal") == (1, 1)
