"""Lists put aside between preview and yes: one commune's own, and not for ever."""

import os
import time
from pathlib import Path

import pytest
from django.test import Client

from outreach.server.places import household_upload


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_a_list_is_kept_until_it_is_forgotten() -> None:
    name = household_upload.keep("20179", b"list")
    assert household_upload.kept("20179", name) == b"list"
    household_upload.forget("20179", name)
    assert household_upload.kept("20179", name) is None
    household_upload.forget("20179", name)


def test_another_commune_cannot_name_it(home: Path) -> None:
    name = household_upload.keep("20179", b"list")
    assert household_upload.kept("20122", name) is None
    household_upload.forget("20122", f"../20179/{name}")
    assert household_upload.kept("20179", name) == b"list"


@pytest.mark.parametrize("address", ["/dang-nhap/", "/api/v1/sync"])
def test_what_nobody_came_back_for_is_cleared_at_anybodys_next_request(home: Path, address: str) -> None:
    old, young = household_upload.keep("20179", b"old"), household_upload.keep("20122", b"young")
    earlier = time.time() - household_upload.KEPT_SECONDS - 60
    os.utime(home / "uploads/20179" / old, (earlier, earlier))
    Client().get(address)
    assert household_upload.kept("20179", old) is None
    assert household_upload.kept("20122", young) == b"young"
