"""What a tablet has let go of, or was wiped of, is in a backup; one from before that cannot be made up for, but wedges
nobody."""

from .events import Step
from .world import LET_GO, WIPED


def noted(times: int) -> Step:
    return "note", {"tablet": 0, "kind": "visit", "times": times, "dies_in": None, "salt": times}


SYNC: Step = ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 1})
BACKUP: Step = ("backup is made and tried", {"salt": 2})
RESTORED: Step = ("backup is restored", {"at": 0, "salt": 3})
SET_BACK: Step = ("server is restored", {"at": 0, "announced": False, "salt": 4})
REVOKED: Step = ("tablet is revoked", {"tablet": 0, "salt": 7})
OLDER: Step = ("backup is restored", {"at": 1, "salt": 3})


def exported(salt: int) -> Step:
    return "file is exported", {"tablet": 0, "times": 0, "saved": True, "salt": salt}


def taken(at: int) -> Step:
    return "file is taken", {"at": at, "dies_in": None, "salt": 8}


EXPORTED = exported(6)
TAKEN = taken(0)


def brought(at: int) -> Step:
    return "answer is brought back", {"tablet": 0, "at": at, "salt": 8}


def weeks(days: int) -> Step:
    return "weeks pass", {"days": days, "salt": 5}


def ahead(who: int) -> Step:
    return "clock is set", {"who": who, "years": 10, "hours": 0, "salt": 10}


SAFE = [noted(7), SYNC, BACKUP, SYNC, noted(2), SYNC]


def test_a_server_restored_within_35_days_is_healed(runs):
    came = runs([*SAFE, weeks(30), SYNC, RESTORED])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 9, 0), came["detail"]
    assert LET_GO not in came["counts"]


def test_one_that_lost_even_what_was_in_the_backup_is_healed_too(runs):
    came = runs([*SAFE, weeks(30), SYNC, SET_BACK])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 9, 0), came["detail"]


def test_what_was_let_go_of_after_35_days_is_in_the_backup(runs):
    came = runs([*SAFE, weeks(36), SYNC, noted(3), SYNC, RESTORED])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 12, 0), came["detail"]
    assert came["counts"][LET_GO] == 1


def test_a_server_set_back_to_before_all_that_wedges_nobody(runs):
    came = runs([*SAFE, weeks(36), SYNC, noted(3), SYNC, SET_BACK])
    assert came["wrong"] == "", came["detail"]
    assert (came["confirmed"], came["excused"]) == (12, 7)


BY_FILE = [noted(7), EXPORTED, TAKEN, weeks(1), BACKUP, TAKEN, brought(1)]
"""Safe by the answer to a file, a day after an empty backup."""
RESTORED_TWICE = [weeks(30), OLDER, BACKUP, weeks(1), TAKEN, weeks(1), BACKUP, exported(10), taken(1), brought(3)]
"""Thirty days later the server is set back to the empty backup, makes another one, and takes the same file in again."""


def test_a_backup_of_the_days_on_which_a_restored_server_lacked_it_is_made_up_for_35_days(runs):
    """The tablet works by file only, and hears of the restore when all it made is safe again."""
    came = runs([BACKUP, weeks(1), *BY_FILE, *RESTORED_TWICE, weeks(5), exported(11), taken(2), brought(4), OLDER])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 7, 0), came["detail"]


HANDED_OVER = [BACKUP, noted(2), EXPORTED, REVOKED, TAKEN, weeks(10), BACKUP, TAKEN]
"""Two backups, and two answers: one from before what the tablet handed over was in a backup, and one from after."""


def test_a_file_wipes_a_revoked_tablet_by_an_answer_from_after_the_backup(runs):
    for answers, times in (([brought(0)], 0), ([brought(1)], 1), ([brought(0), brought(1)], 1)):
        came = runs([*HANDED_OVER, *answers])
        assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 2, 0), came["detail"]
        assert came["counts"].get(WIPED, 0) == times


def test_a_backup_that_is_older_than_the_one_by_which_it_was_wiped_lacks_its_work(runs):
    """Whoever restores that one gives it up, and is told how many records."""
    came = runs([*HANDED_OVER, OLDER, brought(1)])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 2, 2), came["detail"]
    came = runs([*HANDED_OVER, OLDER, brought(0)])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 2, 0), came["detail"]


def test_what_went_while_both_clocks_were_years_ahead_comes_back(runs):
    """The tablet took the visits of another for older than twelve months; the server, which waits a week, kept them."""
    other: Step = ("sync", {"tablet": 1, "fault": None, "dies_in": None, "salt": 11})
    came = runs([noted(5), SYNC, other, ahead(-1), ahead(1), other])
    assert (came["wrong"], came["confirmed"], came["excused"]) == ("", 5, 0), came["detail"]
