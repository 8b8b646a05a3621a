"""What is seen to once a day: months that are due, and answers that nobody can use."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections

from outreach.domain.clock import begin_of, now
from outreach.domain.records import Said
from outreach.handouts.token import VALID
from outreach.server import upkeep
from outreach.server.backups import serving
from outreach.server.cli import serve, session
from outreach.server.database.writer import WriterLock
from outreach.server.records import answers
from outreach.server.records.calls import unknown_calls
from outreach.server.records.models import Answer, Deletion
from outreach.server.rollups import closing
from tests.server.cast import NAM_DONG, NOW, VINH_LOC, Cast

PATIENCE = 30
TOKEN = "t" * 36


def test_months_are_closed_in_every_commune(cast: Cast) -> None:
    cast.send(cast.visit(at=NOW - timedelta(days=40)))
    for _ in range(2):
        upkeep.keep_up(NOW.date())
        assert closing.closed_months(NAM_DONG.code) == ["2026-10"]
        assert closing.closed_months(VINH_LOC.code) == []


def test_a_clock_that_jumped_ahead_closes_no_month_for_a_week(cast: Cast) -> None:
    cast.send(cast.visit(at=NOW - timedelta(days=40)))
    upkeep.keep_up(NOW.date())
    ahead = NOW.date().replace(year=2036)
    for days in range(7):
        upkeep.keep_up(ahead + timedelta(days=days))
    assert closing.closed_months(NAM_DONG.code) == ["2026-10"]
    upkeep.keep_up(NOW.date() + timedelta(days=20))  # it was put right
    assert closing.closed_months(NAM_DONG.code) == ["2026-10", "2026-11"]
    upkeep.keep_up(ahead + timedelta(days=7))
    assert len(closing.closed_months(NAM_DONG.code)) > 100


def test_a_tablet_heard_of_while_the_clock_was_ahead_can_fall_silent(cast: Cast) -> None:
    for days in range(8):
        upkeep.keep_up(NOW.date() + timedelta(days=days))
    right, ahead = NOW + timedelta(days=7), NOW.replace(year=2036)
    cast.send(at=ahead)
    upkeep.keep_up(ahead.date())
    assert cast.tablet.last_full_sync == ahead
    upkeep.keep_up(right.date())  # it was put right
    assert cast.tablet.last_full_sync == begin_of(right.date())


def test_a_clock_that_is_behind_makes_no_tablet_silent(cast: Cast) -> None:
    cast.send(at=NOW)
    upkeep.keep_up(NOW.date().replace(year=2020))
    assert cast.tablet.last_full_sync == NOW


def test_a_server_that_was_off_for_months_closes_them_after_a_week(cast: Cast) -> None:
    upkeep.keep_up(NOW.date() - timedelta(days=70))
    cast.send(cast.visit(at=NOW - timedelta(days=70)))
    for days, closed in ((0, []), (6, []), (7, ["2026-09", "2026-10"])):
        upkeep.keep_up(NOW.date() + timedelta(days=days))
        assert closing.closed_months(NAM_DONG.code) == closed


def test_what_goes_wrong_in_one_commune_does_not_keep_others_waiting(cast: Cast, monkeypatch) -> None:
    seen = []

    def close_due(commune, _):
        seen.append(commune)
        if commune == VINH_LOC.code:
            raise RuntimeError(commune)

    monkeypatch.setattr(closing, "close_due", close_due)
    with pytest.raises(ExceptionGroup):
        upkeep.keep_up(NOW.date())
    assert seen == sorted((NAM_DONG.code, VINH_LOC.code))
    assert seen[0] == VINH_LOC.code  # the one that fails comes first


def test_a_server_that_was_off_closes_them_before_it_answers(lasting_cast: Cast, monkeypatch) -> None:
    lasting_cast.send(lasting_cast.visit(at=now() - timedelta(days=62)))
    closed: list[str] = []
    monkeypatch.setattr(session, "start", lambda: None)
    monkeypatch.setattr(serving, "hold", lambda: None)
    monkeypatch.setattr(serve, "_gunicorn", lambda *_: closed.extend(closing.closed_months(NAM_DONG.code)))
    assert serve.serve.callback
    serve.serve.callback("127.0.0.1:0")
    assert closed


def test_a_call_by_an_unknown_handout_is_kept_for_as_long_as_handouts_are_answered(cast: Cast) -> None:
    answers.say(NAM_DONG.code, cast.enrolled.tablet, TOKEN, "kich-hoat-vneid", Said.HELP, NOW)
    upkeep.keep_up(NOW.date().replace(year=2036))  # its clock jumped ahead
    assert len(unknown_calls(NAM_DONG.code)) == 1
    upkeep.keep_up(NOW.date() + VALID - timedelta(days=7))
    upkeep.keep_up(NOW.date() + VALID)
    assert len(unknown_calls(NAM_DONG.code)) == 1
    upkeep.keep_up(NOW.date() + VALID + timedelta(days=1))
    assert unknown_calls(NAM_DONG.code) == []
    assert not Answer.objects.exists()


def test_an_answer_whose_visit_came_stays_with_its_household(cast: Cast) -> None:
    answers.say(NAM_DONG.code, cast.enrolled.tablet, TOKEN, "kich-hoat-vneid", Said.HELP, NOW)
    cast.send(cast.visit(handout=TOKEN))
    upkeep.keep_up(NOW.date() + 2 * VALID)
    assert Answer.objects.count() == 1


@pytest.mark.django_db
def test_it_is_done_once_a_day_and_again_after_a_failure(monkeypatch, caplog) -> None:
    days, fails = [NOW], [True, False, False]
    done = []

    def keep_up(today):
        done.append(today)
        if fails.pop(0):
            raise RuntimeError("a locked table")

    monkeypatch.setattr(upkeep, "now", lambda: days[-1])
    monkeypatch.setattr(upkeep, "keep_up", keep_up)
    thread = upkeep.Upkeep()
    with caplog.at_level(logging.ERROR):
        thread.look()
    assert "a locked table" in caplog.text
    for _ in range(2):
        thread.look()
    days.append(NOW + timedelta(days=1))
    thread.look()
    assert done == [NOW.date(), NOW.date(), NOW.date() + timedelta(days=1)]


def test_the_thread_looks_until_it_is_stopped(monkeypatch) -> None:
    looked = threading.Event()
    thread = upkeep.Upkeep(pause=0.01)
    monkeypatch.setattr(thread, "look", looked.set)
    thread.start()
    assert looked.wait(PATIENCE)
    thread.stop()
    assert not thread.is_alive()


def test_a_database_that_another_locks_for_long_does_not_end_it(lasting_cast: Cast, monkeypatch, caplog) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about the right to write to a file")
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "timeout", 0.1)
    thread = upkeep.Upkeep(pause=0.01)
    with WriterLock(connection.settings_dict["NAME"], PATIENCE):
        thread.start()
        wait_for(lambda: caplog.text.count("database is locked"))
        time.sleep(1)
    wait_for(lambda: Deletion.objects.filter(commune=NAM_DONG.code).exists())
    thread.stop()
    assert not thread.is_alive()


def wait_for(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
