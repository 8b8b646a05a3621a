"""What the app is told wrong before it starts ends in words."""

import os
import subprocess
import sys

import pytest

from tests.server.cli.process import ROOT


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("GOCUA_DATA", __file__, "Không mở được thư mục dữ liệu"), ("GOCUA_WINDOW", "big", "GOCUA_WINDOW phải có dạng")],
)
def test_a_setting_that_cannot_be(tmp_path, name, value, words):
    environment = os.environ | {"GOCUA_DATA": str(tmp_path), name: value}
    run = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.startswith(words)
