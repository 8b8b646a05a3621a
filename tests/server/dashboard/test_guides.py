"""Hướng dẫn: the team sees how fresh each guide is, and its QR."""

from datetime import timedelta

import pytest
from django.test import Client

from outreach.domain.clock import now
from outreach.server.dashboard import guides as page
from outreach.server.guides.catalog import shipped_guides
from outreach.server.places.models import Commune
from tests.server.cast import Cast


def test_every_guide_is_listed_with_its_page(cast: Cast, binh: Client) -> None:
    text = binh.get("/huong-dan/").content.decode()
    for guide in shipped_guides().values():
        assert guide.text("vi").title in text
        assert f'href="/g/{guide.id}"' in text


def test_without_a_public_address_there_is_no_square_but_a_reason(cast: Cast, an: Client) -> None:
    assert "chưa có mã QR" in an.get("/huong-dan/").content.decode()
    Commune.objects.update(site="https://gocua.example.vn")
    text = an.get("/huong-dan/").content.decode()
    assert "chưa có mã QR" not in text
    assert text.count("Mã QR của bài") == len(shipped_guides())


def test_a_guide_past_its_date_says_so(cast: Cast, an: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cần kiểm tra lại" not in an.get("/huong-dan/").content.decode()
    last = max(guide.valid_until for guide in shipped_guides().values())
    monkeypatch.setattr(
        page, "now", lambda: now().replace(year=last.year, month=last.month, day=1) + timedelta(days=32)
    )
    assert "cần kiểm tra lại" in an.get("/huong-dan/").content.decode()


def test_that_nobody_has_checked_a_guide_is_said_in_the_readers_language(an: Client) -> None:
    page = an.get("/huong-dan/kich-hoat-vneid/").content.decode()
    assert "Chưa có cán bộ kiểm tra trên máy thật" in page
    assert "<dt>Bản ngày</dt>" in page
    assert "Kiểm tra ngày" not in page
    an.cookies["django_language"] = "en"
    english = an.get("/huong-dan/kich-hoat-vneid/").content.decode()
    assert "No official has tried it on a real phone yet" in english
    assert "Chưa có cán bộ" not in english
