"""The two programs stay apart: what each entry point loads, looked at in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .tree import ROOT


def loaded_by(module: str, home: Path) -> set[str]:
    """Top-level and second-level names of all modules that importing ``module`` loads."""
    code = f"import sys, {module}; print('\\nloaded:', *sys.modules)"
    env = {
        **os.environ,
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_HOME": str(home / "kivy"),
        "GOCUA_DATA": str(home / "tablet"),
        "GOCUA_HOME": str(home / "server"),
    }
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return {".".join(name.split(".")[:2]) for name in run.stdout.rpartition("loaded:")[2].split()}


@pytest.mark.parametrize("module", ["main", "outreach.tablet.app"])
def test_the_tablet_leaves_the_server_out(module, tmp_path):
    loaded = loaded_by(module, tmp_path)
    assert "outreach.tablet" in loaded
    assert not loaded & {"outreach.server", "django"}


def test_the_server_leaves_kivy_out(tmp_path):
    loaded = loaded_by("outreach.server.wsgi", tmp_path)
    assert "outreach.server" in loaded
    assert not loaded & {"kivy", "outreach.tablet"}
