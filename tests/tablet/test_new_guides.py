"""The real app and a real server: what was approved or recorded is there after the next sync, without a restart."""

import base64
import hashlib

from .. import recordings
from ..driver import Tablet
from ..sync.commune import CommuneServer
from .test_listening_ui import wait_for_sound

GUIDE = "5-dieu-khong-lam"
TITLE = "Năm điều xã Nam Đông không làm"


def sync(tablet):
    tablet.tap("Đồng bộ")
    tablet.tap("Đồng bộ ngay")
    tablet.wait_gone("Đang đồng bộ…")
    tablet.tap("Hướng dẫn")


def recordings_in(folder):
    """The hash of each recording in a tablet's data folder."""
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("audio/ktv/*.mp3")]


def listen(tablet):
    tablet.tap(TITLE)
    tablet.wait_for("Bước 1")
    tablet.tap("Tiếng Việt")
    tablet.wait_for("Nghe bằng tiếng nào?")
    tablet.tap("Cơ Tu")
    tablet.wait_gone("Nghe bằng tiếng nào?")
    tablet.tap("Nghe")


def test_an_approved_and_recorded_guide_is_there_after_the_sync_and_stays(tmp_path):
    heard = tmp_path / "heard.raw"
    sound = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(heard)}
    server = CommuneServer(tmp_path / "server")
    try:
        with Tablet(tmp_path / "tablet") as tablet:
            tablet.tap("namdong.example")
            tablet.type(server.address)
            tablet.tap("ABCD 2345")
            tablet.type(server.tell("code"))
            tablet.key("enter")
            tablet.wait_for("Đã gửi hết")
            tablet.tap("Hướng dẫn")
            tablet.wait_for("5 điều không làm")
            server.tell("publish", guide=GUIDE, title=TITLE)
            named = server.tell("record", guide=GUIDE, sound=base64.b64encode(recordings.MP3).decode())
            sync(tablet)
            tablet.wait_for(TITLE)
            tablet.wait_for("bản 2 của xã từ")
            assert recordings_in(tmp_path / "tablet") == [named] == [hashlib.sha256(recordings.MP3).hexdigest()]
        with Tablet(tmp_path / "tablet", **sound) as tablet:
            tablet.tap("Hướng dẫn")
            tablet.wait_for(TITLE)
            listen(tablet)
            wait_for_sound(heard)
            tablet.wait_gone("Dừng")
            server.tell("unrecord", guide=GUIDE)
            tablet.key("back")
            sync(tablet)
            tablet.wait_for(TITLE)
            assert recordings_in(tmp_path / "tablet") == []
    finally:
        server.stop()
