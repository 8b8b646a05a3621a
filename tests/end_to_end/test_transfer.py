"""Work from a tablet that never has a network: by another tablet, by file, by codes on its screen. Real processes."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.domain.identity import new_id
from outreach.domain.records import Outcome
from outreach.store import Store
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync
from tests.domain.cast import visit
from tests.driver import Tablet

from .commune_server import CommuneServer

NOTE = "gặp ở chợ phiên, hẹn sáng thứ bảy"
VISITS = 25


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommuneServer]:
    """A commune with a server that can be out of reach."""
    one = CommuneServer(tmp_path_factory.mktemp("server"))
    one.fill(40)
    one.start()
    yield one
    one.stop()


def enrolled(server: CommuneServer, folder: Path, visits: int = 0) -> Path:
    """The data of a tablet that synced once, then noted some visits."""
    folder.mkdir()
    settings = {"language": "vi", "text_scale": 1, "outdoor": False, "calm": True}
    (folder / "settings.json").write_text(json.dumps(settings))
    store = Store.open(folder / "tablet.db")
    with Client(server.address) as client:
        identity = identity_from(server.address, client.enrol(server.code(), "máy thử"))
    store.enrol(identity)
    with Client(identity.server, identity.token) as client:
        sync(store, client)
    for row in (store.households() * visits)[:visits]:
        noted = visit(row.household.id, 1, 9, Outcome.MET, hamlet=row.household.hamlet, note=NOTE)
        store.add(replace(noted, id=new_id(), official=identity.official.id))
    store.close()
    return folder


def files(folder: Path) -> list[Path]:
    return sorted((folder / "tep-gocua").glob("*.gocua"))


def bring(file: Path, folder: Path) -> Path:
    """Copy a file to another tablet, as a USB stick would."""
    (folder / "tep-gocua").mkdir(exist_ok=True)
    return Path(shutil.copy(file, folder / "tep-gocua"))


def words_on(folder: Path) -> bool:
    """Whether a visit's note can be read anywhere on a tablet's disk."""
    return any(NOTE.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def photographed(tablet: Tablet, folder: Path) -> list[str]:
    """Every code of the run on the screen, as pictures."""
    tablet.tap("Hiện mã QR")
    tablet.wait_for(f"Mã QR của {VISITS} lượt")
    count = next(int(text.split("/")[1]) for text in tablet.texts() if text.startswith("Mã 1 / "))
    pictures = []
    for number in range(1, count + 1):
        tablet.wait_for(f"Mã {number} / {count}")
        tablet.settle()
        pictures.append(str(tablet.screenshot(folder / f"code-{number}.png")))
        tablet.tap("Mã sau")
    tablet.key("back")
    return pictures


def test_carried_by_another_tablet_and_shown_as_codes(server: CommuneServer, tmp_path: Path) -> None:
    a, b = enrolled(server, tmp_path / "a", VISITS), enrolled(server, tmp_path / "b")
    server.stop()

    with Tablet(a) as tablet:
        tablet.tap("Đồng bộ")
        tablet.wait_for("Chưa kết nối được")
        tablet.tap("Xuất tệp .gocua")
        tablet.wait_for(f"Đã xuất {VISITS} lượt ra tệp")
        tablet.tap("Đã hiểu")
        pictures = photographed(tablet, tmp_path)
    (file,) = files(a)
    assert len(pictures) > 1

    with Tablet(b, AGAIN_OF_TEST="1") as tablet:  # nobody taps for what waits
        tablet.tap("Đồng bộ")
        tablet.wait_for("Chưa kết nối được")
        bring(file, b)
        tablet.tap("Nhận tệp")
        tablet.tap(file.name)
        tablet.wait_for("Đã nhận tệp để mang hộ")
        tablet.tap("Đã hiểu")
        tablet.tap("Đang mang 1 tệp hộ máy khác")
        assert words_on(a)
        assert not words_on(b), "the carrier's disk can be read"
        server.start()
        tablet.tap("Lấy tệp trả lời")
        tablet.wait_for("Hãy đưa tệp về máy đã nhờ mang")
        tablet.tap("Đã hiểu")
    (answer,) = [one for one in files(b) if one.name != file.name]
    server.stop()

    with Tablet(a) as tablet:
        tablet.tap("Đồng bộ")
        tablet.wait_for("Chưa kết nối được")
        bring(answer, a)
        tablet.tap("Nhận tệp")
        tablet.tap(answer.name)
        tablet.wait_for("Đã nhận trả lời của xã")
        tablet.tap("Đã hiểu")
        assert tablet.texts().count(str(VISITS)) == 2, "made and sent"
        tablet.tap("Hôm nay")
        tablet.wait_for("Đã gửi hết")

    for again in ([str(file)], pictures[::-1]):
        told = server.command("import-transfer", *again, "--answer", str(tmp_path / "again.gocua"))
        assert told.returncode == 0, told.stderr
        assert f"Mới: 0. Đã có từ trước: {VISITS}. Để riêng chờ xem lại: 0." in told.stdout
    both = server.command("import-transfer", str(file), *pictures, "--answer", str(tmp_path / "both.gocua"))
    assert both.returncode == 1
    assert "mỗi lần chỉ nhận một tệp" in both.stderr
    assert not (tmp_path / "both.gocua").exists()
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "damaged.gocua").write_bytes(damaged)
    refused = server.command("import-transfer", str(tmp_path / "damaged.gocua"), str(file))
    assert refused.returncode == 1
    assert f"{tmp_path / 'damaged.gocua'}:\nTệp bị hỏng hoặc bị sửa trên đường đi" in refused.stderr
    assert f"Mới: 0. Đã có từ trước: {VISITS}." in refused.stdout, "one that is refused holds up no other"
    missing = server.command("import-transfer", *pictures[1:])
    assert missing.returncode == 1
    assert "Còn thiếu mã số 1" in missing.stderr
