"""Tablets go past what only pages need, and past nothing that protects them."""

from django.test import Client

from tests.server.cast import Cast


def test_an_answer_has_no_header_that_only_a_browser_reads(cast: Cast):
    answer = Client().post("/api/v1/sync", b"", content_type="application/json")
    assert answer.status_code == 401
    assert set(answer.headers) == {"Content-Type", "Content-Length"}
    page = Client().get("/dang-nhap/")
    assert {"Content-Security-Policy", "X-Frame-Options"} <= set(page.headers)


def test_what_came_unprotected_is_turned_away_where_the_site_has_tls(cast: Cast, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().post("/api/v1/sync", b"", content_type="application/json").status_code == 301


def test_another_host_is_not_answered(cast: Cast):
    answer = Client().post("/api/v1/sync", b"", content_type="application/json", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400


def test_an_address_that_is_none_is_not_found(cast: Cast):
    assert Client().get("/api/v1/none").status_code == 404
