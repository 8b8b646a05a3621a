"""Names of backups, when one is due, which are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.domain.errors import OutreachError
from outreach.server.backups import folder

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def copy(path, days, hours=0):
    one = folder.new_copy(path, ["20179"], ".sqlite3", NOW - timedelta(days=days, hours=hours))
    one.path.touch()
    one.files.mkdir(exist_ok=True)
    return one


def test_a_name_tells_whose_it_is_and_when_it_was_made(tmp_path):
    one = folder.new_copy(tmp_path, ["20179"], ".sqlite3", NOW)
    assert one.path.name == "20179-20261121T020000Z.sqlite3"
    assert folder.new_copy(tmp_path, ["20122", "20179"], ".dump", NOW).path.name == "server-20261121T020000Z.dump"
    assert folder.copy_of(one.path) == one


def test_a_second_one_within_a_second_is_the_newer_one(tmp_path):
    made = [copy(tmp_path, 0, 0) for _ in range(3)]
    assert made[2].path.name == "20179-20261121T020002Z.sqlite3"
    assert folder.copies(tmp_path) == made[::-1]
    assert folder.new_copy(tmp_path, ["20179"], ".dump", NOW + timedelta(microseconds=7)).path.name.endswith("03Z.dump")


def test_only_whole_backups_are_listed_newest_first(tmp_path):
    made = [copy(tmp_path, days) for days in (2, 0, 1)]
    (tmp_path / "20179-20261121T020000Z.sqlite3.unverified").touch()
    made[0].draft().path.touch()
    (tmp_path / "lasting.jsonl").touch()
    assert [one.at for one in folder.copies(tmp_path)] == sorted((one.at for one in made), reverse=True)


@pytest.mark.parametrize(("hours", "due"), [(23, False), (24, True)])
def test_it_is_due_after_a_day(tmp_path, hours, due):
    assert folder.is_due(tmp_path, NOW)
    copy(tmp_path, 0, hours)
    assert folder.is_due(tmp_path, NOW) is due


def test_a_backup_dated_by_a_clock_that_ran_ahead_does_not_put_off_the_next(tmp_path):
    copy(tmp_path, -3650)
    assert folder.is_due(tmp_path, NOW)


def test_the_newest_of_each_day_and_of_each_month_are_kept(tmp_path):
    made = [copy(tmp_path, days, hours) for days in range(20) for hours in (0, 6)]
    made += [copy(tmp_path, days) for days in range(20, 420, 5)]
    for one in folder.surplus(folder.copies(tmp_path), 14, 12, NOW):
        one.remove()
    left = folder.copies(tmp_path)
    assert left[:14] == made[:28:2]
    assert len(left) == 14 + 11
    assert len({one.at.strftime("%Y-%m") for one in left}) == 12
    assert len(list(tmp_path.glob("*.files"))) == len(left)


def test_the_newest_is_never_deleted(tmp_path):
    made = [copy(tmp_path, days) for days in range(3)]
    assert made[0] not in folder.surplus(folder.copies(tmp_path), 0, 0, NOW)


def test_one_from_the_future_neither_counts_nor_goes(tmp_path):
    """The clock was set back by a few hours, or had run years ahead for weeks."""
    ahead = [copy(tmp_path, -days, -2) for days in (0, *range(3650, 3670))]
    made = [copy(tmp_path, days) for days in range(3)]
    assert folder.surplus(folder.copies(tmp_path), 2, 1, NOW) == made[2:]
    assert set(folder.surplus(folder.copies(tmp_path), 2, 1, NOW + timedelta(hours=2))) == {made[0], made[2]}
    assert ahead[0] in folder.copies(tmp_path)


def test_one_at_a_time_and_what_was_cut_short_is_cleared(tmp_path):
    left = copy(tmp_path, 0).draft()
    left.path.touch()
    left.files.mkdir()
    with folder.alone(tmp_path):
        assert not list(tmp_path.glob(".draft-*"))
        with pytest.raises(folder.Underway), folder.alone(tmp_path):
            pass
    with folder.alone(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutreachError, match="GOCUA_BACKUPS"), folder.alone(tmp_path / "file" / "backups"):
        pass


def test_of_one_that_was_cut_short_between_its_two_names_nothing_is_left(tmp_path):
    whole = copy(tmp_path, 1)
    (whole.draft().path.with_name(whole.draft().path.name + "-wal")).touch()
    cut = copy(tmp_path, 0)
    cut.path.replace(cut.draft().path)
    (cut.files / "voices").mkdir()
    with folder.alone(tmp_path):
        assert set(tmp_path.iterdir()) == {tmp_path / ".lock", whole.path, whole.files}


def test_one_whose_deletion_was_cut_short_goes_whole(tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_args, **_named):
        raise Killed

    one = copy(tmp_path, 0)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", killed)
        with pytest.raises(Killed):
            one.remove()
    assert not folder.copies(tmp_path)
    with folder.alone(tmp_path):
        assert list(tmp_path.iterdir()) == [tmp_path / ".lock"]


def test_a_disk_that_is_not_mounted_is_noticed(tmp_path):
    home, mount = tmp_path / "home", tmp_path / "mnt"
    for one in (home / "backups", mount):
        one.mkdir(parents=True)
    assert folder.misses_disk(mount, home)
    assert not folder.misses_disk(home / "backups", home), "nobody meant another disk"
    assert not folder.misses_disk(Path("/proc"), home)
