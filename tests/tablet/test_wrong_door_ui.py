"""A visit noted at the wrong household, in a real window: taken back, moved, and left alone by who goes out again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.domain.clock import now
from outreach.domain.draft import agree, begin
from outreach.domain.records import Outcome
from outreach.store import Store, StoreFull
from outreach.tablet.presenters.household import nobody_home

from ..driver import PHONE, TALL, WIDE, Tablet
from ..store.cast import HANH
from .places_cast import open_places, with_words

ROOT = Path(__file__).parents[2]
WRONG, RIGHT = "01-006", "01-007"
LAYOUTS = [(WIDE, 1.0), (TALL, 2.0), (PHONE, 1.0), (PHONE, 2.0)]


@pytest.fixture
def data(tmp_path):
    """A tablet on which a closed door was noted at 01-006, while a visit of 01-002 is under way."""
    store = open_places(tmp_path / "tablet.db")
    store.add(nobody_home(store.household(WRONG), HANH, now()))
    store.save_draft(agree(begin(store.household("01-002"), HANH, now())))
    store.close()
    with_words(tmp_path, 1.0)
    return tmp_path


def kept(data, *households):
    """The outcomes noted at these households, and the household of the visit under way."""
    store = Store.open(data / "tablet.db")
    try:
        outcomes = [[visit.outcome for visit in store.visits_of(one)] for one in households]
        draft = store.draft()
        return (*outcomes, draft and draft.household)
    finally:
        store.close()


def open_household(tablet, code):
    tablet.tap("Hộ dân")
    tablet.tap("Tìm số hộ, xóm, ghi chú")
    tablet.type(code.removeprefix("01-"))
    tablet.wait_for("1 hộ khớp")
    tablet.tap(code)


def open_the_visit(tablet):
    open_household(tablet, WRONG)
    tablet.tap("· Vắng nhà")
    tablet.wait_for("Sửa lượt này")


@pytest.mark.parametrize(("size", "scale"), LAYOUTS)
def test_a_visit_is_moved_to_the_neighbour_in_a_few_taps(data, size, scale):
    with_words(data, scale)
    with Tablet(data, size) as tablet:
        open_the_visit(tablet)
        tablet.sound()
        tablet.tap("Ghi nhầm hộ")
        tablet.wait_for(f"sẽ không còn tính cho hộ {WRONG}")
        tablet.sound()
        assert tablet.room() > 0.6 * int(size.split("x")[1])
        tablet.tap(f"Hộ {RIGHT}")
        tablet.wait_for(f"Hộ đúng là {RIGHT}?")
        tablet.sound()
        tablet.tap(f"Chuyển sang hộ {RIGHT}")
        tablet.wait_for(f"Lượt này nay ghi ở hộ {RIGHT}")
        tablet.sound()
        tablet.tap(f"Mở hộ {RIGHT}")
        tablet.tap("Chuyển từ hộ khác sang")
        tablet.wait_for("Ghi nhầm hộ")
        tablet.sound()
    assert kept(data, WRONG, RIGHT) == ([Outcome.NOBODY_HOME, Outcome.RETRACTED], [Outcome.NOBODY_HOME], "01-002")


@pytest.mark.parametrize(("size", "scale"), LAYOUTS[1::2])
def test_who_does_not_know_the_right_household_only_takes_it_back_and_can_restore_it(data, size, scale):
    with_words(data, scale)
    with Tablet(data, size) as tablet:
        open_the_visit(tablet)
        tablet.tap("Ghi nhầm hộ")
        tablet.tap("Chưa biết hộ đúng, chỉ bỏ ghi nhận này")
        tablet.wait_for(f"Bỏ ghi nhận ở hộ {WRONG}?")
        tablet.sound()
        tablet.tap("Bỏ ghi nhận này")
        tablet.wait_for(f"Lượt này không còn tính cho hộ {WRONG}.")
        tablet.sound()
        tablet.tap(f"Mở hộ {WRONG}")
        tablet.tap("· Ghi nhầm hộ")
        tablet.wait_for("Trước khi sửa")
        tablet.sound()
        tablet.tap("Khôi phục lượt này")
        tablet.tap("Bỏ lượt dở")  # that of 01-002
        tablet.tap("Bỏ lượt thăm")
        tablet.tap("Vắng nhà")
        tablet.wait_for("Đã lưu trên máy")
    assert kept(data, WRONG) == ([Outcome.NOBODY_HOME, Outcome.RETRACTED, Outcome.NOBODY_HOME], None)


def test_who_goes_out_again_has_done_nothing(data):
    with Tablet(data, PHONE) as tablet:
        open_the_visit(tablet)
        for way in ("back", "cross", "kill"):
            tablet.tap("Ghi nhầm hộ")
            tablet.tap(f"Hộ {RIGHT}")
            tablet.wait_for(f"Chuyển sang hộ {RIGHT}")
            if way == "kill":
                tablet.kill()
                break
            tablet.tap("Thôi")
            tablet.wait_gone(f"Chuyển sang hộ {RIGHT}")
            tablet.tap("Chưa biết hộ đúng, chỉ bỏ ghi nhận này")
            tablet.tap("Thôi")
            tablet.wait_gone("Bỏ ghi nhận này")
            tablet.tap_at(36, 36) if way == "cross" else tablet.key("back")
            tablet.wait_for("Đã làm gì với gia đình")
            tablet.tap("· Vắng nhà")
    assert kept(data, WRONG, RIGHT) == ([Outcome.NOBODY_HOME], [], "01-002")


def test_from_the_visit_just_saved_one_leaves_to_it_and_goes_on_to_the_right_door(data):
    store = Store.open(data / "tablet.db")
    store.discard_draft()
    store.close()
    with Tablet(data, PHONE) as tablet:
        open_household(tablet, "01-009")
        tablet.tap("Bắt đầu thăm")
        tablet.tap("Không có ai để hỏi")
        tablet.tap("Vắng nhà")
        tablet.tap("Ghi nhầm hộ")
        tablet.wait_for("Hộ đúng là hộ nào?")
        tablet.key("back")
        tablet.wait_for("Hộ tiếp theo")
        tablet.sound()
        tablet.tap("Ghi nhầm hộ")
        tablet.tap("Tìm số hộ, xóm, ghi chú")
        tablet.type("007")
        tablet.wait_gone("Hộ 01-010")
        tablet.turn()
        tablet.tap(f"Hộ {RIGHT}")
        tablet.tap_twice(f"Chuyển sang hộ {RIGHT}")
        tablet.wait_for(f"Lượt này nay ghi ở hộ {RIGHT}")
        tablet.key("back")
        tablet.wait_for("Đã làm gì với gia đình")
        assert tablet.sees("Đã chuyển sang hộ")
    assert kept(data, "01-009", RIGHT) == ([Outcome.NOBODY_HOME, Outcome.RETRACTED], [Outcome.NOBODY_HOME], None)


def test_where_nothing_could_be_noted_there_is_nothing_to_take_back(data):
    store = Store.open(data / "tablet.db")
    store.discard_draft()
    store.close()
    with Tablet(data) as tablet:
        open_household(tablet, WRONG)
        tablet.tap("Bắt đầu thăm")
        tablet.tap("Không đồng ý")
        tablet.tap("Hôm nay thôi, chào gia đình")
        tablet.wait_for("Hộ tiếp theo")
        tablet.settle()
        assert not tablet.sees("Ghi nhầm hộ")


def test_a_full_tablet_says_so_and_asks_again(data):
    command = [sys.executable, "-m", "tests.tablet.wrong_door_probe"]
    environment = os.environ | {"GOCUA_DATA": str(data), "GOCUA_WINDOW": PHONE}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    before, after = json.loads(done.stdout)
    assert StoreFull().vi in after
    assert set(before) <= set(after), "the question for the right household"
