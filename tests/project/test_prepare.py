"""What the set-up says on a machine where it cannot go on. Nothing is installed here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .tree import ROOT


@pytest.fixture
def machine(tmp_path):
    """A machine whose PATH holds only what is put into the returned folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def command(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def prepare(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, str(ROOT / "tools/prepare.py"), "run"],
        env={**kept, **env, "PATH": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("version", ["3 10", "3 14"])
def test_an_unsuitable_python_is_told_in_both_languages(machine, version):
    command(machine, "python3", f"echo {version}; echo complete")
    run = prepare(machine)
    assert run.returncode == 1
    vietnamese, english = run.stderr.splitlines()
    assert vietnamese.startswith("Cần Python 3.11, 3.12 hoặc 3.13")
    assert english.startswith("Python 3.11, 3.12 or 3.13 is needed")


def test_without_apt_the_missing_packages_are_named_with_their_reason(machine):
    command(machine, "python3", "echo 3 11; echo complete")
    run = prepare(machine)
    assert run.returncode == 1
    assert "xvfb" in run.stdout
    assert "màn hình ảo / a virtual display" in run.stdout
    assert "apt-get" in run.stderr


def test_a_python_without_venv_asks_for_the_package_that_brings_it(machine):
    command(machine, "python3", "echo 3 12")
    assert "python3.12-venv" in prepare(machine).stdout


def test_a_machine_with_a_display_needs_no_virtual_one(machine):
    command(machine, "python3", "echo 3 12")
    assert "xvfb" not in prepare(machine, DISPLAY=":0").stdout


def test_a_failing_installation_says_what_failed(machine):
    command(machine, "python3", "echo 3 11; echo complete")
    command(machine, "apt-get", "echo no network >&2; exit 100")
    command(machine, "env", 'shift; exec "$@"')
    command(machine, "sudo", 'exec "$@"')
    run = prepare(machine)
    assert run.returncode == 1
    assert "no network" in run.stderr
    assert "kiểm tra mạng" in run.stderr
    assert "apt-get --quiet=2 update" in run.stderr
