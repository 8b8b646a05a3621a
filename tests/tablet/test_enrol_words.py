"""What people type when they enrol is taken as they mean it."""

from dataclasses import replace

import pytest

from outreach.store import SyncState
from outreach.tablet.presenters.enrol import from_link, missing, server_address, what_becomes_of


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


def test_of_a_code_that_was_misread_it_is_said_where_and_none_of_the_ten_tries_is_lost():
    assert missing("a.example", "abcd o340").startswith("Trong mã ghép máy không có “O0”: mã không dùng chữ O, I, L")


def test_the_link_in_the_leaders_code_fills_both_fields():
    assert from_link("https://namdong.example/ghep#ABCD2345\n") == ("https://namdong.example", "ABCD2345")


@pytest.mark.parametrize("typed", ["", "namdong.example", "https://namdong.example/ghep", "/ghep#ABCD2345"])
def test_anything_else_is_an_address_being_typed(typed):
    assert from_link(typed) is None


def test_who_takes_a_tablet_to_another_commune_or_person_is_told_what_is_not_sent_or_safe_yet():
    safe = SyncState(9, 9, 9, None, None, None, (), None)
    told = what_becomes_of(safe, "xã Nam Đông", carried=0)
    assert "được gửi sau khi ghép lại với xã Nam Đông" in told
    assert "Ghép với xã khác thì máy bỏ hết dữ liệu của xã Nam Đông." in told
    assert "chưa an toàn" not in told
    not_safe = what_becomes_of(replace(safe, have=6, safe=4, beyond=((8, 9),)), "xã Nam Đông", carried=0)
    assert not_safe.startswith(told)
    assert "Còn 1 lượt chưa gửi: nếu từ nay người khác dùng máy này, hãy đồng bộ trước" in not_safe
    assert "chưa gửi" not in told
    assert "Còn 4 lượt đã gửi mà chưa an toàn" in not_safe
    assert "hãy đợi hôm sau, đồng bộ lại với xã Nam Đông" in not_safe


def test_who_takes_a_tablet_to_another_commune_is_told_of_the_files_it_carries():
    safe = SyncState(9, 9, 9, None, None, None, (), None)
    told = what_becomes_of(safe, "xã Nam Đông", carried=2)
    assert told.startswith(what_becomes_of(safe, "xã Nam Đông", carried=0))
    assert "Máy đang mang 2 tệp hộ máy khác chưa gửi" in told
    assert "vẫn còn trên máy của họ" in told
