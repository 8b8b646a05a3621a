"""A backup counts only once it was restored and found whole; ``safe`` moves with it and with nothing else."""

import os
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection

from outreach.command_words import told_of_machine
from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.server.backups import engines, files, folder, making
from outreach.server.backups.models import Backup, Safe
from outreach.server.backups.proof import NotWhole
from outreach.server.backups.reading import newest
from outreach.server.guides.catalog import guides_of
from outreach.server.ingest.exchange import exchange
from outreach.server.records.models import Receipt
from outreach.server.rollups.models import HamletCount
from outreach.server.voices import keeping
from tests.recordings import MP3
from tests.server.cast import HOUSEHOLDS, NAM_DONG
from tests.server.ingest.test_exchange import second_tablet


@pytest.fixture
def made(lasting_cast, home):
    """A backup of three visits."""
    lasting_cast.send(*(lasting_cast.visit(HOUSEHOLDS[n]) for n in range(3)))
    return making.back_up()


def told_safe(cast):
    return cast.exchange(cast.push(made=cast.tablet.made, first=cast.tablet.made + 1), now()).safe


def later(monkeypatch, **since):
    """The next backup is made that much later."""
    monkeypatch.setattr(making, "now", lambda: now() + timedelta(**since))


def test_the_tablet_is_told_what_is_safe(lasting_cast, made):
    assert made.held.have == {(NAM_DONG.code, lasting_cast.enrolled.tablet): 3}
    assert told_safe(lasting_cast) == 3
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[3]), first=4)
    assert told_safe(lasting_cast) == 3
    assert newest(NAM_DONG.code).made_at == made.copy.at


def test_each_tablet_is_told_of_its_own_records(lasting_cast, made):
    other = second_tablet(lasting_cast)
    making.back_up()
    push = replace(lasting_cast.push(*(lasting_cast.visit() for _ in range(2))), tablet=other.tablet)
    assert exchange(NAM_DONG.code, other.tablet, push, now()).safe == 0
    assert told_safe(lasting_cast) == 3


def test_numbers_beyond_a_gap_fail_no_backup(lasting_cast, home):
    lasting_cast.send(lasting_cast.visit(), made=4)
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[1]), first=4)
    key = (NAM_DONG.code, lasting_cast.enrolled.tablet)
    held = making.back_up().held
    assert (held.have[key], held.beyond[key], told_safe(lasting_cast)) == (1, ((4, 4),), 1)


def test_the_leader_is_told_of_the_newest(made, monkeypatch):
    later(monkeypatch, days=-3)
    making.back_up()  # by a clock that was three days slow
    assert newest(NAM_DONG.code).made_at == made.copy.at


def test_the_second_within_one_second_is_the_one_of_the_day(lasting_cast, made, monkeypatch):
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[3]), first=4)
    monkeypatch.setattr(making, "now", lambda: made.copy.at + timedelta(milliseconds=1))
    second = making.back_up()
    assert (second.copy.path != made.copy.path, second.deleted) == (True, 1)
    assert folder.copies(made.copy.path.parent) == [second.copy]
    assert Backup.objects.filter(commune=NAM_DONG.code).count() == 2
    assert told_safe(lasting_cast) == 4


@pytest.mark.parametrize("ahead", [{"seconds": 30}, {"days": 3650}])
def test_one_by_a_clock_that_was_set_back_since_does_not_take_the_place_of_the_next(
    lasting_cast, home, settings, monkeypatch, ahead
):
    """Else the next one, by which more is safe, would be deleted as the older one of the day, or of those kept."""
    settings.BACKUPS_KEPT = (1, 1)
    right = now()
    monkeypatch.setattr(making, "now", lambda: right + timedelta(**ahead))
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[0]))
    first = making.back_up()
    assert first.ahead == ()
    monkeypatch.setattr(making, "now", lambda: right)
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[1]), first=2)
    second = making.back_up()
    assert second.ahead == (first.copy,)
    assert told_safe(lasting_cast) == 2
    assert second.copy in folder.copies(second.copy.path.parent)
    assert newest(NAM_DONG.code).made_at == second.copy.at


def test_nothing_is_safe_before(lasting_cast, home):
    lasting_cast.send(lasting_cast.visit())
    assert told_safe(lasting_cast) == 0
    assert newest(NAM_DONG.code).worrying


def test_safe_is_never_more_than_the_server_has(lasting_cast, made):
    Safe.objects.update(have=99)
    assert told_safe(lasting_cast) == 3


def test_a_backup_is_for_its_owner_only(made):
    assert made.copy.path.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in made.copy.path.parent.iterdir()} >= {made.copy.path.name, made.copy.files.name}
    assert not list(made.copy.path.parent.glob(".draft*"))


def test_a_wrong_figure_moves_nothing(lasting_cast, made, monkeypatch):
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[3]), first=4)
    HamletCount.objects.filter(commune=NAM_DONG.code).update(eligible=77)
    for hours in (1, 2):
        later(monkeypatch, hours=hours)
        with pytest.raises(NotWhole, match="đếm lại"):
            making.back_up()
    assert told_safe(lasting_cast) == 3
    assert folder.copies(made.copy.path.parent) == [made.copy]
    assert len(list(made.copy.path.parent.glob("*.unverified"))) == 1
    assert Backup.objects.filter(commune=NAM_DONG.code).count() == 1


def test_a_missing_number_moves_nothing(lasting_cast, made, monkeypatch):
    Receipt.objects.filter(n=2).delete()
    later(monkeypatch, hours=1)
    with pytest.raises(NotWhole, match="2 trên 3"):
        making.back_up()
    assert told_safe(lasting_cast) == 3


def test_rows_that_did_not_come_along_are_missed(lasting_cast, home, monkeypatch):
    using = engines.current()
    monkeypatch.setattr(engines, "current", lambda: using)
    copy = using.copy
    monkeypatch.setattr(using, "copy", lambda to: {**copy(to), "records_visit": 1}, raising=False)
    with pytest.raises(NotWhole, match="records_visit"):
        making.back_up()


def test_damaged_bytes_are_found(lasting_cast, home, monkeypatch):
    lasting_cast.send(*(lasting_cast.visit(HOUSEHOLDS[n % 8]) for n in range(200)))
    using = engines.current()
    monkeypatch.setattr(engines, "current", lambda: using)
    copy = using.copy

    def damaging(to):
        counts = copy(to)
        content = bytearray(to.read_bytes())
        for at in range(len(content) // 2, len(content) // 2 + 3000):
            content[at] ^= 0x5A
        to.write_bytes(content)
        return counts

    monkeypatch.setattr(using, "copy", damaging, raising=False)
    with pytest.raises(NotWhole if connection.vendor == "sqlite" else OutreachError):
        making.back_up()
    assert not folder.copies(home / "backups")
    assert told_safe(lasting_cast) == 0


def test_recordings_go_along_once_however_many_backups_hold_them(lasting_cast, home, monkeypatch):
    guide = guides_of(NAM_DONG.code)["kich-hoat-vneid"]
    recording = keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, MP3, "an")
    (home / "secret_key").write_text("khóa")
    (home / "uploads").mkdir()
    (home / "uploads/list").touch()
    first = making.back_up()
    later(monkeypatch, days=1)
    second = making.back_up()
    kept = [made.copy.files / "voices" / NAM_DONG.code / recording.name for made in (first, second)]
    assert kept[0].read_bytes() == MP3
    assert kept[0].samefile(kept[1])
    assert (second.copy.files / "secret_key").read_text() == "khóa"
    assert {path.name for path in second.copy.files.iterdir()} == {"voices", "secret_key"}


@pytest.mark.parametrize("where", ["disk/backups", "link/backups"])
def test_backups_are_not_backed_up_wherever_in_the_data_folder_they_lie(
    lasting_cast, home, settings, monkeypatch, where
):
    """Else each holds all before it, with what was deleted since, and every day takes twice the room."""
    (home / "disk").mkdir()
    (home.parent / "link").symlink_to(home)
    settings.BACKUPS = (home.parent if where.startswith("link") else home) / where
    making.back_up()
    later(monkeypatch, days=1)
    second = making.back_up()
    assert not [path for path in second.copy.files.rglob("*") if path.is_file()]


def test_a_recording_that_the_backup_before_no_longer_holds_whole_is_copied_anew(lasting_cast, home, monkeypatch):
    """Else every backup from then on borrows the damage, and nothing is safe again."""
    guide = guides_of(NAM_DONG.code)["kich-hoat-vneid"]
    recording = keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, MP3, "an")
    first = making.back_up().copy.files / "voices" / NAM_DONG.code / recording.name
    stamp = first.stat()
    first.write_bytes(MP3[:-1] + b"!")
    os.utime(first, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    later(monkeypatch, days=1)
    second = making.back_up()
    assert (second.copy.files / "voices" / NAM_DONG.code / recording.name).read_bytes() == MP3


def test_a_recording_that_is_not_what_it_was_fails_the_backup(lasting_cast, home):
    guide = guides_of(NAM_DONG.code)["kich-hoat-vneid"]
    recording = keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, MP3, "an")
    (home / "voices" / NAM_DONG.code / recording.name).write_bytes(b"silence")
    with pytest.raises(NotWhole, match="giọng đọc"):
        making.back_up()


def test_old_backups_are_deleted_and_a_second_one_a_day_is_not_due(made, settings, monkeypatch):
    settings.BACKUPS_KEPT = (2, 0)
    assert making.back_up_if_due() is None
    for days in (1, 2, 3):
        later(monkeypatch, days=days)
        last = making.back_up()
    assert last.deleted == 1
    assert len(folder.copies(made.copy.path.parent)) == 2


def test_a_backup_that_was_meant_for_another_disk_says_that_it_is_the_same(made, settings, tmp_path):
    assert not made.same_disk
    settings.BACKUPS = tmp_path / "mnt"
    assert making.back_up().same_disk


def test_the_leader_is_told_whether_the_newest_is_on_the_disk_of_the_data(made, settings, monkeypatch):
    assert newest(NAM_DONG.code).same_disk
    monkeypatch.setattr(folder, "shares_disk", lambda *_: False)  # nobody has a second disk for a test
    later(monkeypatch, days=-1)
    making.back_up()
    assert newest(NAM_DONG.code).same_disk, "an older one changes nothing"
    Backup.objects.filter(file=made.copy.path.name).delete()
    assert not newest(NAM_DONG.code).same_disk


def test_a_full_disk_is_told_in_words(lasting_cast, home, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "keep", full)
    with pytest.raises(OutreachError, match="No space left"):
        making.back_up()
    assert not folder.copies(home / "backups")


def test_no_right_is_asked_for_where_postgresqls_disk_is_full(lasting_cast, home, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    really_execute = psycopg.Connection.execute

    def full(own, query, *rest):
        if "CREATE DATABASE" in repr(query):
            raise psycopg.errors.DiskFull('could not extend file "base/1": No space left on device')
        return really_execute(own, query, *rest)

    monkeypatch.setattr(psycopg.Connection, "execute", full)
    with pytest.raises(OperationalError) as raised:
        making.back_up()
    told = told_of_machine(raised.value)
    assert told
    assert "Hãy dọn ổ đĩa rồi chạy lại" in told.vi
