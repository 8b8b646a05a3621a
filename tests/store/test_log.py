"""The write-ahead log read without SQLite: no flipped byte makes it pass over what was saved, without a word."""

import random
import shutil
from contextlib import closing

import pytest

from outreach.domain.draft import begin
from outreach.store import Store, StoreDamaged, log
from outreach.store.salvage import read

from ..domain.cast import at, visit
from .cast import HANH, answer, door

PAGE = 4096
FRAME = log.FRAME_HEADER + PAGE
VISITS = 30


class Files:
    """The files of a tablet that was killed: its visits lie in the log, and behind them what an earlier round left."""

    def __init__(self, path, kept, ids):
        self.path, self.kept, self.ids = path, kept, ids
        self.log = path.with_name("tablet.db-wal")

    def put_back(self, flipped=None):
        """As they were, but for one byte of the log; the log."""
        for file in self.path.parent.glob("tablet*.db*"):
            file.unlink()
        for file in self.kept.iterdir():
            shutil.copy(file, self.path.parent)
        content = bytearray(self.log.read_bytes())
        if flipped is not None:
            content[flipped] ^= 1
            self.log.write_bytes(content)
        return bytes(content)

    def known(self):
        """The visits that the app shows."""
        with closing(Store.open(self.path)) as store:
            return {one.id for one in store.visits_of("a")}


@pytest.fixture
def files(store, path, tmp_path):
    """See ``Files``."""
    store.apply(None, answer(households=[door("a")], cursor=b"1"))
    for hour in range(400):
        store.save_draft(begin(store.household("a"), HANH, at(1, hour % 24)))
    store._db._connection.execute("PRAGMA wal_checkpoint(RESTART)")
    noted = [visit("a", number % 30, note=f"ghi chú {number}") for number in range(VISITS)]
    for one in noted:
        store.add(one)
    kept = tmp_path / "kept"
    kept.mkdir()
    for file in path.parent.glob("tablet.db*"):
        shutil.copy(file, kept)
    return Files(path, kept, [one.id for one in noted])


@pytest.fixture
def used(files, store):
    """How many bytes of the log are of its present round."""
    store.close()
    content = files.put_back()
    frames = list(log.frames(content, PAGE))
    assert all(frame.passed for frame in frames)
    size = log.HEADER + len(frames) * FRAME
    assert size < len(content), "nothing lies behind"
    return size


def test_as_a_kill_leaves_it_nothing_is_hidden(files, used):
    content = files.put_back()
    for torn in (0, 20, log.HEADER, used // 2, used - 1, len(content)):
        assert not log.hides_something(content[:torn], PAGE)
    assert files.known() == set(files.ids)


def test_of_a_flipped_byte_it_is_told_and_at_most_the_row_it_hit_is_lost(files, used):
    chance = random.Random(1)
    heads = range(0, log.HEADER + log.FRAME_HEADER, 5)
    for place in [*heads, *(chance.randrange(used - FRAME) for _ in range(12))]:
        files.put_back(place)
        with pytest.raises(StoreDamaged):
            Store.open(files.path)
        rescued = [record.id for record in read(files.path).records]
        assert len(rescued) == len(set(rescued)) <= VISITS
        assert len(set(files.ids) - set(rescued)) <= 1


def test_of_the_last_frame_nobody_can_say_whether_it_was_ever_whole(files, used):
    for place in (used - FRAME, used - FRAME + 20, used - 100):
        files.put_back(place)
        assert set(files.ids[:-1]) <= files.known()


def test_what_is_left_of_an_earlier_round_is_not_read(files, used):
    content = files.put_back()
    pages = log.newest_pages(content, PAGE)
    assert pages.spoiled == {}
    assert pages.sound == log.newest_pages(content[:used], PAGE).sound
