"""Guides on their way to a tablet: a real store, and lines that break anywhere."""

import errno
import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from outreach.content import PackBroken, pack_bytes, pack_guide, pack_hash, place_of
from outreach.content.cli import GUIDES
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.guide import Recording
from outreach.store import KeptPack, Store, StoreFull, StoreUnwritable, Trouble
from outreach.sync.client import Unreachable
from outreach.sync.packs import fetch_packs, kept_pack
from outreach.sync.wire import Pack
from outreach.tablet.shelf import Shelf
from tests.content.shipped import SHIPPED

VNEID, QR = "kich-hoat-vneid", "quet-vietqr"
TODAY = date(2026, 11, 21)
SOUND = (b"\xff\xfb\x90\x64" + bytes(413)) * 60
"""MP3 frames of silence."""


class Shop:
    """Packs and files as a server has them; counts what is fetched, and may break off after ``limit`` bytes."""

    def __init__(self, *guides, files=None):
        self.data = {}
        self.listed: tuple[Pack, ...] = ()
        self.files = files or {}
        self.asked = []
        self.limit = None
        self.sell(*guides)

    def sell(self, *guides):
        """Have exactly these guides from now on."""
        packs = [(guide, pack_bytes(pack_guide(guide))) for guide in guides]
        self.data = {pack_hash(data): data for _, data in packs}
        self.listed = tuple(Pack(guide.id, guide.version, pack_hash(data), TODAY) for guide, data in packs)

    def pack(self, name):
        self.asked.append(name)
        if name not in self.data:
            raise SyncError(ErrorCode.INVALID, "no such pack")
        if self._cut(len(self.data[name])) is not None:
            raise Unreachable
        return self.data[name]

    def file(self, name, start):
        self.asked.append((name, start))
        if name not in self.files:
            raise SyncError(ErrorCode.INVALID, "no such file")
        content = self.files[name][start:]
        cut = self._cut(len(content))
        yield from (content[at : at + 7] for at in range(0, len(content) if cut is None else cut, 7))
        if cut is not None:
            raise Unreachable

    def _cut(self, size):
        """After how many of ``size`` bytes the line breaks, None when it holds."""
        if self.limit is None:
            return None
        if self.limit >= size:
            self.limit -= size
            return None
        cut, self.limit = self.limit, 0
        return cut


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "tablet.db")
    yield opened
    opened.close()


@pytest.fixture
def packs(tmp_path):
    return tmp_path / "guides"


def retitled(guide, title, version):
    texts = {**guide.texts, "vi": replace(guide.texts["vi"], title=title)}
    return replace(guide, version=version, texts=texts)


def shelf(store, packs):
    return Shelf(SHIPPED, GUIDES, store, packs)


def recorded(guide, sound=SOUND):
    step = guide.steps[0].id
    return guide.with_recordings([Recording("ktv", step, f"{step}.mp3", hashlib.sha256(sound).hexdigest(), len(sound))])


NEW = retitled(SHIPPED[VNEID], "Mở VNeID", 2)
NEWER = retitled(SHIPPED[VNEID], "Mở VNeID lần đầu", 3)


def test_only_what_changed_is_fetched(store, packs):
    other = retitled(SHIPPED[QR], "Quét mã", 2)
    shop = Shop(NEW, other)
    fetch_packs(store, shop, shop.listed, packs)
    fetch_packs(store, shop, shop.listed, packs)
    assert len(shop.asked) == 2
    shop.sell(NEWER, other)
    fetch_packs(store, shop, shop.listed, packs)
    assert shop.asked[2:] == [shop.listed[0].hash]
    assert {path.name for path in packs.iterdir()} == {".part", *(pack.hash for pack in shop.listed)}


def test_the_shelf_has_the_new_version_and_whoever_held_the_old_one_keeps_it(store, packs):
    filled = shelf(store, packs)
    held = filled.guides
    shop = Shop(NEW)
    fetch_packs(store, shop, shop.listed, packs)
    filled.reload()
    assert filled.guides == {**SHIPPED, VNEID: NEW}
    assert filled.changed == {VNEID: TODAY}
    assert held == SHIPPED


def test_a_guide_that_is_all_new_stands_beside_the_others(store, packs):
    shop = Shop(replace(NEW, id="bai-cua-xa"))
    fetch_packs(store, shop, shop.listed, packs)
    assert set(shelf(store, packs).guides) == {*SHIPPED, "bai-cua-xa"}


def test_every_file_of_a_pack_is_on_the_disk_before_it_counts(store, packs, monkeypatch):
    guide = recorded(NEW)
    (recording,) = guide.voices
    shop = Shop(guide, files={recording.hash: SOUND})
    settled: list[str] = []
    monkeypatch.setattr("os.fsync", lambda file: settled.append(Path(f"/proc/self/fd/{file}").readlink().name))
    monkeypatch.setattr(store, "keep_pack", lambda _pack: settled.append("counts"))
    fetch_packs(store, shop, shop.listed, packs)
    assert settled == ["pack.json", recording.file, "counts"]


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, StoreFull), (errno.EIO, StoreUnwritable)])
def test_a_storage_that_takes_no_guide_is_told(store, packs, monkeypatch, number, told):
    shop = Shop(NEW)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError(number, "as the system says it")))
        with pytest.raises(told):
            fetch_packs(store, shop, shop.listed, packs)
    assert store.packs() == {}
    fetch_packs(store, shop, shop.listed, packs)
    assert set(store.packs()) == {VNEID}


def test_another_hash_is_refused_and_the_old_pack_stays(store, packs):
    shop = Shop(NEW)
    fetch_packs(store, shop, shop.listed, packs)
    shop.sell(NEWER)
    (wanted,) = shop.listed
    shop.data[wanted.hash] = pack_bytes(pack_guide(retitled(NEWER, "Bị tráo", 3)))
    with pytest.raises(PackBroken):
        fetch_packs(store, shop, shop.listed, packs)
    assert shelf(store, packs).guides[VNEID] == NEW


@pytest.mark.parametrize("change", [{"id": QR}, {"version": 9}])
def test_a_pack_of_another_guide_or_version_is_refused(store, packs, change):
    shop = Shop(NEW)
    with pytest.raises(PackBroken):
        fetch_packs(store, shop, [replace(shop.listed[0], **change)], packs)
    assert store.packs() == {}


def test_a_guide_this_app_cannot_read_asks_for_an_update_and_holds_up_no_other(store, packs):
    strange = retitled(SHIPPED[QR], "Quét <b>mã</b>", 2)
    shop = Shop(strange, NEW)
    with pytest.raises(SyncError) as told:
        fetch_packs(store, shop, shop.listed, packs)
    assert told.value.code is ErrorCode.CLIENT_TOO_OLD
    assert "Đã gửi và nhận đủ, trừ bài hướng dẫn mới" in told.value.vi
    assert set(store.packs()) == {VNEID}
    with pytest.raises(SyncError):
        fetch_packs(store, shop, shop.listed, packs)
    assert len(shop.asked) == 2  # what is here already is not fetched again


@pytest.mark.parametrize("replaced", [NEW, recorded(NEW)], ids=["the pack", "a recording"])
def test_what_was_replaced_since_it_was_listed_holds_up_no_other_and_is_tried_again(store, packs, replaced):
    """Somebody approves another version, or records a step anew, while a tablet on a slow network fetches."""
    other = retitled(SHIPPED[QR], "Quét mã", 2)
    shop = Shop(replaced, other)
    listed = shop.listed
    if not replaced.voices:
        shop.sell(NEWER, other)
    with pytest.raises(PackBroken) as told:
        fetch_packs(store, shop, listed, packs)
    assert Trouble.of(told.value).retry
    assert set(store.packs()) == {QR}
    shop.sell(NEWER, other)
    fetch_packs(store, shop, shop.listed, packs)
    assert shelf(store, packs).guides[VNEID] == NEWER


def test_what_is_no_longer_named_is_forgotten(store, packs):
    shop = Shop(NEW)
    fetch_packs(store, shop, shop.listed, packs)
    fetch_packs(store, shop, (), packs)
    assert shelf(store, packs).guides == SHIPPED
    assert store.packs() == {}


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_a_damaged_pack_leaves_what_ships_and_is_fetched_again(store, packs, harm):
    shop = Shop(NEW)
    fetch_packs(store, shop, shop.listed, packs)
    harm(packs / shop.listed[0].hash / "pack.json")
    filled = shelf(store, packs)
    assert filled.guides == SHIPPED
    fetch_packs(store, shop, shop.listed, packs)
    filled.reload()
    assert filled.guides[VNEID] == NEW


def test_an_app_that_ships_a_newer_guide_shows_that_one(store, packs):
    shop = Shop(NEW)
    fetch_packs(store, shop, shop.listed, packs)
    newer = {**SHIPPED, VNEID: NEWER}
    assert Shelf(newer, GUIDES, store, packs).guides == newer


def test_cut_anywhere_the_old_pack_stays_whole_until_the_new_one_is(store, packs):
    old, new = recorded(NEW, SOUND[:999]), recorded(NEWER)
    files = {hashlib.sha256(sound).hexdigest(): sound for sound in (SOUND, SOUND[:999])}
    shop = Shop(old, files=files)
    fetch_packs(store, shop, shop.listed, packs)
    shop.sell(new)
    size = len(shop.data[shop.listed[0].hash])
    tries = 0
    while store.packs()[VNEID].version == 2:
        shop.limit = (size // 2, size + 1, 5_000, 0, 4_444)[min(tries, 4)]
        tries += 1
        try:
            fetch_packs(store, shop, shop.listed, packs)
        except Unreachable:
            filled = shelf(store, packs)
            assert filled.guides[VNEID] == old
            recording = old.voices[0]
            assert filled.recording_file(old, recording).read_bytes() == SOUND[:999]
    filled = shelf(store, packs)
    assert filled.guides[VNEID] == new
    assert filled.recording_file(new, new.voices[0]).read_bytes() == SOUND
    starts = [one[1] for one in shop.asked if isinstance(one, tuple)][1:]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert starts[-1] > 4_000  # it went on where it broke off
    assert tries > 4


def test_a_recording_that_stays_is_not_fetched_again(store, packs):
    shop = Shop(recorded(NEW), files={hashlib.sha256(SOUND).hexdigest(): SOUND})
    fetch_packs(store, shop, shop.listed, packs)
    shop.sell(recorded(NEWER))
    fetch_packs(store, shop, shop.listed, packs)
    assert [one for one in shop.asked if isinstance(one, tuple)] == [(hashlib.sha256(SOUND).hexdigest(), 0)]
    kept = kept_pack(packs, store.packs()[VNEID].hash)
    assert (packs / store.packs()[VNEID].hash / place_of(kept.voices[0])).read_bytes() == SOUND


def test_a_recording_with_other_bytes_is_refused_and_fetched_anew(store, packs):
    name = hashlib.sha256(SOUND).hexdigest()
    shop = Shop(recorded(NEW), files={name: SOUND[:-1] + b"x"})
    with pytest.raises(PackBroken):
        fetch_packs(store, shop, shop.listed, packs)
    assert store.packs() == {}
    shop.files[name] = SOUND
    fetch_packs(store, shop, shop.listed, packs)
    assert set(store.packs()) == {VNEID}


def test_a_crash_between_the_rename_and_the_row_loses_nothing(store, packs, monkeypatch):
    shop = Shop(NEW)

    def crash(self, pack):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "keep_pack", crash)
        with pytest.raises(KeyboardInterrupt):
            fetch_packs(store, shop, shop.listed, packs)
    assert shelf(store, packs).guides == SHIPPED
    fetch_packs(store, shop, shop.listed, packs)
    assert shelf(store, packs).guides[VNEID] == NEW


def test_another_commune_begins_without_the_packs_of_the_last_one(store, tmp_path):
    from ..store.cast import NAM_DONG, identity

    store.enrol(identity())
    store.keep_pack(KeptPack(VNEID, 2, "ab" * 32, TODAY))
    store.enrol(replace(identity(), tablet="t2"))
    assert set(store.packs()) == {VNEID}
    store.enrol(replace(identity(), tablet="t3", commune=replace(NAM_DONG, code="20122")))
    assert store.packs() == {}
