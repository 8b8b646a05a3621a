"""/g/: open to everybody, noting nothing about anybody."""

import pytest
from django.test import Client

from outreach.content.assets import site_assets
from outreach.server.guides.catalog import shipped_guides
from tests.server.cast import Cast


@pytest.mark.parametrize("address", ["/g/", *(f"/g/{slug}" for slug in shipped_guides())])
def test_a_citizen_needs_no_login_and_gets_no_cookie(cast: Cast, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "xã Nam Đông" in answer.content.decode() or "xã Vinh Lộc" in answer.content.decode()


def test_english_on_request(cast: Cast) -> None:
    slug = next(iter(shipped_guides()))
    page = Client().get(f"/g/{slug}?lang=en").content.decode()
    assert '<html lang="en">' in page
    assert shipped_guides()[slug].text("en").title in page
    assert '<html lang="vi">' in Client().get(f"/g/{slug}?lang=fr").content.decode()


def test_a_wrong_address_is_answered_kindly_with_the_guides_there_are(cast: Cast) -> None:
    answer = Client().get("/g/khong-co")
    assert answer.status_code == 404
    assert next(iter(shipped_guides())) in answer.content.decode()


def test_a_phone_that_has_the_page_is_only_told_so(cast: Cast) -> None:
    first = Client().get("/g/")
    again = Client().get("/g/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_assets_are_kept_for_good(cast: Cast) -> None:
    name, (content_type, content) = next(iter(site_assets().items()))
    answer = Client().get(f"/g/assets/{name}")
    assert answer.content == content
    assert answer["Content-Type"] == content_type
    assert "immutable" in answer["Cache-Control"]
    assert Client().get("/g/assets/../settings.py").status_code == 404
    assert Client().get("/g/assets/guide.000000000000.js").status_code == 404


def test_a_server_without_a_commune_shows_guides_all_the_same(db) -> None:
    assert Client().get("/g/").status_code == 200
