"""Files in a real window: where one lies is told whole, and no line ends in the middle of a name."""

from dataclasses import replace
from pathlib import Path

import pytest

from outreach.domain.identity import new_id
from outreach.sync.sealed_file import Header, Kind, Reply, write_reply
from outreach.sync.transfer import export
from outreach.sync.wire import Problem
from outreach.tablet.transfers import file_name
from tests.driver import PHONE, TALL, WIDE, Tablet

from .places_cast import NOW, with_words
from .test_transfers import filled

FOLDER = "/srv/to-cong-nghe/may-cua-hanh/gocua/tep-gocua"


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.0), (TALL, 1.0), (PHONE, 1.0), (PHONE, 2.0)])
def test_where_the_exported_file_lies(tmp_path: Path, size: str, scale: float) -> None:
    store = filled(tmp_path / "tablet.db")
    made = replace(export(store), name="W" * 22)  # the widest that chance may draw
    name = file_name(made, NOW)
    store.note_export(made.at(f"{FOLDER}/{name}"))
    store.close()
    with_words(tmp_path, scale)
    with Tablet(tmp_path, size) as tablet:
        tablet.tap("Đồng bộ")
        tablet.tap("Đã xuất 3 lượt ra tệp")
        tablet.tap("Trong thư mục")
        tablet.sound()
        shown = "".join(tablet.texts())
        assert name in shown.replace("\n", "")
        assert scale > 1 or name in shown, "the name has a line of its own"
        (tmp_path / "tep-gocua").mkdir()
        (tmp_path / "tep-gocua" / name).touch()
        tablet.tap("Nhận tệp")
        tablet.wait_for("Nhận tệp nào?")
        tablet.sound()


def test_a_revoked_tablet_shows_nothing_but_how_to_hand_over_until_it_is_wiped(tmp_path: Path) -> None:
    store = filled(tmp_path / "tablet.db")
    identity = store.identity()
    last = store.id_of(3)
    assert identity
    assert last
    store.close()
    waiting = Reply(3, None, problem=Problem("REVOKED", "", "", retry=False), safe=2, held=(3, last))
    files = tmp_path / "tep-gocua"
    files.mkdir()
    for name, reply in (("mot", waiting), ("hai", replace(waiting, safe=3))):
        header = Header(Kind.ANSWER, identity.commune.code, new_id())
        (files / f"{name}.gocua").write_bytes(write_reply(identity.token, header, reply))
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.tap("Đồng bộ")
        take(tablet, "mot")
        tablet.wait_for("Máy chưa xóa dữ liệu")
        tablet.tap("Đã hiểu")
        tablet.wait_gone("Máy chưa xóa dữ liệu")
        locked(tablet)
        tablet.kill()
        tablet.start()
        locked(tablet)
        tablet.tap("Xuất tệp .gocua")
        tablet.wait_for("Đã xuất 3 lượt ra tệp")
        tablet.tap("Đã hiểu")
        take(tablet, "hai")
        tablet.wait_for("đã được xóa")
        tablet.wait_for("Mã ghép máy")


def take(tablet: Tablet, name: str) -> None:
    """Choose a file that was brought."""
    tablet.tap("Nhận tệp")
    tablet.wait_for("Nhận tệp nào?")
    tablet.tap(name)


def locked(tablet: Tablet) -> None:
    tablet.wait_for("bị thu hồi nhưng chưa xóa dữ liệu")
    tablet.sound()
    for place in ("Hôm nay", "Hộ dân", "Hướng dẫn", "Việc"):
        assert not tablet.sees(place), place
