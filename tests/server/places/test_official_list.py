"""The official list of communes is whole and well formed."""

import csv
import unicodedata

import pytest

from outreach.domain.records import Commune
from outreach.server.places import official_list


def test_known_communes():
    assert official_list.commune_of("20179") == Commune("20179", "xã Nam Đông", "Huế")
    assert official_list.commune_of("20122").name == "xã Vinh Lộc"
    assert official_list.commune_of("00004").name == "phường Ba Đình"


@pytest.mark.parametrize("code", ["", "4", "99999", "2017", "20179 "])
def test_an_unknown_code_is_named(code):
    with pytest.raises(official_list.UnknownCommune, match=f"“{code}”"):
        official_list.commune_of(code)


def test_all_3321_are_there_in_composed_letters():
    with official_list._FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["code"] for row in rows}) == 3321
    assert len({row["province_code"] for row in rows}) == 34
    assert {row["kind"] for row in rows} == {"xã", "phường", "đặc khu"}
    assert all(len(row["code"]) == 5 and row["code"].isdigit() for row in rows)
    assert all(
        unicodedata.is_normalized("NFC", value) and value == value.strip() for row in rows for value in row.values()
    )
