"""A server without room: its pages say so in words a person can act upon, and what was done is not half done."""

import os
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from outreach.domain.identity import new_id
from outreach.server.backups import lasting
from outreach.server.doors.erasure import erase_again
from outreach.server.places.models import Household
from outreach.server.records.models import Visit
from tests.server.cast import HOUSEHOLDS, Cast
from tests.server.conftest import logged_in
from tests.server.no_room import no_room
from tests.server.transfers.letters import sealed

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite")
PAGE = "/may/tep/"


def upload(client: Client, data: bytes):
    return client.post(PAGE, {"files": [SimpleUploadedFile("a.gocua", data)]})


def test_a_full_disk_is_named_and_nothing_is_half_written(lasting_cast: Cast) -> None:
    cast = lasting_cast
    client = logged_in(cast.an)
    client.raise_request_exception = False
    data = sealed(cast, cast.push(*(replace(cast.visit(note="a" * 4000), id=new_id()) for _ in range(50))))
    with no_room():
        refused = upload(client, data)
    assert refused.status_code == 507
    page = refused.content.decode()
    assert "Máy chủ hết chỗ lưu" in page
    assert "dọn ổ đĩa của máy chủ" in page
    assert "thử lại sau ít phút" not in page
    assert not Visit.objects.exists()

    assert upload(client, data).status_code == 302
    assert Visit.objects.count() == 50


def test_a_fault_of_ours_is_not_called_a_full_disk(an: Client, monkeypatch) -> None:
    monkeypatch.setattr("outreach.server.dashboard.transfers.sealed_files", lambda *_: 1 / 0)
    an.raise_request_exception = False
    refused = upload(an, b"x")
    assert refused.status_code == 500
    assert "Máy chủ gặp lỗi" in refused.content.decode()
    assert "hết chỗ" not in refused.content.decode()


def post_when_nothing_can_be_committed(client: Client, page: str, monkeypatch, **form: str) -> None:
    """Every statement finds room, the transaction as a whole does not."""

    def full() -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", full)
        assert client.post(page, form).status_code == 302


def test_what_the_next_start_erases_is_not_called_undone(lasting_cast: Cast, home, monkeypatch) -> None:
    leader, page = logged_in(lasting_cast.an), f"/ho-dan/{HOUSEHOLDS[0].id}/xoa"
    post_when_nothing_can_be_committed(leader, page, monkeypatch, sure="yes")
    assert "lần khởi động tới máy chủ sẽ làm" in leader.get("/ho-dan/").content.decode()
    assert Household.objects.filter(id=HOUSEHOLDS[0].id).exists()
    assert lasting.replay(erase_again) == lasting.Replayed(erased=1)
    assert not Household.objects.filter(id=HOUSEHOLDS[0].id).exists()


def test_nor_is_a_tablet_that_the_next_start_revokes(lasting_cast: Cast, home, monkeypatch) -> None:
    leader, page = logged_in(lasting_cast.an), f"/may/{lasting_cast.tablet.id}/thu-hoi"
    post_when_nothing_can_be_committed(leader, page, monkeypatch)
    told = leader.get("/may/").content.decode()
    assert "lần khởi động tới máy chủ sẽ làm" in told
    assert "Đã thu hồi máy" not in told
    assert lasting_cast.tablet.revoked_at is None
    assert lasting.replay(erase_again) == lasting.Replayed(revoked=1)
    assert lasting_cast.tablet.revoked_at is not None


def test_an_erasure_that_no_restore_could_know_of_is_refused_in_words(lasting_cast: Cast, home, monkeypatch) -> None:
    def full(_line: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lasting, "_append", full)
    leader, page = logged_in(lasting_cast.an), f"/ho-dan/{HOUSEHOLDS[0].id}/xoa"
    assert "Chưa xóa; hãy báo người quản trị." in leader.post(page, {"sure": "yes"}, follow=True).content.decode()
    assert Household.objects.filter(id=HOUSEHOLDS[0].id).exists()
