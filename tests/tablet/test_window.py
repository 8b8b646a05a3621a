"""How the app meets what Android lays over its window (a keyboard, the system's bars), and how it comes back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..driver import PHONE, WIDE
from .places_cast import open_places

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    """What the probe saw."""
    environment = os.environ | {"GOCUA_DATA": str(tmp_path_factory.mktemp("tablet")), "GOCUA_WINDOW": PHONE}
    command = [sys.executable, "-m", "tests.tablet.window_probe"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


def test_the_field_that_is_typed_in_is_not_under_the_keyboard(window):
    assert window["softinput"] == "below_target"


def test_an_address_and_a_code_are_typed_letter_by_letter(window):
    assert window["keyboards"] == ["null", "null"]  # a Vietnamese keyboard makes Ă of AW, and À of A2


def test_a_phone_that_is_turned_keeps_clear_of_the_bar_at_its_side(window):
    assert window["clear"] == {"upright": [0, 24, 0, 48], "turned": [0, 24, 48, 0]}


def test_whoever_comes_back_in_the_morning_sees_the_new_day_at_once(tmp_path):
    open_places(tmp_path / "tablet.db").close()
    command = [sys.executable, "-m", "tests.tablet.morning_probe"]
    environment = os.environ | {"GOCUA_DATA": str(tmp_path), "GOCUA_WINDOW": WIDE}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["-1", "0"]


def test_the_second_half_of_a_double_tap_is_swallowed_but_no_second_drag(tmp_path):
    command = [sys.executable, "-m", "tests.tablet.finger_probe"]
    environment = os.environ | {"GOCUA_DATA": str(tmp_path), "GOCUA_WINDOW": PHONE}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout) == {"tap": False, "drag": True}
