"""What is done around the peers; they themselves run in ``make bench`` alone."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import floor, peer
from bench.peer import PEERS, Missing, Node, Peer, Python, present

LOCKED = [one.programs.folder / "requirements.lock" for one in PEERS if isinstance(one.programs, Python)]

TABLET = """
import json, sys
from pathlib import Path
from bench.peers.lines import obey, visits

held = Path(sys.argv[1]) / "held.json"
held.parent.mkdir(exist_ok=True)
if not held.exists():
    held.write_text("[]")
obey(lambda: len(visits(held)), fill=lambda file: held.write_text(json.dumps(visits(file))))
"""


@dataclass(frozen=True)
class Written:
    """Programs that need nothing."""

    folder: Path

    def install(self):
        """Here already."""

    def command(self, program):
        return [sys.executable, str(self.folder / f"{program}.py")]


class Absent(Written):
    def install(self):
        raise Missing("thiếu cầu tre", "the bamboo bridge is missing")


def test_one_that_is_missing_is_left_out_and_said(monkeypatch, tmp_path, capsys):
    here, gone = Peer("Here", Written(tmp_path)), Peer("Gone", Absent(tmp_path))
    monkeypatch.setattr(peer, "PEERS", (gone, here))
    assert present() == [here]
    assert capsys.readouterr().out == (
        "Không đo Gone: thiếu cầu tre. / Gone is left out: the bamboo bridge is missing.\n"
    )


def test_without_postgresql_nothing_is_installed_that_needs_it(monkeypatch, tmp_path):
    def nowhere():
        raise FileNotFoundError

    monkeypatch.setattr("tools.postgresql.programs", nowhere)
    with pytest.raises(Missing, match="PostgreSQL is missing"):
        Peer("x", Python(tmp_path), on_postgresql=True).install()
    assert not list(tmp_path.iterdir())


def test_without_node(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="node or npm is missing"):
        Node(tmp_path).install()


def test_what_cannot_be_installed_says_why(monkeypatch, tmp_path):
    for name, does in (("node", ""), ("npm", "echo a long story >&2; echo no network >&2; exit 1")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(Missing, match=r"it could not be installed \(no network\)"):
        Node(tmp_path).install()


def test_an_environment_is_made_once(monkeypatch, tmp_path):
    called = []

    def call(*command):
        called.append(command[2])
        (tmp_path / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(peer, "_call", call)
    lock = tmp_path / "requirements.lock"
    for text in ("kinto==1", "kinto==1", "kinto==2"):
        lock.write_text(text)
        Python(tmp_path).install()
    assert called == ["venv", "pip"] * 2


def test_a_tablet_is_filled_with_every_field(monkeypatch, tmp_path):
    (tmp_path / "tablet.py").write_text(TABLET)
    monkeypatch.setenv("PYTHONPATH", str(Path(peer.__file__).parents[1]))
    rows = [[f"-{n}", *(None if name == "agreed" else f"{name}: có" for name in floor.FIELDS[1:])] for n in range(3)]
    one = Peer("x", Written(tmp_path))
    one.fill(tmp_path / "template", rows)
    with one.tablet(tmp_path / "template/a") as ask:
        assert ask("fill", str(tmp_path / "template/visits.json")) == 3
    held = (tmp_path / "template/a/held.json").read_text()
    assert all(name in held for name in floor.FIELDS)
    assert '"id": "v-2"' in held


@pytest.mark.parametrize("lock", LOCKED, ids=lambda lock: lock.parent.name)
def test_what_is_installed_is_pinned_with_hashes_and_no_address(lock):
    entries = re.split(r"\n(?=\w)", lock.read_text("utf-8").partition("make lock\n")[2])
    assert len(entries) > 10
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock.read_text("utf-8")
