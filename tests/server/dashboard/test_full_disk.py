"""A server without room: its pages say so in words a person can act upon, and what was done is not half done."""

import os
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.domain.identity import new_id
from outreach.server.records.models import Visit
from tests.server.cast import Cast
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
