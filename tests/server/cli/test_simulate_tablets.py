"""``simulate-tablets`` floods no real commune. (What it does to an invented one: tests/faults/test_many_at_once.py.)"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.cli.process import ROOT, environment, outreach, served

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes of their own, on SQLite")
MAKE_CODE = """
from outreach.server.cli import session
session.open_database()
from outreach.server.devices.enrolment import make_code
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet
print(make_code(User.objects.get(username="an"), Hamlet.objects.values_list("id", flat=True)))
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Path:
    """The data folder of a real commune."""
    home: Path = tmp_path_factory.mktemp("real")
    name = ("--name", "Nguyễn Thị An", "--password", "cay-cau-tre-lac-leo")
    for arguments in (
        ("migrate",),
        ("create-leader", "an", "--commune", "20179", *name),
        ("add-hamlets", "--commune", "20179", "1"),
    ):
        assert outreach(home, *arguments).returncode == 0
    return home


def test_no_codes_are_made_for_a_real_commune(real):
    run = outreach(real, "simulate-tablets", "--server", "http://127.0.0.1:9")
    assert run.returncode == 1
    assert "no invented commune" in run.stderr


def test_a_code_of_a_real_commune_is_refused_before_anything_is_noted(real, tmp_path):
    code = subprocess.run(
        [sys.executable, "-c", MAKE_CODE], cwd=ROOT, env=environment(real), check=True, capture_output=True, text=True
    )
    codes = tmp_path / "codes"
    codes.write_text(code.stdout)
    with served(real) as address:
        few = outreach(real, "simulate-tablets", "--server", address, "--tablets", "2", "--codes", str(codes))
        assert "holds 1 codes, 2 are needed" in few.stderr
        run = outreach(real, "simulate-tablets", "--server", address, "--tablets", "1", "--codes", str(codes))
    assert run.returncode == 1
    assert "This commune is a real one" in run.stderr
    assert "accepted" not in run.stdout
