"""The page of one household: its visits as they stand, and what a correction replaced one tap away."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from outreach.domain.records import Outcome
from outreach.domain.visit_versions import moved, retraction
from outreach.server.ingest.accept import accept
from outreach.server.places import mapping
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast


def text(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


PAGE = f"/ho-dan/{HOUSEHOLDS[0].id}/"


def test_a_corrected_visit_is_marked_and_the_others_are_one_tap_away(cast: Cast, an: Client) -> None:
    wrong = cast.visit()
    absent = cast.visit(outcome=Outcome.NOBODY_HOME, help=(), replaces=wrong.id)
    refused = cast.visit(outcome=Outcome.REFUSED, help=(), replaces=wrong.id)
    cast.send(wrong, absent, refused)
    page = text(an, PAGE)
    others = page.partition("xem 2 bản kia")[2]
    assert page.index("Không muốn tiếp") < page.index("Đã sửa · xem 2 bản kia") < page.index("Vắng nhà")
    assert others.index("Vắng nhà") < others.index("Bản sửa khác") < others.index("Đã gặp")
    assert others.index("Đã gặp") < others.index("Bản ghi lúc đầu")


def test_a_visit_noted_at_the_wrong_door_says_where_it_went_and_where_it_came_from(cast: Cast, an: Client) -> None:
    wrong, lost = cast.visit(), cast.visit(outcome=Outcome.CALL_BACK, help=())
    cast.send(wrong, retraction(wrong), moved(wrong, HOUSEHOLDS[5]), lost, retraction(lost))
    left, right = text(an, PAGE), text(an, f"/ho-dan/{HOUSEHOLDS[5].id}/")
    assert left.count("Ghi nhầm hộ") == 2
    assert left.count(f"Đã chuyển sang hộ {HOUSEHOLDS[5].code}") == 1
    assert left.count("Bản ghi lúc đầu, không tính nữa") == 2
    assert f"Chuyển từ hộ {HOUSEHOLDS[0].code} sang" in right
    assert "Đã gặp" in right
    assert "chưa về máy chủ" not in right


def test_a_visit_says_what_was_done_and_by_whom(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(note="ghi riêng"))
    page = text(an, PAGE)
    assert "21/11/2026" in page
    assert "Đã gặp" in page
    assert "Làm được khi có người giúp" in page
    assert "Trần Văn Bình" in page
    assert "Đã sửa" not in page
    assert "ghi riêng" not in page
    assert PAGE in text(an, "/ho-dan/")


def test_a_visit_whose_date_was_put_right_is_marked_with_what_the_tablet_said(cast: Cast, an: Client) -> None:
    ahead = NOW + timedelta(days=3652)
    accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(cast.visit(at=ahead), clock=ahead), NOW)
    page = text(an, PAGE)
    assert "21/11/2026 09:00 · Đã gặp" in page
    assert "Đã sửa ngày theo giờ của xã" in page
    assert "đồng hồ của máy lúc ghi: 20/11/2036 09:00" in page


def test_only_our_leader_opens_it(cast: Cast, an: Client, binh: Client, cuc: Client) -> None:
    assert "Chưa có lượt thăm nào" in text(an, PAGE)
    assert binh.get(PAGE).status_code == 403
    assert cuc.get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_a_household_that_is_erased_while_its_page_is_made_is_not_there(
    cast: Cast, an: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "households", lambda *_: iter(()))
    assert an.get(PAGE).status_code == 404
