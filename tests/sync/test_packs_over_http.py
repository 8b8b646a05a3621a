"""Guides on their way to a tablet over a real connection to a real server."""

import base64
import socket
import threading
from contextlib import contextmanager

import pytest

from outreach.content import PackBroken
from outreach.content.cli import GUIDES
from outreach.domain.errors import OutreachError
from outreach.sync.client import Client
from outreach.sync.packs import sync_all
from outreach.tablet.presenters.sync import status
from outreach.tablet.shelf import Shelf
from tests.content.shipped import SHIPPED

VNEID, QR = "kich-hoat-vneid", "quet-vietqr"
SOUND = (b"\xff\xfb\x90\x64" + bytes(413)) * 60
"""MP3 frames of silence."""


@contextmanager
def cutting(port, budget):
    """A line to the server that lets through ``budget()`` bytes of each connection's answers, then breaks."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_lines: list[socket.socket] = []

    def pump(source, target, left):
        try:
            while some := source.recv(4096):
                if left is not None:
                    some, left = some[:left], left - len(some[:left])
                target.sendall(some)
                if left == 0:
                    break
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def serve():
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            open_lines.extend((near, far))
            threading.Thread(target=pump, args=(near, far, None), daemon=True).start()
            threading.Thread(target=pump, args=(far, near, budget()), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for line in (listener, *open_lines):
            line.close()


def test_edited_approved_synced_and_shown(server, tablet, tmp_path):
    version = server.tell("publish", guide=VNEID, title="Mở VNeID ở xã ta")
    packs = tmp_path / "guides"
    filled = Shelf(SHIPPED, GUIDES, tablet.store, packs)
    with Client(server.address, tablet.identity.token) as client:
        sync_all(tablet.store, client, packs)
    filled.reload()
    guide = filled.guides[VNEID]
    assert (guide.version, guide.texts["vi"].title) == (version, "Mở VNeID ở xã ta")
    server.tell("record", guide=VNEID, sound=base64.b64encode(SOUND).decode())
    with Client(server.address, tablet.identity.token) as client:
        sync_all(tablet.store, client, packs)
    filled.reload()
    guide = filled.guides[VNEID]
    assert filled.recording_file(guide, guide.voices[0]).read_bytes() == SOUND


def test_a_line_that_breaks_again_and_again_still_brings_the_guide(server, tablet, tmp_path):
    server.tell("publish", guide=QR, title="Quét mã ở xã ta")
    server.tell("record", guide=QR, sound=base64.b64encode(SOUND + bytes(3)).decode())
    packs = tmp_path / "guides"
    length = [300]

    def longer_each_time():
        length[0] += 1500
        return length[0]

    tries = 0
    with cutting(server.port, longer_each_time) as address:
        while True:
            tries += 1
            try:
                with Client(address, tablet.identity.token) as client:
                    sync_all(tablet.store, client, packs)
                break
            except OutreachError:
                filled = Shelf(SHIPPED, GUIDES, tablet.store, packs)
                guide = filled.guides[QR]
                assert guide == SHIPPED[QR] or filled.recording_file(guide, guide.voices[0]).is_file()
                assert tries < 60
    assert Shelf(SHIPPED, GUIDES, tablet.store, packs).guides[QR].texts["vi"].title == "Quét mã ở xã ta"
    assert tries > 3
    assert tablet.store.sync_state().last_error is None


def test_a_pack_that_cannot_be_used_is_told_but_the_records_are_safe(server, tablet, tmp_path, monkeypatch):
    server.tell("publish", guide=VNEID, title="Lại đổi")
    tablet.visit()
    monkeypatch.setattr(Client, "pack", lambda self, name: b"{}")
    with Client(server.address, tablet.identity.token) as client, pytest.raises(PackBroken):
        sync_all(tablet.store, client, tmp_path / "guides")
    state = tablet.store.sync_state()
    assert state.unsent == 0
    assert state.last_error is not None
    assert "Đã gửi và nhận đủ, trừ một bài hướng dẫn" in state.last_error.vi


def test_a_recording_that_the_server_lost_is_not_said_to_be_a_missing_network(server, tablet, tmp_path):
    """Asking every few minutes brings nothing until somebody puts it back."""
    sound = server.tell("record", guide=QR, sound=base64.b64encode(SOUND + bytes(7)).decode())
    (kept,) = (server.home / "voices").rglob(f"{sound}.*")
    away = kept.rename(tmp_path / kept.name)
    packs = tmp_path / "guides"
    with Client(server.address, tablet.identity.token) as client:
        with pytest.raises(PackBroken):
            sync_all(tablet.store, client, packs)
        state = tablet.store.sync_state()
        assert state.last_error
        assert not state.last_error.retry
        assert status(state, running=False).text == "Cần xem mục Đồng bộ"
        away.rename(kept)
        sync_all(tablet.store, client, packs)
    assert tablet.store.sync_state().last_error is None
