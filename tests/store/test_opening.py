import errno
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from outreach.domain.draft import GuideProgress
from outreach.domain.records import Ability
from outreach.store import (
    Store,
    StoreDamaged,
    StoreFull,
    StoreInUse,
    StoreTooNew,
    StoreUnwritable,
)
from outreach.sync.exchange import next_push

from ..domain.cast import visit
from ..faults import small_disk
from .cast import identity

STORE_12 = Path(__file__).parents[1] / "golden" / "store-12.sql"


def fill(store):
    """Write until the disk says no."""
    for _ in range(500):
        store.add(visit())


def test_makes_its_folder_and_keeps_what_it_is_told(tmp_path):
    path = tmp_path / "new" / "tablet.db"
    Store.open(path).close()
    again = Store.open(path)
    assert again.identity() is None
    assert again.commune() is None
    again.close()


def test_nobody_else_on_the_machine_can_read_it(tmp_path):
    path = tmp_path / "new" / "tablet.db"
    store = Store.open(path)
    store.enrol(identity())
    store.add(visit())
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in (path.parent, *path.parent.iterdir())} == {
        "new": "0o700",
        "tablet.db": "0o600",
        "tablet.db-wal": "0o600",
    }
    store.close()
    path.chmod(0o644)  # as older versions made it
    Store.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_survives_the_loss_of_power(store, path):
    rows = {name: store._db.row(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "secure_delete")}
    assert rows == {"journal_mode": ("wal",), "synchronous": (2,), "secure_delete": (1,)}


STEPS = ("greeting", "declined", "outcome", "topics", "guide", "ability", "next_visit", "handout", "satisfaction")


@pytest.mark.parametrize("step", STEPS)
def test_what_an_older_app_left_is_taken_up(path, step):
    """Fails when a visit under way, or what else lies in the store as JSON, gets a form that theirs does not fit."""
    with closing(sqlite3.connect(path)) as left:
        left.executescript(STORE_12.read_text("utf-8"))
        left.execute("UPDATE draft SET body = json_set(body, '$.step', ?)", (step,))
        left.commit()
    with closing(Store.open(path)) as store:
        who, draft, state, push = store.identity(), store.draft(), store.sync_state(), next_push(store, 100)
    assert who
    assert (who.commune.target, who.official.called, who.scope) == (80, "chị Hạnh", ("thon-1", "thon-2"))
    assert draft
    assert (draft.step, draft.outcome, draft.satisfaction, draft.note) == (step, "met", 3, "ghi chú")
    assert draft.guides == (
        GuideProgress("kich-hoat-vneid", "vneid", 1, 6, 2, 3, "mo-ung-dung", Ability.DID_WITH_HELP, 1),
    )
    assert state.last_error
    assert (state.last_error.code, [one.n for one in state.rejected]) == ("BUSY", [2])
    assert (state.have, state.unsent, push.sent(), push.cursor) == (2, 3, [3, 4, 5], None)


def test_a_newer_database_is_refused_and_left_alone(store, path):
    store.close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("INSERT INTO _sqlite_migrations VALUES (99, 'tablet', '0999_later', '2027-01-01')")
        newer.commit()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew) as told:
        Store.open(path)
    assert path.read_bytes() == before
    assert "cập nhật ứng dụng" in told.value.vi


def test_a_file_that_is_no_database_is_refused_and_left_alone(path):
    path.write_bytes(b"not a database" * 999)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    assert path.read_bytes() == b"not a database" * 999


def test_a_damaged_page_is_found_on_opening(store, path):
    for _ in range(200):
        store.add(visit())
    store.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 9000] = b"\xa5" * 9000
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_full_disk_keeps_what_was_saved_and_takes_no_number(store):
    store.add(visit())
    pages = store._db.row("PRAGMA page_count")[0]
    store._db.row(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull) as told:
        fill(store)
    made = store.sync_state().made
    assert "hết chỗ" in told.value.vi
    assert store._db.row("SELECT count(*), max(n) FROM visit") == (made, made)
    store._db.row("PRAGMA max_page_count = 1000000")
    assert store.add(visit()) == made + 1


def test_a_second_copy_of_the_app_is_kept_out(store, path):
    with pytest.raises(StoreInUse):
        Store.open(path)
    assert store.add(visit()) == 1


def test_storage_that_cannot_be_opened_is_told(tmp_path):
    (tmp_path / "tablet.db").mkdir()
    with pytest.raises(StoreUnwritable):
        Store.open(tmp_path / "tablet.db")


OPEN_ON_FULL = """
import sys
from pathlib import Path
from outreach.store import Store, StoreFull
from tests.faults import small_disk

path = Path(sys.argv[1]) / "tablet.db"
Store.open(path).close()
small_disk.fill(path.parent, 0)
try:
    Store.open(path)
except StoreFull as full:
    print(full.en)
"""


def test_a_log_that_the_storage_no_longer_gives_is_told(store, path, monkeypatch):
    store.add(visit())
    kept = path.with_name("kept.db")
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", f"{kept}{ending}")

    def broken(_path):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(StoreUnwritable):
        Store.open(kept)


def test_damage_is_told_where_not_even_a_mark_of_it_can_be_written(store, path, monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refused)
    with pytest.raises(StoreDamaged), store._db.read():
        raise StoreDamaged


def test_a_disk_without_any_room_left_is_told_on_opening(tmp_path):
    if not small_disk.possible():
        pytest.skip("this machine does not let its user mount a small disk")
    play = [sys.executable, "-c", OPEN_ON_FULL, str(tmp_path)]
    run = subprocess.run([*small_disk.command(tmp_path, 1), *play], capture_output=True, text=True, check=True)
    assert "The tablet is full" in run.stdout
