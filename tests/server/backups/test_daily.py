"""The thread in the server: a process of its own makes the backup, and what goes wrong is in the log."""

import logging
import os
import sys
import time

import pytest

from outreach.server.backups import folder
from outreach.server.backups.daily import Daily
from outreach.server.cli.serve import _daily_backup
from tests.server.cli.process import outreach

PATIENCE = 60
pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="not about databases")


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A data folder of its own."""
    monkeypatch.setenv("GOCUA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def daily(fresh):
    """The thread, looking at once."""
    thread = Daily(fresh / "backups", first=0)
    yield thread
    thread.stop()
    assert not thread.is_alive()


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_backup_is_made_when_there_is_none_of_the_time_before(fresh, daily, caplog):
    assert outreach(fresh, "migrate").returncode == 0
    (fresh / "backups").mkdir(exist_ok=True)
    ahead = fresh / "backups/20179-21261121T180000Z.sqlite3"
    ahead.touch()
    daily.start()
    wait_for(lambda: len(folder.copies(fresh / "backups")) == 2)
    wait_for(lambda: ahead.name in caplog.text)
    assert "WARNING" in caplog.text


def test_what_goes_wrong_is_in_the_log(daily, caplog):
    caplog.set_level(logging.ERROR)
    daily.start()
    wait_for(lambda: "python -m outreach migrate" in caplog.text)


def test_what_the_machine_cannot_do_now_is_tried_again(daily, monkeypatch, caplog):
    """As while Python is being updated, or a disk is away: else no backup would be made until the next start."""
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr("outreach.server.backups.daily.AFTER_FAILURE", 0.01)
    with monkeypatch.context() as updating:
        updating.setattr(sys, "executable", "/not/there")
        daily.start()
        wait_for(lambda: "/not/there" in caplog.text)
    wait_for(lambda: "python -m outreach migrate" in caplog.text)


def test_a_fresh_backup_is_left_alone(fresh, daily, monkeypatch):
    looked = []
    monkeypatch.setattr(folder, "is_due", lambda *_: looked.append(True))
    monkeypatch.setattr(daily, "_make", lambda: pytest.fail("nothing was due"))
    daily.start()
    wait_for(lambda: looked)


def test_it_can_be_switched_off(settings):
    assert len(_daily_backup()) == 1
    settings.BACKUP_DAILY = False
    assert _daily_backup() == []
