"""The run of codes in a real window: what a camera sees of it is the sealed file."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from outreach.domain.clock import now
from outreach.store import Store, Trouble
from outreach.sync import seal
from outreach.sync.client import Unreachable
from outreach.sync.codes import Gathered
from outreach.sync.sealed_file import read_letter
from tests.driver import PATIENCE, PHONE, TALL, WIDE, Tablet

from ..domain.cast import visit
from .places_cast import open_places, with_words

PRIVATE = seal.new_private_key()
VISITS = 40


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A tablet whose server is not there, with work for a few codes."""
    store = open_places(tmp_path / "tablet.db")
    identity = store.identity()
    assert identity
    store.enrol(replace(identity, seal=seal.public_key(PRIVATE)))
    for at in range(VISITS):
        store.add(replace(visit(f"01-{at % 11 + 1:03}"), id=f"visit-{at * 7919}", note=f"{at * 104729} xóm Đình"))
    store.close()
    return tmp_path


def read(picture: Path) -> Iterator[str]:
    with Image.open(picture) as image:
        for code in zxingcpp.read_barcodes(image):
            yield code.text


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_codes_on_the_screen_are_the_file(data: Path, tmp_path: Path, size: str) -> None:
    gathered = Gathered()
    with Tablet(data, size) as tablet:
        tablet.tap("Đồng bộ")
        tablet.tap("Hiện mã QR")
        tablet.wait_for(f"Mã QR của {VISITS} lượt")
        assert tablet.problems() == []
        assert tablet.stays_lit()
        for _ in range(200):  # it runs by itself, and a camera catches some code twice and another late
            gathered.add(read(tablet.screenshot(tmp_path / "shot.png")))
            if gathered.run and len(gathered.parts) == gathered.run[1]:
                break
        tablet.key("back")
        tablet.wait_for("Đồng bộ ngay")
        assert not tablet.stays_lit()
    assert gathered.run
    assert gathered.run[1] > 1
    assert read_letter(PRIVATE, gathered.data()).token == "token"


def test_a_tablet_that_is_turned_stays_at_the_code_somebody_stepped_to(data: Path) -> None:
    with Tablet(data) as tablet:
        tablet.tap("Đồng bộ")
        tablet.tap("Hiện mã QR")
        tablet.wait_for(f"Mã QR của {VISITS} lượt")
        tablet.tap("Dừng")
        while not tablet.sees("Mã 2 /"):
            tablet.tap("Mã sau")
            tablet.settle()
        tablet.turn()
        tablet.sound()
        assert tablet.sees("Mã 2 /"), tablet.texts()
        tablet.tap("Chạy")
        tablet.wait_gone("Mã 2 /")
        tablet.turn()
        tablet.settle()
        tablet.wait_for("Mã 2 /")
        tablet.wait_for("Mã 1 /")
        tablet.tap("Dừng")


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.5), (TALL, 2.0), (PHONE, 2.0)])
def test_no_word_on_a_button_is_cut_in_two(data: Path, size: str, scale: float) -> None:
    with_words(data, scale, "en")
    with Tablet(data, size) as tablet:
        tablet.tap("Sync")
        tablet.tap("Show QR codes")
        tablet.wait_for(f"QR codes of {VISITS} records")
        tablet.sound()


def test_codes_that_took_long_do_not_call_anybody_back_from_a_visit(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        store = Store.open(data / "tablet.db")
        identity = store.identity()
        assert identity
        store.enrol(replace(identity, server=f"http://127.0.0.1:{server.getsockname()[1]}"))
        store.note_try(now(), Trouble.of(Unreachable()))
        store.close()
        with Tablet(data) as tablet:
            server.settimeout(PATIENCE)
            waiting, _ = server.accept()  # a sync is under way, behind which the codes are made
            tablet.tap("Đồng bộ")
            tablet.tap("Hiện mã QR")
            tablet.tap("Hôm nay")
            tablet.tap("Gõ cửa hộ tiếp theo")
            tablet.tap("Bắt đầu thăm")
            tablet.wait_for("Đồng ý ghi nhận")
            server.close()
            waiting.close()
            time.sleep(2)
            assert tablet.sees("Đồng ý ghi nhận")
