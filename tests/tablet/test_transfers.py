"""Files and codes instead of a network: what the card says, and what its taps do."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.domain.clock import now
from outreach.store import Carried, Exported, Store, Trouble
from outreach.sync import seal
from outreach.sync.transfer import export
from outreach.tablet.i18n import set_language
from outreach.tablet.jobs import Jobs
from outreach.tablet.platform.files import FolderFiles, shared_place
from outreach.tablet.presenters.transfers import code_number, file_place, transfer_view
from outreach.tablet.transfers import Transfers

from ..domain.cast import visit
from .places_cast import NOW, open_places
from .test_running import Screen
from .test_sync_place import FRESH, OFFLINE, UNKNOWN, WAITS

KEY = seal.public_key(seal.new_private_key())
WAITING = Carried("a" * 22, 900, NOW, None, "", "")


@pytest.fixture
def store(tmp_path):
    """An enrolled tablet that knows the key and has three visits unsent."""
    yield (one := filled(tmp_path / "tablet.db"))
    one.close()


def filled(path: Path) -> Store:
    one = open_places(path)
    identity = one.identity()
    assert identity
    one.enrol(replace(identity, seal=KEY))
    for at in range(3):
        one.add(replace(visit(f"01-00{at + 1}"), id=f"visit-{at}"))
    return one


class Hand:
    """Taps, and waits for what becomes of them."""

    def __init__(self, store, folder):
        self.screen = Screen()
        self.jobs = Jobs(self.screen.calls.put)
        self.transfers = Transfers(store, self.jobs, FolderFiles(folder))
        self.arrivals: list[int] = []
        self.transfers.arrived = lambda: self.arrivals.append(1)

    def told(self):
        """The sentence that came of the last tap."""
        note = None
        while note is None:
            self.screen.next()
            note = self.transfers.told()
        return note


@pytest.fixture
def hand(store, tmp_path):
    one = Hand(store, tmp_path / "tep")
    yield one
    one.jobs.stop(5)


@pytest.mark.parametrize(
    ("state", "offers"),
    [
        (FRESH, False),
        (replace(FRESH, made=3), False),
        (replace(FRESH, made=3, last_error=OFFLINE), True),
        (replace(FRESH, made=3, last_error=UNKNOWN), False),
        (replace(FRESH, made=3, last_error=Trouble("Bị thu hồi.", "Revoked.", False)), True),
        (replace(FRESH, made=3, have=3, last_error=OFFLINE), False),
        (replace(FRESH, made=3, have=3, last_error=WAITS), True),
    ],
)
def test_a_file_is_offered_when_no_network_took_what_is_unsent(state, offers):
    assert transfer_view(state, None, []).offers is offers


def test_the_card_in_words():
    view = transfer_view(
        replace(FRESH, made=3, last_error=OFFLINE), Exported("x", NOW, 3, 3, "Download/x.gocua"), [WAITING, WAITING]
    )
    assert view.text.startswith("3 lượt chưa gửi được.")
    assert view.exported == "Đã xuất 3 lượt ra tệp, 14:00 · 21/11/2026."
    assert view.place == file_place("Download/x.gocua")
    assert view.carried_title == "Đang mang 2 tệp hộ máy khác"
    assert code_number(0, 7) == "Mã 1 / 7"


@pytest.mark.parametrize(
    ("place", "name", "where"),
    [
        ("Download/20261121-1405-ab12cd.gocua", "20261121-|1405-|ab12cd|.gocua", "Trong |thư |mục |Download"),
        (
            "/srv/Bà Hạnh/tep-gocua/tra-loi-ab.gocua",
            "tra-|loi-|ab|.gocua",
            "Trong |thư |mục |/srv/|Bà Hạnh/|tep-gocua",
        ),
        ("C:/tep/x--.gocua", "x-|-|.gocua", "Trong |thư |mục |C:/|tep"),
        ("x.gocua", "x|.gocua", "Ở |nơi |đã |chọn |khi |lưu"),
    ],
)
def test_a_line_about_a_file_ends_between_parts_of_its_place_only(place, name, where):
    shown = file_place(place)
    assert ("|".join(shown.name), "|".join(shown.where)) == (name, where)


@pytest.mark.parametrize(
    ("authority", "document", "place"),
    [
        ("com.android.externalstorage.documents", "primary:Download/x (1).gocua", "Download/x (1).gocua"),
        ("com.android.externalstorage.documents", "home:x.gocua", "Documents/x.gocua"),
        ("com.android.externalstorage.documents", "1A2B-3C4D:tep/x.gocua", "Thẻ nhớ hoặc USB/tep/x.gocua"),
        ("com.android.providers.downloads.documents", "msf:42", "Download/x.gocua"),
        ("com.google.android.apps.docs.storage", "acc=1;doc=7", "x.gocua"),
    ],
)
def test_android_s_addresses_of_a_file_say_where_people_find_it(authority, document, place):
    assert shared_place(authority, document, "x.gocua") == place


def test_each_carried_file_says_where_it_has_got_to():
    arrived = replace(WAITING, answered_at=NOW)
    refused = replace(WAITING, vi="Tệp bị hỏng.", en="Damaged.")
    lines = transfer_view(FRESH, None, [WAITING, arrived, refused]).carried
    assert [(line.answer, line.removable) for line in lines] == [(False, False), (True, True), (False, True)]
    assert [line.detail for line in lines] == [
        "Tự gửi khi có mạng",
        "Đã nộp 14:00 · 21/11/2026. Tệp trả lời chờ đưa về máy kia.",
        "Tệp bị hỏng.",
    ]
    set_language("en")
    view = transfer_view(FRESH, None, [arrived, refused])
    assert view.carried[1].detail == "Damaged."
    assert view.carried_title == "Files carried for other tablets"


def test_exporting_writes_a_file_and_says_where(hand, store, tmp_path):
    hand.transfers.export()
    assert hand.transfers.busy
    note = hand.told()
    (file,) = (tmp_path / "tep").iterdir()
    assert (note.title, note.place) == ("Đã xuất 3 lượt ra tệp", file.as_posix())
    assert re.fullmatch(r"\d{8}-\d{4}-.{4}\.gocua", file.name)
    assert not hand.transfers.busy
    exported = store.exported()
    assert (exported.records, exported.last, exported.place) == (3, 3, file.as_posix())
    assert hand.transfers.told() is None, "told once"


def test_a_place_that_cannot_be_written_is_told_and_nothing_noted(hand, store, tmp_path):
    (tmp_path / "tep").write_text("a file where the folder should be")
    hand.transfers.export()
    assert "Không ghi hoặc không đọc được tệp" in hand.told().text
    assert store.exported() is None


def test_without_the_key_the_sentence_says_what_to_do(hand, store):
    store.enrol(replace(store.identity(), seal=""))
    hand.transfers.export()
    assert "đồng bộ một lần" in hand.told().text


def test_another_tablets_file_is_carried_once_and_handed_in_soon(hand, store, tmp_path):
    other = filled(tmp_path / "other.db")
    (tmp_path / "tep").mkdir()
    (tmp_path / "tep" / "x.gocua").write_bytes(export(other).data)
    other.close()
    assert hand.transfers.choices() == [("x.gocua", "x.gocua")]
    titles = []
    for _ in range(2):
        hand.transfers.take("x.gocua")
        titles.append(hand.told().title)
    assert titles == ["Đã nhận tệp để mang hộ", "Máy đang mang tệp này rồi"]
    assert hand.arrivals == [1]
    (carried,) = store.carried()
    store.carried_arrived(carried.name, now(), b"sealed answer")
    hand.transfers.fetch_answer(carried.name)
    note = hand.transfers.told()
    assert Path(note.place).read_bytes() == b"sealed answer"
    hand.transfers.drop(carried.name)
    assert store.carried() == []


def test_a_file_that_is_none_or_gone_is_told(hand, tmp_path):
    (tmp_path / "tep").mkdir()
    (tmp_path / "tep" / "x.gocua").write_bytes(b"holiday picture")
    hand.transfers.take("x.gocua")
    assert "không phải tệp .gocua" in hand.told().text
    (tmp_path / "tep" / "gone.gocua").symlink_to("/media/usb/gone.gocua")
    assert ("gone.gocua", "gone.gocua") in hand.transfers.choices()
    hand.transfers.take("gone.gocua")
    assert "Không ghi hoặc không đọc được tệp" in hand.transfers.told().text


def test_codes_hold_everything_unsent(hand):
    shown = []
    hand.transfers.codes(lambda codes, records: shown.append((len(codes), records)))
    while not shown:
        hand.screen.next()
    assert shown == [(1, 3)]
