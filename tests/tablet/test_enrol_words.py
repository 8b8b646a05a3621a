"""What people type when they enrol is taken as they mean it."""

import pytest

from outreach.tablet.presenters.enrol import from_link, missing, server_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("namdong.example", "https://namdong.example"),
        (" https://namdong.example/ ", "https://namdong.example"),
        ("http://127.0.0.1:8631", "http://127.0.0.1:8631"),
        ("127.0.0.1:8631", "http://127.0.0.1:8631"),
        ("localhost", "http://localhost"),
        ("[::1]:80/", "http://[::1]:80"),
        ("127.0.0.1.example", "https://127.0.0.1.example"),
        ("10.0.0.5:8631", "https://10.0.0.5:8631"),
        ("", ""),
    ],
)
def test_addresses(typed, meant):
    assert server_address(typed) == meant


def test_what_is_missing_is_said():
    assert missing("", "ABCD2345") == "Hãy gõ địa chỉ máy chủ của xã."
    assert missing("a.example", "ABCD").startswith("Mã ghép máy có 8 chữ")
    assert missing("a.example", "abcd 2345") == ""


def test_the_link_in_the_leaders_code_fills_both_fields():
    assert from_link("https://namdong.example/ghep#ABCD2345\n") == ("https://namdong.example", "ABCD2345")


@pytest.mark.parametrize("typed", ["", "namdong.example", "https://namdong.example/ghep", "/ghep#ABCD2345"])
def test_anything_else_is_an_address_being_typed(typed):
    assert from_link(typed) is None
