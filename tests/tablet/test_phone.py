"""The drawn practice phone: everything fits on it, and a press is judged by where it lands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.domain.guide import ElementKind

from .visit_cast import GUIDES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=[(320, 560), (200, 420), (700, 600)], ids=str)
def drawn(request, tmp_path_factory):
    """How each screen came out in a box of that size."""
    size = [str(edge) for edge in request.param]
    command = [sys.executable, "-m", "tests.tablet.phone_probe", *size]
    home = os.environ | {"KIVY_HOME": str(tmp_path_factory.mktemp("kivy"))}
    done = subprocess.run(command, cwd=ROOT, env=home, capture_output=True, text=True, timeout=120, check=True)
    return request.param, json.loads(done.stdout)


def test_every_kind_of_element_and_every_step_is_drawn(drawn):
    _, screens = drawn
    steps = {f"{guide.id}/{step.id}" for guide in GUIDES.values() for step in guide.steps}
    kinds = {kind.value for kind in ElementKind} - {"space"}
    assert steps | kinds <= screens.keys()


def test_the_phone_stays_in_its_box_and_looks_like_one(drawn):
    (width, height), screens = drawn
    for name, screen in screens.items():
        x, y, w, h = screen["device"]
        assert 10 - 0.5 <= x <= x + w <= 10 + width + 0.5, name
        assert 20 - 0.5 <= y <= y + h <= 20 + height + 0.5, name
        assert 1.75 <= h / w <= 2.05, name


def test_it_goes_along_with_its_box(drawn):
    _, screens = drawn
    assert {name for name, screen in screens.items() if screen["moved"] != [0, 40]} == set()


def test_it_is_drawn_once_a_frame_however_often_the_page_is_laid_out(drawn):
    _, screens = drawn
    assert {name for name, screen in screens.items() if screen["drawn"] != 1} == set()


def test_what_has_to_be_pressed_is_on_the_glass(drawn):
    _, screens = drawn
    for name, screen in screens.items():
        if screen["target"]:
            x, y, w, h = screen["device"]
            left, bottom, wide, high = screen["target"]
            assert x < left, name
            assert left + wide < x + w, name
            assert y < bottom, name
            assert bottom + high < y + h, name
            assert min(wide, high) >= 10, name


def test_a_press_on_the_target_is_right_and_beside_it_wrong(drawn):
    _, screens = drawn
    for name, screen in screens.items():
        expected = ["wrong", "right"] if screen["target"] else ["right"]
        assert screen["heard"] == expected, name


def test_nothing_but_the_ring_tells_what_has_to_be_pressed(drawn):
    _, screens = drawn
    kinds = [kind.value for kind in ElementKind if kind is not ElementKind.SPACE]
    assert [kind for kind in kinds if screens[kind]["colours"] != screens[f"{kind}, not pressed"]["colours"]] == []


def test_only_steps_to_read_have_nothing_to_press(drawn):
    _, screens = drawn
    for guide in GUIDES.values():
        for step in guide.steps:
            assert (screens[f"{guide.id}/{step.id}"]["target"] is None) == (step.screen.pressable is None)


def test_a_sum_of_money_is_written_as_one_and_a_code_in_places(drawn):
    _, screens = drawn
    assert "20.000" in screens["quet-vietqr/go-tien"]["words"]
    assert screens["kich-hoat-vneid/passcode"]["words"].count("•") == 6
