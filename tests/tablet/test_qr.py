"""Both codes of every guide, read back from a picture of a screen of 1280 x 800."""

import json
import os
import subprocess
import sys
from pathlib import Path

from outreach.handouts import offline_text

from .visit_cast import COMMUNE, GUIDES, SITE

ROOT = Path(__file__).parents[2]


def test_both_codes_of_every_guide_are_read_from_the_screen(tmp_path):
    (tmp_path / "kivy").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.tablet.qr_probe", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"KIVY_HOME": str(tmp_path / "kivy")},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert json.loads(done.stdout) == {
        name: [[f"{SITE}/g/{name}"], [offline_text(guide, "vi", COMMUNE.hotline)]] for name, guide in GUIDES.items()
    }
