"""Every code that the app shows is read back from a picture of its window, also with a tenth of it under a stain."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.domain.guide import LANGUAGES
from outreach.handouts import offline_text

from ..driver import WIDE
from .visit_cast import COMMUNE, GUIDES, SITE, prepare

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=LANGUAGES)
def shown(request, tmp_path_factory):
    """The language, and what each code said: {"kind guide": {"clean": texts, "stained": texts}}."""
    data = prepare(tmp_path_factory.mktemp("tablet"), language=request.param)
    environment = os.environ | {"GOCUA_DATA": str(data), "GOCUA_WINDOW": WIDE}
    command = [sys.executable, "-m", "tests.tablet.code_probe"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return request.param, json.loads(done.stdout)


def test_each_guide_s_code_opens_it_on_a_phone(shown):
    _, said = shown
    assert {name: said[f"page {name}"]["clean"] for name in GUIDES} == {name: [f"{SITE}/g/{name}"] for name in GUIDES}


def test_each_guide_s_words_are_read_without_a_network(shown):
    language, said = shown
    for name, guide in GUIDES.items():
        assert said[f"words {name}"]["clean"] == [offline_text(guide, language, COMMUNE.hotline)], name


def test_a_guide_that_is_read_on_its_own_has_the_same_code(shown):
    _, said = shown
    alone = {name.removeprefix("guide "): seen for name, seen in said.items() if name.startswith("guide ")}
    assert alone
    assert all(seen["clean"] == [f"{SITE}/g/{name}"] for name, seen in alone.items())


def test_the_code_of_a_visit_opens_the_guides_it_showed(shown):
    _, said = shown
    visits = {name.removeprefix("visit "): seen["clean"] for name, seen in said.items() if name.startswith("visit ")}
    assert visits
    for name, (text,) in visits.items():
        assert text.startswith(f"{SITE}/h/")
        assert text.endswith(f"?g={name}")


def test_all_are_still_read_with_a_tenth_under_a_stain(shown):
    _, said = shown
    assert {name for name, seen in said.items() if seen["stained"] != seen["clean"]} == set()
