"""/g/: open to everybody, noting nothing about anybody."""

import gzip

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


@pytest.mark.parametrize(
    "typed",
    [
        "quet-vietqr/",
        "quet-vietqr.",
        "Quet-VietQR",
        "quet vietqr",
        "quét-vietqr",
        "que\u0301t vietqr",
        "quet-vietqr/en/",
        "quet-vietqr/?zarsrc=31&utm_source=zalo",
    ],
)
def test_an_address_typed_by_hand_leads_to_the_guide_that_was_meant(cast: Cast, typed: str) -> None:
    assert Client().get(f"/g/{typed}").headers["Location"] == "/g/quet-vietqr"


def test_so_does_one_of_its_steps_and_in_english(cast: Cast) -> None:
    assert Client().get("/g/Quet-VietQR/tung-buoc").headers["Location"] == "/g/quet-vietqr/tung-buoc"
    assert Client().get("/g/quet-vietqr/tung-buoc/").headers["Location"] == "/g/quet-vietqr/tung-buoc"
    assert Client().get("/g/quet-vietqr/?lang=en").headers["Location"] == "/g/quet-vietqr?lang=en"


@pytest.mark.parametrize("typed", ["khong-co/", "không có", "khong-co/tung-buoc", "-", "quet-vietqr.html/../x"])
def test_what_means_no_guide_gets_the_list_of_those_there_are(cast: Cast, typed: str) -> None:
    answer = Client().get(f"/g/{typed}")
    assert answer.status_code == 404
    assert next(iter(shipped_guides())) in answer.content.decode()


@pytest.mark.parametrize("accepted", ["", "gzip, deflate, br"])
def test_a_phone_that_has_the_page_is_only_told_so(cast: Cast, accepted: str) -> None:
    phone = Client(headers={"Accept-Encoding": accepted})
    again = phone.get("/g/", headers={"If-None-Match": phone.get("/g/")["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_a_phone_on_a_slow_network_gets_pages_and_scripts_compressed(cast: Cast) -> None:
    slug = next(iter(shipped_guides()))
    script = next(name for name in site_assets() if name.startswith("guide."))
    for address in ("/g/", f"/g/{slug}", f"/g/{slug}/tung-buoc", "/g/khong-co", "/g/sw.js", f"/g/assets/{script}"):
        plain, small = (Client().get(address, headers={"Accept-Encoding": accepted}) for accepted in ("", "gzip"))
        assert small["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.content) == plain.content
        assert len(small.content) < len(plain.content) / 2, address


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
