"""Jobs, syncing, settings and start-up: what keeps running when something goes wrong."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from queue import SimpleQueue
from typing import Any

import pytest

from outreach.content import PackBroken, load_guides
from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, OutreachError, SyncError
from outreach.store import Salvaged, Store, StoreFull, Trouble
from outreach.tablet.i18n import counted, gettext, set_language
from outreach.tablet.jobs import Jobs
from outreach.tablet.presenters.households import households_view
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.session import Session
from outreach.tablet.settings import Settings
from outreach.tablet.shelf import Shelf
from outreach.tablet.startup import Failure, Opened, open_all, rescue_title, rescue_words
from outreach.tablet.syncing import Syncing

from ..domain.cast import visit
from .places_cast import GUIDES, open_places
from .visit_cast import GUIDES as OF_VISITS
from .visit_cast import HOME, VNEID, open_tablet


class Screen:
    """The screen's thread: takes what the worker hands over, when the test says so."""

    def __init__(self):
        self.calls: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def next(self):
        self.calls.get(timeout=5)()


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def jobs(screen):
    jobs = Jobs(screen.calls.put)
    yield jobs
    assert jobs.stop(5)


def test_results_and_errors_come_back_on_the_screen_s_thread(jobs, screen):
    seen: list[object] = []
    jobs.run(lambda: 6 * 7, seen.append, seen.append)
    screen.next()
    jobs.run(lambda: _raise(SyncError(ErrorCode.BUSY)), seen.append, lambda error: seen.append(error.code))
    screen.next()
    assert seen == [42, ErrorCode.BUSY]


def test_a_mistake_of_ours_is_not_hidden(jobs, screen):
    jobs.run(lambda: _raise(ZeroDivisionError()), print, print)
    with pytest.raises(ZeroDivisionError):
        screen.next()


def _raise(error):
    raise error


def test_a_sync_asked_for_meanwhile_follows_and_a_failed_one_does_not(tmp_path, jobs, screen):
    store = open_places(tmp_path / "tablet.db")
    runs: list[int] = []

    def exchange():
        runs.append(len(runs))
        if len(runs) == 3:
            raise OutreachError("hỏng", "broken")

    syncing = Syncing(store, jobs, exchange)
    changes: list[bool] = []
    syncing.changed = lambda: changes.append(syncing.running)
    syncing.start()
    syncing.start()
    assert syncing.status().text == "Đang đồng bộ…"
    screen.next()
    screen.next()
    assert (runs, changes) == ([0, 1], [True, True, True, False])
    syncing.start()
    syncing.start()
    screen.next()
    assert not syncing.running
    assert len(runs) == 3
    store.close()


def test_who_asks_for_a_sync_that_began_unasked_sees_that_it_is_under_way(tmp_path, jobs, screen):
    store = open_places(tmp_path / "tablet.db")
    syncing = Syncing(store, jobs, lambda: None)
    changes: list[bool] = []
    syncing.changed = lambda: changes.append(syncing.running)
    syncing.start_if_due(now())
    assert changes == []
    syncing.start()
    assert changes == [True]
    screen.next()
    screen.next()
    store.close()


@pytest.mark.parametrize(
    ("noted", "carried", "trouble", "ago", "tried"),
    [
        (False, False, None, 59, False),
        (False, False, None, 60, True),
        (False, False, None, -60, True),  # the clock was set back since
        (True, False, None, 0, True),
        (False, True, None, 0, True),
        (False, False, ErrorCode.BUSY, 0, True),
        (True, False, ErrorCode.AUTH, 59, False),
        (True, False, ErrorCode.SERVER_TOO_OLD, 60, True),  # upgraded since, perhaps
    ],
)
def test_what_waits_is_tried_again_and_what_only_people_can_mend_once_an_hour(
    tmp_path, jobs, screen, noted, carried, trouble, ago, tried
):
    store, at = open_places(tmp_path / "tablet.db"), now()
    store.note_try(at - timedelta(minutes=ago), Trouble.of(SyncError(trouble)) if trouble else None)
    if noted:
        store.add(visit("01-005", 1))
    if carried:
        store.carry("a" * 32, b"sealed", now())
    syncing = Syncing(store, jobs, lambda: None)
    syncing.start_if_due(at)
    assert syncing.running == tried
    if tried:
        screen.next()
    store.close()


def test_a_guide_that_cannot_be_had_does_not_keep_a_visit_waiting(tmp_path, jobs, screen):
    store, at = open_places(tmp_path / "tablet.db"), now()
    store.note_try(at, replace(Trouble.of(PackBroken("lost")), retry=False))
    syncing = Syncing(store, jobs, lambda: None)
    syncing.start_if_due(at)
    assert not syncing.running
    store.add(visit("01-005", 1))  # while the sync that ended so was under way
    syncing.start_if_due(at)
    assert syncing.running
    screen.next()
    store.close()


def test_a_full_tablet_is_told_though_it_cannot_be_noted(tmp_path, jobs, screen):
    store = open_places(tmp_path / "tablet.db")
    outcomes = [StoreFull(), None]

    def exchange():
        if trouble := outcomes.pop(0):
            raise trouble

    syncing = Syncing(store, jobs, exchange)
    syncing.start()
    screen.next()
    assert syncing.status().text == "Cần xem mục Đồng bộ"
    trouble = syncing.state().last_error
    assert trouble
    assert "Máy hết chỗ lưu" in trouble.vi
    syncing.start()
    screen.next()
    assert syncing.state().last_error is None
    store.close()


@pytest.mark.parametrize("trouble", [StoreFull(), ZeroDivisionError()])
def test_what_a_revoked_tablet_was_told_stays_said_whatever_became_of_a_sync(tmp_path, jobs, screen, trouble):
    store = open_places(tmp_path / "tablet.db")
    told = Trouble.of(SyncError(ErrorCode.REVOKED))
    store.note_try(now() - timedelta(days=1), told)
    syncing = Syncing(store, jobs, lambda: _raise(trouble))
    syncing.start()
    screen.next()
    state = syncing.state()
    assert state.last_error == told
    assert state.last_try
    assert now() - state.last_try < timedelta(minutes=1)
    store.close()


def test_a_mistake_in_a_sync_is_told_and_logged_and_the_app_goes_on(tmp_path, jobs, screen, caplog):
    store = open_places(tmp_path / "tablet.db")
    store.add(visit("01-005", 1))
    store.note_try(now() - timedelta(days=1), None)
    mistakes = [ZeroDivisionError("1 / 0"), None]

    def exchange():
        if mistake := mistakes.pop(0):
            raise mistake

    syncing = Syncing(store, jobs, exchange)
    syncing.start()
    screen.next()
    assert not syncing.running
    assert syncing.status().text == "Cần xem mục Đồng bộ"
    state = syncing.state()
    assert state.last_error
    assert "lỗi của ứng dụng (ZeroDivisionError)" in state.last_error.vi
    assert state.last_try
    assert now() - state.last_try < timedelta(minutes=1)
    assert "Traceback" in caplog.text
    syncing.start_if_due(now())
    screen.next()
    assert mistakes == [], "it is tried again by itself"
    assert syncing.state().last_error is None
    store.close()


def test_settings_survive_and_nonsense_does_not(tmp_path):
    path = tmp_path / "settings.json"
    assert Settings.load(path) == Settings()
    chosen = Settings("en", 1.5, True, True)
    chosen.save(path)
    assert Settings.load(path) == chosen
    for nonsense in ("{", "[]", '{"language": "vi"}', json.dumps({"language": 3, "text_scale": "x"})):
        path.write_text(nonsense)
        assert Settings.load(path) == Settings()


def test_english_has_plurals_and_vietnamese_numbers():
    assert counted("{count} bước", 1234) == "1.234 bước"
    set_language("en")
    assert (counted("{count} bước", 1), counted("{count} bước", 2)) == ("1 step", "2 steps")
    assert gettext("Đồng bộ") == "Sync"


def test_everything_opens(tmp_path):
    opened = open_all(tmp_path / "tablet.db", GUIDES)
    assert isinstance(opened, Opened)
    assert opened.guides == load_guides(GUIDES)
    opened.store.close()


def test_a_full_tablet_opens_and_counts_the_guide_under_way_once_there_is_room(tmp_path, monkeypatch):
    path = tmp_path / "tablet.db"
    store = open_tablet(path)
    visit = VisitPresenter.knock(store, OF_VISITS, HOME)
    visit.decline()
    visit.show_unrecorded()
    visit.open_guide(VNEID)
    store.close()

    def full(*_):
        raise StoreFull

    for made in (0, 1):
        with monkeypatch.context() as disk:
            if not made:
                disk.setattr(Store, "add", full)
            opened = open_all(path, GUIDES)
        assert isinstance(opened, Opened)
        assert opened.store.sync_state().made == made
        opened.store.close()


def test_a_tap_just_after_a_revoked_tablet_forgot_all_finds_a_session(tmp_path):
    store = open_places(tmp_path / "tablet.db")
    unused: Any = None
    session = Session(store, Shelf({}, GUIDES, store, tmp_path / "packs"), unused, unused)
    was = session.identity
    assert store.wipe(store.sync_state().made)
    assert session.identity == was
    view = households_view(store, session.identity.scope, session.query, session.today())
    assert view.lines == ()
    store.close()


def test_a_damaged_file_is_kept_aside_and_what_was_rescued_is_told_in_numbers(tmp_path):
    path = tmp_path / "tablet.db"
    store = open_places(path)
    for day in range(3):
        store.add(visit("01-005", day))
    store.close()
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    opened = open_all(path, GUIDES)
    assert isinstance(opened, Opened)
    assert opened.store.sync_state().unsent == 3
    opened.store.close()
    assert opened.rescued
    assert "Đã cứu được 3 lượt chưa gửi. Hãy đồng bộ" in rescue_words(opened.rescued)
    assert len(list(tmp_path.glob("tablet-hong-*.db"))) == 1


def test_a_tablet_that_no_longer_knows_who_it_is_opens_rescued(tmp_path):
    path = tmp_path / "tablet.db"
    store = open_places(path)
    store.add(visit("01-005", 1))
    store.close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE identity SET token = 'thẻ'")  # no token that a server gave: a byte was changed
    db.close()
    opened = open_all(path, GUIDES)
    assert isinstance(opened, Opened)
    assert opened.rescued
    assert (opened.rescued.identity, opened.rescued.unsent) == (None, 1)
    assert opened.store.identity() is None
    opened.store.close()


@pytest.mark.parametrize(
    ("lost", "words"), [(2, "2 lượt không đọc được nữa"), (None, "Không rõ có lượt nào khác bị mất hay không")]
)
def test_what_was_lost_is_told_too(lost, words):
    rescued = Salvaged(None, None, (visit("01-005", 1),), 1, lost)
    told = rescue_words(rescued)
    assert words in told
    assert "mã ghép máy mới; các lượt đã cứu sẽ được gửi" in told
    assert rescue_title(rescued) == "Đã cứu dữ liệu trên máy"


def test_nothing_is_called_rescued_where_nothing_was():
    destroyed = Salvaged(None, None, (), 0, None)
    assert rescue_title(destroyed) == "Tệp dữ liệu trên máy bị hỏng"
    told = rescue_words(destroyed)
    assert "Hãy xin lãnh đạo xã một mã ghép máy mới. " in told
    assert "các lượt đã cứu" not in told


def test_who_was_revoked_is_not_told_that_visits_come_back(tmp_path):
    store = open_places(tmp_path / "tablet.db")
    identity = store.identity()
    store.close()
    revoked = Trouble("Đã thu hồi", "Revoked", retry=False, code=ErrorCode.REVOKED.value)
    told = rescue_words(Salvaged(identity, None, (), 1, 0, revoked))
    assert "đã bị thu hồi" in told
    assert "về lại từ máy chủ" not in told


def test_a_newer_database_asks_for_an_update(tmp_path):
    path = tmp_path / "tablet.db"
    open_places(path).close()
    with sqlite3.connect(path) as db:
        (table,) = db.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migrations%'").fetchone()
        row = db.execute(f"SELECT * FROM {table}").fetchone()
        names = [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
        newer = ["9999_from_the_future" if name == "name" else 9999 if name == "id" else row[at]
                 for at, name in enumerate(names)]  # fmt: skip
        db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(newer))})", newer)
    db.close()
    failure = open_all(path, GUIDES)
    assert isinstance(failure, Failure)
    assert failure.title == "Cần cập nhật ứng dụng"


def test_a_broken_guide_is_left_out_alone_and_only_style_is_let_pass(tmp_path):
    guides = tmp_path / "guides"
    for name in ("kich-hoat-vneid", "quen-mat-khau"):
        shutil.copytree(GUIDES / "vneid" / name, guides / "vneid" / name)
    (guides / "vneid" / "sai").mkdir()
    (guides / "vneid" / "sai" / "guide.toml").write_text("id = [\n")
    words = guides / "vneid" / "quen-mat-khau" / "vi.md"
    words.write_text(words.read_text().replace("Bấm ", "Nhấn ", 1))
    opened = open_all(tmp_path / "tablet.db", guides)
    assert isinstance(opened, Opened)
    assert (list(opened.guides), opened.left_out) == (["kich-hoat-vneid", "quen-mat-khau"], ("sai",))
    shelf = Shelf(opened.guides, guides, opened.store, tmp_path / "packs", ("sai", "quen-mat-khau"))
    assert shelf.left_out == ("sai",), "what can be shown is not missed"
    opened.store.close()
