"""Files in a real window: where one lies is told whole, and no line ends in the middle of a name."""

import json
from pathlib import Path

import pytest

from outreach.sync.transfer import export
from outreach.tablet.transfers import file_name
from tests.driver import PHONE, TALL, WIDE, Tablet

from .places_cast import NOW
from .test_transfers import filled

FOLDER = "/srv/to-cong-nghe/may-cua-hanh/gocua/tep-gocua"


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.0), (TALL, 1.0), (PHONE, 1.0), (PHONE, 2.0)])
def test_where_the_exported_file_lies(tmp_path: Path, size: str, scale: float) -> None:
    store = filled(tmp_path / "tablet.db")
    made = export(store)
    name = file_name(made, NOW)
    store.note_export(made.at(f"{FOLDER}/{name}"))
    store.close()
    settings = {"language": "vi", "text_scale": scale, "outdoor": False, "calm": True}
    (tmp_path / "settings.json").write_text(json.dumps(settings))
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
