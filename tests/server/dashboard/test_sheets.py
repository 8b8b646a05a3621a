"""Printed sheets for the team: what is chosen comes as a PDF, and nothing else does."""

import pytest
from django.test import Client

from outreach.server.guides.catalog import shipped_guides
from tests.server.cast import Cast

ADDRESS = "/huong-dan/in.pdf"


@pytest.mark.parametrize(("kind", "size"), [("tung-bai", "A5"), ("danh-sach", "A4")])
def test_an_official_prints_what_was_chosen(cast: Cast, binh: Client, kind: str, size: str) -> None:
    answer = binh.get(ADDRESS, {"bai": ["quet-vietqr"], "kieu": kind, "co": size})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="quet-vietqr-{size.lower()}.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_the_page_offers_every_guide(cast: Cast, binh: Client) -> None:
    page = binh.get("/huong-dan/").content.decode()
    assert page.count('name="bai"') == len(shipped_guides())
    assert f'action="{ADDRESS}"' in page


@pytest.mark.parametrize("query", [{}, {"bai": "khong-co"}, {"bai": list(shipped_guides())}])
def test_nothing_or_too_much_chosen_is_said(cast: Cast, binh: Client, query: dict[str, str | list[str]]) -> None:
    answer = binh.get(ADDRESS, query, follow=True)
    assert answer.request["PATH_INFO"] == "/huong-dan/"
    assert "Chưa chọn bài nào" in answer.content.decode() or "tối đa 10 bài" in answer.content.decode()


def test_what_was_too_much_is_still_chosen(cast: Cast, binh: Client) -> None:
    many = list(shipped_guides())[:11]
    page = binh.get(ADDRESS, {"bai": many, "kieu": "tung-bai", "co": "A5"}, follow=True).content.decode()
    assert "tối đa 10 bài" in page
    assert page.count(" checked>") == len(many)
    assert "<option selected>A5</option>" in page


@pytest.mark.parametrize("wrong", [{"co": "A3"}, {"kieu": "khac"}])
def test_what_the_form_does_not_offer_is_not_found(cast: Cast, binh: Client, wrong: dict[str, str]) -> None:
    assert binh.get(ADDRESS, {"bai": "quet-vietqr", **wrong}).status_code == 404
