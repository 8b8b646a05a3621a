"""A SQLite database in real trouble: the tablet is told which, nothing is half written, and it goes on afterwards."""

import fcntl
import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from outreach.server.records.models import Receipt, Visit
from outreach.sync.wire import Answer, pack, unpack
from tests.server.cast import Cast
from tests.server.no_room import no_room

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite")


def post(cast: Cast, body: bytes):
    headers = {"Content-Encoding": "gzip", "Authorization": f"Bearer {cast.enrolled.token}"}
    return Client().post("/api/v1/sync", body, content_type="application/json", headers=headers)


def test_a_full_disk(lasting_cast: Cast):
    cast = lasting_cast
    body = pack(cast.push(*(cast.visit(note="a" * 4000) for _ in range(50))))
    with no_room():
        response = post(cast, body)
    assert response.status_code == 507
    assert json.loads(response.content)["code"] == "DISK_FULL"
    assert not Visit.objects.exists()
    assert not Receipt.objects.exists()

    assert unpack(post(cast, body).content, Answer).have == 50


def test_somebody_else_is_writing(lasting_cast: Cast, monkeypatch):
    cast = lasting_cast
    body = pack(cast.push(cast.visit()))
    monkeypatch.setattr("django.db.connection.writer.timeout", 0.1)
    with Path(f"{connection.settings_dict['NAME']}.writer").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        response = post(cast, body)
        assert response.status_code == 503
        assert json.loads(response.content)["code"] == "BUSY"
    assert unpack(post(cast, body).content, Answer).have == 1
