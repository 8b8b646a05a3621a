"""Text from editors is text on the tablet, whatever it looks like."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"[b]", "[/b]", "[/color]"}
"""What the screens themselves write; colours are the theme's own (#...)."""


def test_no_tag_from_a_guide_takes_effect(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "tests.tablet.markup_probe"],
        cwd=ROOT,
        env=os.environ | {"KIVY_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = set(json.loads(run.stdout))
    assert "[b]" in found
    assert {tag for tag in found - OURS if not tag.startswith("[color=#")} == set()
