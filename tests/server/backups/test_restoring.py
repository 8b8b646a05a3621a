"""Putting a backup back: what is refused, what is kept, what is said in numbers."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections

from outreach.domain.errors import OutreachError
from outreach.server.backups import engine, lasting, making, restoring, serving
from outreach.server.backups.models import Backup, Safe
from outreach.server.backups.proof import NotWhole
from outreach.server.backups.restoring import Behind, Newer, OtherCommune, Unsound, restore
from outreach.server.cli import session
from outreach.server.devices.enrolment import revoke
from outreach.server.devices.models import Tablet
from outreach.server.guides.catalog import guides_of
from outreach.server.places import register
from outreach.server.places.models import Commune, Household
from outreach.server.records.models import CommuneFeed, Visit
from outreach.server.rollups.models import HamletCount, ReachDay
from outreach.server.voices import keeping
from tests.recordings import MP3
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW


@pytest.fixture
def backup(lasting_cast, home):
    """A backup of two visits; then two more came, and a hamlet was added on the web page."""
    lasting_cast.send(lasting_cast.visit(), lasting_cast.visit(HOUSEHOLDS[1]))
    made = making.back_up().copy.path
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[2]), lasting_cast.visit(HOUSEHOLDS[3]), first=3)
    register.add_hamlets(NAM_DONG.code, [HAMLETS[0].__class__("h" * 21 + "A", "Thôn", "9", NOW.date())])
    return made


def bring_up_to_date():
    call_command("migrate", verbosity=0, interactive=False)


def put_back(path, discard_newer=True):
    return restore(path, bring_up_to_date, discard_newer)


def test_one_of_a_version_that_kept_fewer_figures_is_counted_anew(backup):
    def from_an_earlier_version():
        call_command("migrate", "rollups", "0001", verbosity=0, interactive=False)
        session.bring_up_to_date()

    restore(backup, from_an_earlier_version, discard_newer=True)
    assert ReachDay.objects.get().households == 2


def test_what_the_disk_missed_while_it_was_away_is_noted_before_it_is_set_back(backup, lasting_cast, home):
    """A tablet revoked while only the database could know of it is not trusted again."""
    away = home / "away"
    (home / "backups").rename(away)
    (home / "backups").touch()
    revoke(lasting_cast.tablet)
    (home / "backups").unlink()
    away.rename(home / "backups")
    assert put_back(backup).replayed.revoked == 1
    assert lasting_cast.tablet.revoked_at


def test_what_lies_beside_it_is_done_again_where_this_server_keeps_its_backups_elsewhere(
    backup, lasting_cast, home, tmp_path, settings
):
    """As on a new server, when somebody restores from the old one's disk and leaves GOCUA_BACKUPS as it is."""
    revoke(lasting_cast.tablet)
    Tablet.objects.update(revoked_at=None)  # the database in use knows nothing of it
    (home / "backups").rename(tmp_path / "usb")
    settings.BACKUPS = home / "new"
    assert restore(tmp_path / "usb" / backup.name, bring_up_to_date, True).replayed.revoked == 1
    assert lasting_cast.tablet.revoked_at


def test_from_a_disk_on_which_nobody_can_write(backup, monkeypatch):
    really_open = os.open

    def read_only(path, flags, *rest, **more):
        if flags & os.O_CREAT and Path(path).parent == backup.parent:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return really_open(path, flags, *rest, **more)

    monkeypatch.setattr("os.open", read_only)
    with pytest.raises(OutreachError, match="Không ghi được vào thư mục sao lưu"):
        making.back_up()
    put_back(backup)
    assert Visit.objects.count() == 2


def test_newer_data_is_not_replaced_unasked(backup):
    with pytest.raises(Newer, match=r"thêm 2 bản ghi mà 1 máy sẽ gửi lại.* 1 thay đổi khác"):
        put_back(backup, discard_newer=False)
    assert Visit.objects.count() == 4


def test_nor_is_a_single_record(lasting_cast, home):
    made = making.back_up().copy.path
    lasting_cast.send(lasting_cast.visit())
    with pytest.raises(Newer, match=r"thêm 1 bản ghi mà 1 máy sẽ gửi lại.* 0 thay đổi khác"):
        put_back(made, discard_newer=False)


def test_it_is_as_it_was_and_every_commune_has_a_new_epoch(lasting_cast, backup):
    epochs = dict(CommuneFeed.objects.values_list("commune", "epoch"))
    done = put_back(backup)
    assert done.behind == Behind(again=2, tablets=1, gone=0, other=1)
    assert Visit.objects.count() == lasting_cast.tablet.have == 2
    now = dict(CommuneFeed.objects.values_list("commune", "epoch"))
    assert now.keys() == epochs.keys()
    assert not set(now.values()) & set(epochs.values())
    assert Safe.objects.get(commune=NAM_DONG.code).have == 2
    assert Backup.objects.get(commune=NAM_DONG.code).file == backup.name


def test_what_was_in_use_is_kept(backup):
    kept = put_back(backup).kept
    query = "SELECT count(*) FROM records_visit"
    if connection.vendor == "sqlite":
        assert Path(kept).stat().st_mode & 0o777 == 0o700
        (file,) = Path(kept).iterdir()
        with closing(sqlite3.connect(file)) as before:
            assert before.execute(query).fetchone() == (4,)
        return
    at = connection.settings_dict
    with psycopg.connect(host=at["HOST"], port=at["PORT"], user=at["USER"], dbname=kept) as server:
        assert server.execute("SELECT count(*) FROM records_visit").fetchone() == (4,)


def test_without_newer_data_nothing_is_asked(lasting_cast, home):
    lasting_cast.send(lasting_cast.visit())
    done = put_back(making.back_up().copy.path, discard_newer=False)
    assert done.behind == Behind(0, 0, 0, 0)
    assert Visit.objects.count() == 1


def test_work_of_revoked_tablets_is_told_apart_and_they_stay_revoked(lasting_cast, backup):
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[4]), first=6)  # beyond a gap
    revoke(lasting_cast.tablet, NOW)
    done = put_back(backup)
    assert done.behind == Behind(again=0, tablets=0, gone=3, other=1)
    assert done.replayed.revoked == 1
    assert lasting_cast.tablet.revoked_at == NOW


def test_another_communes_backup_is_named_and_not_restored_unasked(lasting_cast, home):
    made = making.back_up().copy.path
    phu_loc = replace(NAM_DONG, code="20182", name="xã Khe Tre")
    register.add_commune(phu_loc)
    with pytest.raises(OtherCommune, match=r"là của .*xã Nam Đông \(20179\), không có xã Khe Tre \(20182\) mà"):
        put_back(made)
    assert Commune.objects.filter(code=phu_loc.code).exists()
    done = restore(made, bring_up_to_date, discard_newer=False, other_commune=True)
    assert "xã Nam Đông (20179)" in done.communes
    assert done.behind == Behind(0, 0, 0, 0)
    assert not Commune.objects.filter(code=phu_loc.code).exists()


def test_what_was_erased_since_is_erased_again(backup, monkeypatch):
    erase = Household.objects.filter(id=HOUSEHOLDS[11].id)
    monkeypatch.setattr(restoring, "erase_again", lambda ones: erase.filter(id=ones[0].household).delete()[0])
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLDS[11].id, HOUSEHOLDS[0].id, NOW + timedelta(days=1)))
    assert put_back(backup).replayed.erased == 1
    assert not erase.exists()


def test_a_copy_that_is_not_whole_changes_nothing(lasting_cast, backup, monkeypatch):
    def broken(*_):
        raise NotWhole("hỏng", "broken")

    monkeypatch.setattr("outreach.server.backups.restoring.prove", broken)
    with pytest.raises(Unsound, match=r"không đạt khi thử: hỏng\. Chưa có gì thay đổi"):
        put_back(backup)
    assert Visit.objects.count() == 4
    assert not list(Path(connection.settings_dict["NAME"]).parent.glob("*.restoring*"))


def test_files_that_are_lost_come_back_and_others_stay(backup, home):
    guide = guides_of(NAM_DONG.code)["kich-hoat-vneid"]
    recording = keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, MP3, "an")
    (home / "secret_key").write_text("cũ")
    later = making.back_up().copy.path
    (home / "voices" / NAM_DONG.code / recording.name).unlink()
    (home / "secret_key").write_text("mới")
    assert put_back(later).files == 1
    assert (home / "voices" / NAM_DONG.code / recording.name).read_bytes() == MP3
    assert (home / "secret_key").read_text() == "mới"


def test_recordings_that_did_not_come_along_are_counted(backup, home):
    """Whoever copied the database alone hears of it then, and not from every backup that fails from then on."""
    guide = guides_of(NAM_DONG.code)["kich-hoat-vneid"]
    keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, MP3, "an")
    later = making.back_up().copy
    assert put_back(later.path).lost == 0
    shutil.rmtree(later.files)
    shutil.rmtree(home / "voices")
    assert put_back(later.path).lost == 1


def test_a_running_server_is_not_disturbed(backup, home):
    serving.hold()
    with pytest.raises(OutreachError, match="đang chạy"):
        put_back(backup)
    assert Visit.objects.count() == 4


@pytest.mark.parametrize(
    ("name", "words"), [("none.sqlite3", "Không thấy tệp"), ("notes.txt", "không phải bản sao lưu")]
)
def test_what_is_no_backup_is_refused(backup, name, words):
    backup.with_name("notes.txt").touch()
    with pytest.raises(OutreachError, match=words):
        put_back(backup.with_name(name))


def test_what_is_another_programs_database_is_refused(backup):
    """As a tablet's own, which has tables of the same names."""
    if connection.vendor != "sqlite":
        pytest.skip("about a file")
    other = backup.with_name("20179-20261121T180000Z.sqlite3")
    with closing(sqlite3.connect(other)) as tablets:
        tablets.execute("CREATE TABLE household (id)")
    with pytest.raises(OutreachError, match="của phần mềm khác, không phải bản sao lưu"):
        put_back(other)
    assert Visit.objects.count() == 4


def test_damage_that_is_no_text_is_told_in_words(backup):
    """SQLite quotes what it cannot make sense of."""
    if connection.vendor != "sqlite":
        pytest.skip("about a file")
    backup.write_bytes(backup.read_bytes().replace(b"CREATE TABLE", b"CREATE \x9eABLE"))
    with pytest.raises(OutreachError, match="bị hỏng nên không chép được"):
        put_back(backup)
    assert Visit.objects.count() == 4


def test_one_without_a_commune_is_refused(lasting_cast, home, monkeypatch):
    made = making.back_up().copy.path
    monkeypatch.setattr(restoring, "_communes", dict)
    with pytest.raises(restoring.Empty):
        put_back(made)


@pytest.mark.parametrize(
    ("left", "words"), [(0, "trống, không có gì để khôi phục"), (0.5, "bị hỏng"), (1 - 1e-9, "bị hỏng")]
)
@pytest.mark.parametrize("fresh", [False, True], ids=["in use", "a new server"])
def test_a_backup_that_was_cut_off_is_refused(backup, tmp_path, left, words, fresh):
    """By its name it is one, and to SQLite a file of no bytes is a database."""
    if connection.vendor != "sqlite":
        pytest.skip("about a file")
    whole = backup.read_bytes()
    cut = backup.with_name("20179-20261121T180000Z.sqlite3")
    cut.write_bytes(whole[: int(len(whole) * left)])
    with (
        engine.instead(NAME=str(tmp_path / "new.db")) if fresh else nullcontext(),
        pytest.raises(OutreachError, match=words) as refused,
    ):
        put_back(cut)
    assert "chép lại tệp ấy" in refused.value.vi
    assert not (tmp_path / "new.db").exists()
    assert Visit.objects.count() == 4


def test_a_database_that_cannot_be_read_is_kept_and_replaced(backup):
    if connection.vendor != "sqlite":
        pytest.skip("about a file")
    path = Path(connection.settings_dict["NAME"])
    connections["default"].close()
    whole = path.read_bytes()
    path.write_bytes(b"damaged" * 5000)
    try:
        done = put_back(backup, discard_newer=False)
        assert done.behind is None
        assert Visit.objects.count() == 2
        assert (Path(done.kept) / path.name).read_bytes() == b"damaged" * 5000
    except BaseException:
        path.write_bytes(whole)
        raise


def test_on_a_disk_without_hard_links_the_database_in_use_is_kept_as_a_copy(backup, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("about a file")
    monkeypatch.setattr(os, "link", _refused)
    path = Path(connection.settings_dict["NAME"])
    done = put_back(backup)
    assert Visit.objects.count() == 2
    with closing(sqlite3.connect(Path(done.kept) / path.name)) as kept:
        assert kept.execute("SELECT count(*) FROM records_visit").fetchone() == (4,)


def test_where_there_is_no_room_to_keep_the_database_in_use_nothing_changes(backup, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("about a file")
    folder = Path(connection.settings_dict["NAME"]).parent
    kept = list(folder.glob("before-restore-*"))
    monkeypatch.setattr(os, "link", _refused)
    monkeypatch.setattr(shutil, "copyfile", _half)
    with pytest.raises(OutreachError, match="còn chỗ"):
        put_back(backup)
    assert Visit.objects.count() == 4
    assert list(folder.glob("before-restore-*")) == kept


def _refused(*_) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def _half(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes()[:1000])
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("opened", [False, True], ids=["nothing there", "opened once"])
def test_into_an_empty_place_it_is_just_restored(backup, tmp_path, opened):
    """A new server: nothing was there that could be compared, or kept."""
    name = str(tmp_path / "new.db") if connection.vendor == "sqlite" else "new_place"
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
    with engine.instead(NAME=name):
        if opened:
            connection.ensure_connection()
        done = put_back(backup, discard_newer=False)
        assert (done.fresh, done.behind, done.kept) == (True, None, "")
        assert Visit.objects.count() == 2
    if connection.vendor == "sqlite":
        assert not list(tmp_path.glob("before-restore-*"))


def test_figures_of_the_restored_database_are_true(lasting_cast, backup):
    put_back(backup)
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[2]), first=3)
    assert HamletCount.objects.filter(commune=NAM_DONG.code, period="campaign", topic="").exists()
    assert making.back_up().held.have == {(NAM_DONG.code, lasting_cast.enrolled.tablet): 3}
