"""A damaged file: kept aside untouched, and what was not handed in read out of it, told in numbers."""

import random
import shutil
import signal
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from outreach.domain.draft import begin
from outreach.domain.errors import ErrorCode
from outreach.domain.records import Erased, Refusal, Visit
from outreach.store import Salvaged, Store, StoreDamaged, StoreTooNew, Trouble
from outreach.store.database import damage_mark
from outreach.store.pages import rows
from outreach.sync.exchange import next_push

from ..domain.cast import START, at, visit
from .cast import HANH, answer, door, first_answer, identity

WHEN = at(80, 15)
MADE = 120


@pytest.fixture
def noted(store):
    """Records with long and short notes; the server holds the first 40."""
    store.enrol(identity())
    store.apply(None, answer(households=[door("a"), door("b")], cursor=b"1"))
    some = [visit("a", day % 30, note=" ".join(["ghi chú dài"] * (1 if day % 5 else 900))) for day in range(MADE - 1)]
    for one in some:
        store.add(one)
    store.add(Refusal("r" * 21 + "A", "thon-1", HANH.id, START))
    store._db.execute("UPDATE exchange SET have = 40")
    store.save_draft(begin(store.household("b"), HANH, WHEN))
    return some


def own_records(path: Path) -> dict[str, Visit]:
    with closing(Store.open(path)) as store:
        return {one.id: one for one in store.visits_of("a")}


def test_every_row_is_read_without_sqlite_as_sqlite_reads_it(store, noted, path):
    """With the last rows still in the log."""
    columns = "id, household, note, n"
    asked = {tuple(row) for row in store._db.rows(f"SELECT {columns} FROM visit")}
    found = [row for row in rows(path, path.with_name("tablet.db-wal")) if len(str(row[0])) == 22]
    read = {(row[0], row[1], row[11], row[15]) for row in found if len(row) == 19}
    assert len(asked) == MADE - 1
    assert read == asked


def test_a_sound_file_gives_everything(store, noted, path):
    store.close()
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert (len(salvaged.records), salvaged.unsent, salvaged.lost) == (MADE, MADE - 40, 0)
        assert fresh.identity() == identity()
        draft = fresh.draft()
        assert draft
        assert draft.household == "b"
        state = fresh.sync_state()
        assert (state.made, state.have) == (MADE, 0)
        assert {one.id: one for one in fresh.visits_of("a")} == {one.id: one for one in noted}


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_lose_no_more_than_they_hit(store, noted, path, seed):
    store.close()
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 20, 300])):
        content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)
    try:
        Store.open(path).close()
        return  # nothing that matters was hit, as far as SQLite can tell
    except StoreDamaged:
        pass
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        known = {one.id for one in noted}
        assert fresh.sync_state().made == len(salvaged.records)
        assert salvaged.lost is None or salvaged.unsent + salvaged.lost <= MADE
        assert len(salvaged.records) >= MADE / 3
        assert sum(one.id in known for one in salvaged.records) >= len(salvaged.records) - 5
    (aside,) = path.parent.glob("tablet-hong-*.db")
    assert aside.read_bytes() == content


def test_a_damaged_file_of_a_newer_app_is_left_to_that_one(store, noted, path):
    """This one cannot read what has more columns than it knows, and would call it lost."""
    with store._db.write() as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'tablet', '0999_later', '2027-01-01')")
        db.execute("ALTER TABLE visit ADD COLUMN later TEXT NOT NULL DEFAULT ''")
        db.execute("UPDATE visit SET later = 'later'")
    store.close()
    damage_mark(path).touch()
    content = path.read_bytes()
    with pytest.raises(StoreTooNew):
        Store.open_damaged(path, WHEN)
    assert path.read_bytes() == content


def test_a_step_that_the_damage_made_unreadable_is_no_newer_one(store, noted, path):
    with store._db.write() as db:
        db.execute("UPDATE _sqlite_migrations SET name = '0012_retentiom' WHERE name = '0012_retention'")
    store.close()
    fresh, salvaged = Store.open_damaged(path, WHEN)
    fresh.close()
    assert len(salvaged.records) == MADE


def test_a_first_page_that_is_gone_still_gives_the_records(store, noted, path):
    store.close()
    content = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + content[4096:])
    with pytest.raises(StoreDamaged):
        Store.open(path)
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert len(salvaged.records) == MADE
        assert fresh.identity() == identity()


@pytest.mark.parametrize(
    ("code", "spoiled", "revoked"),
    [
        (ErrorCode.REVOKED, "", True),
        (ErrorCode.BUSY, "", False),
        (ErrorCode.REVOKED, "made = -made", True),  # what else is kept with it can be read or not
        (ErrorCode.REVOKED, "last_error = '{'", False),
    ],
)
def test_a_revoked_tablet_stays_locked_until_it_is_enrolled_anew(store, path, code, spoiled, revoked):
    store.enrol(identity())
    store.add(visit("a"))
    told = Trouble("thu hồi", "revoked", retry=True, code=code.value)
    store.note_try(WHEN, told)
    if spoiled:
        store._db.execute(f"UPDATE exchange SET {spoiled}")
    store.close()
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert len(salvaged.records) == 1
        assert fresh.sync_state().last_error == (told if revoked else None)
        assert fresh.sync_state().revoked is revoked
        fresh.enrol(identity("tablet-b"))
        assert not fresh.sync_state().revoked


def test_nothing_is_read_of_a_file_that_is_none(path):
    path.write_bytes(b"not a database" * 999)
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert (salvaged.records, salvaged.identity, salvaged.lost) == ((), None, None)
        assert fresh.identity() is None


def test_broken_off_at_the_last_step_it_is_finished_at_the_next_start(store, noted, path, monkeypatch):
    store.close()
    monkeypatch.setattr("outreach.store.store.set_aside", lambda *_: path.unlink())
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError("broken off")))
    with pytest.raises(OSError, match="broken off"):
        Store.open_damaged(path, WHEN)
    monkeypatch.undo()
    assert len(own_records(path)) == MADE - 1


@pytest.mark.parametrize("renamed", range(4))
def test_broken_off_anywhere_it_loses_nothing_that_lay_in_the_log(store, noted, path, tmp_path, monkeypatch, renamed):
    killed = tmp_path / "killed" / path.name
    killed.parent.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", f"{killed}{ending}")
    damage_mark(killed).touch()
    rename, times = Path.rename, count()

    def break_off(one: Path, other: Path) -> Path:
        if next(times) == renamed:
            raise OSError("broken off")
        return rename(one, other)

    monkeypatch.setattr(Path, "rename", break_off)
    with pytest.raises(OSError, match="broken off"):
        Store.open_damaged(killed, WHEN)
    monkeypatch.undo()
    with suppress(StoreDamaged):
        Store.open(killed).close()
    if damage_mark(killed).exists():
        Store.open_damaged(killed, WHEN)[0].close()
    assert len(own_records(killed)) == MADE - 1
    (aside,) = killed.parent.glob("*-hong-*.db")
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == Path(f"{path}-wal").read_bytes()


@pytest.mark.parametrize(
    ("was", "becomes", "lost"),
    [
        ("ghi chú dài ghi".encode(), b"\xffhi ch\xc3\xba d\xc3\xa0i ghi", 1),  # text that is no text
        (b"notice_version", b"notice_versioo", 0),  # a name that the schema no longer has
    ],
)
def test_a_byte_that_no_check_finds_is_found_while_running_and_rescued_at_the_next_start(
    store, noted, path, was, becomes, lost
):
    store.close()
    content = path.read_bytes()
    at = content.rindex(was)
    path.write_bytes(content[:at] + becomes + content[at + len(was) :])
    hit = Store.open(path)
    with pytest.raises(StoreDamaged):
        hit.visits_of("a")
    hit.close()
    with pytest.raises(StoreDamaged):
        Store.open(path)
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert (len(salvaged.records), salvaged.lost) == (MADE - lost, lost)
    Store.open(path).close()


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ("UPDATE visit SET ended_at = '2026-13-01' WHERE n = 100", lambda store: store.visits_of("a")),
        ("UPDATE visit SET help = '[{' WHERE n = 100", lambda store: store.visits_of("a")),
        ("UPDATE household SET state = 'eligiblf'", lambda store: store.coverage(START)),
        ("UPDATE identity SET official = '{}'", lambda store: store.identity()),
        ("UPDATE exchange SET last_try = 'x'", lambda store: store.sync_state()),
        ("DELETE FROM exchange", lambda store: store.sync_state()),
        ("UPDATE exchange SET cursor = x'7b'", lambda store: next_push(store, 1)),
        ("UPDATE draft SET body = '{'", lambda store: store.draft()),
    ],
)
def test_what_nobody_can_have_written_is_damage(store, noted, path, change, look):
    """Found while running, and rescued at the next start."""
    store._db.execute(change)
    with pytest.raises(StoreDamaged):
        look(store)
    store.close()
    with pytest.raises(StoreDamaged):
        Store.open(path)
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert len(salvaged.records) + (salvaged.lost or 0) == MADE
        assert len(salvaged.records) >= MADE - 1


@pytest.mark.parametrize("change", ["made = 90", "have = 300", "have = 90, made = 110"])
def test_numbers_that_cannot_be_are_damage(store, noted, path, change):
    """Else a number would be given twice."""
    store._db.execute(f"UPDATE exchange SET {change}")
    store.close()
    with pytest.raises(StoreDamaged):
        Store.open(path)
    fresh, salvaged = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert len(salvaged.records) == MADE
        assert fresh.sync_state().made == MADE


def test_a_wiped_tablet_keeps_no_damaged_file_either(store, noted, path):
    store.close()
    fresh, _ = Store.open_damaged(path, WHEN)
    with closing(fresh):
        assert list(path.parent.glob("tablet-hong-*"))
        assert fresh.wipe(fresh.sync_state().made)
        assert not list(path.parent.glob("tablet-hong-*"))


WIPE_KILLED = """
import os, signal, sys
from pathlib import Path
from outreach.store import Store
from outreach.store.database import Database

store = Store.open(Path(sys.argv[1]))
Database.fold = lambda self: os.kill(os.getpid(), signal.SIGKILL)
store.wipe(store.sync_state().made)
"""


def test_an_app_that_is_killed_while_it_forgets_all_keeps_nothing_once_it_is_opened_again(store, noted, path):
    store.close()
    fresh, _ = Store.open_damaged(path, WHEN)
    fresh.close()
    assert subprocess.run([sys.executable, "-c", WIPE_KILLED, str(path)], check=False).returncode == -signal.SIGKILL
    with closing(Store.open(path)) as wiped:
        assert wiped.identity() is None
        assert [one.name for one in path.parent.iterdir() if HANH.name.encode() in one.read_bytes()] == []


def test_a_file_set_aside_that_the_disk_gives_no_more_keeps_nobody_out(store, path):
    store.apply(None, first_answer([door("a")]))
    store.apply(b"1", answer(cursor=b"2", erased=[Erased("a", at(1))]))
    store.close()
    aside = path.with_name("tablet-hong-20261121-090000.db")
    aside.symlink_to("/proc/self/mem")  # cannot be read, like a worn-out place of the storage
    with closing(Store.open(path)) as again:
        assert again.identity()
    assert not aside.is_symlink()


def test_a_visit_that_is_saved_already_is_not_begun_again(store, path):
    """What is read of a damaged file may be of two moments: the draft's page is from before the record was written."""
    done = visit("a")
    salvaged = Salvaged(identity(), replace(begin(door("a"), HANH, WHEN), id=done.id), (done,), 1, 0)
    store.take_back(salvaged)
    assert store.draft() is None
