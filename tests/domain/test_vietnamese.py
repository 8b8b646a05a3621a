from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain import vietnamese as vi


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Xóm Đình, cạnh cầu", "xom dinh, canh cau"),
        ("ĐƯỜNG", "duong"),
        ("  Thôn   5 ", "thon 5"),
        ("Trường Nguyễn", "truong nguyen"),
        ("hòa hoà", "hoa hoa"),
        ("ẳ ễ ộ ự ỹ", "a e o u y"),
    ],
)
def test_search_ignores_tones_marks_and_case(text, folded):
    assert vi.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert vi.fold(vi.fold(text)) == vi.fold(text)


@given(st.text(alphabet="aàảãáạăằâấđdeêềiìoôộơợuưữyỹ bcghklmnpqrstvx", max_size=20))
def test_composed_and_decomposed_text_become_one(text):
    import unicodedata

    assert vi.nfc(unicodedata.normalize("NFD", text)) == vi.nfc(text)


def test_letters_and_tones_sort_as_in_a_dictionary():
    words = ["xã", "đa", "da", "dạ", "dà", "ổi", "ơi", "oi", "ăn", "ân", "an", "y", "ưa", "ua"]
    assert sorted(words, key=vi.sort_key) == [
        "an", "ăn", "ân", "da", "dà", "dạ", "đa", "oi", "ổi", "ơi", "ua", "ưa", "xã", "y",
    ]  # fmt: skip


def test_numbers_in_names_sort_by_value():
    names = ["Thôn 12", "Thôn 9", "Thôn", "Thôn 5a", "05-017", "05-002"]
    assert sorted(names, key=vi.sort_key) == ["05-002", "05-017", "Thôn", "Thôn 5a", "Thôn 9", "Thôn 12"]


def test_a_superscript_is_no_number():
    assert sorted(["²", "2", "b"], key=vi.sort_key) == ["2", "b", "²"]


@given(st.lists(st.text(), max_size=6), st.randoms())
def test_any_texts_have_one_order(texts, random):
    shuffled = texts[:]
    random.shuffle(shuffled)
    assert sorted(shuffled, key=vi.sort_key) == sorted(texts, key=vi.sort_key)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234, 0, "1.234"),
        (1432986, 0, "1.432.986"),
        (175.95, 2, "175,95"),
        (-1200, 0, "-1.200"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, decimals, text):
    assert vi.format_number(value, decimals) == text


def test_per_cent_is_never_rounded_up_to_a_goal():
    assert vi.format_percent(1482, 2314) == "64\u00a0%"
    assert vi.format_percent(999, 1000) == "99\u00a0%"
    assert vi.format_percent(1000, 1000) == "100\u00a0%"
    assert vi.format_percent(0, 0) == "–"


def test_dates():
    day = date(2026, 11, 21)
    assert vi.format_date(day) == "21/11/2026"
    assert vi.format_day(day) == "21/11"
    assert vi.format_long_date(day) == "thứ Bảy, 21/11/2026"
    assert vi.format_long_date(date(2026, 11, 22)) == "Chủ nhật, 22/11/2026"


def test_the_clock_is_vietnam_s_wherever_the_moment_was_noted():
    assert vi.format_clock(datetime(2026, 11, 20, 23, 5, tzinfo=UTC)) == "06:05"


def test_only_the_first_letter_becomes_a_capital():
    assert [vi.first_upper(text) for text in ("đã gặp chị Hạnh", "")] == ["Đã gặp chị Hạnh", ""]


@pytest.mark.parametrize("written", ["21/11/2026", " 21.11.2026 ", "21 - 11 - 2026"])
def test_a_date_is_read_as_it_is_written(written):
    assert vi.parse_date(written) == date(2026, 11, 21)
    assert vi.parse_date("1/9/2026") == date(2026, 9, 1)


@pytest.mark.parametrize("written", ["", "11/21/2026", "30/02/2027", "21/11/26", "21/11", "00/01/0000", "٢١/11/2026"])
def test_what_is_no_date_is_none(written):
    assert vi.parse_date(written) is None


def test_changes_carry_their_sign():
    assert [vi.format_change(value) for value in (1234, -3)] == ["+1.234", "−3"]


def test_what_stands_before_every_code_is_not_looked_for():
    assert vi.search_words("Hộ 05-001") == ["05-001"]
    assert vi.search_words("household Mới-7K2P") == ["moi-7k2p"]
    assert vi.search_words("Hồ cá 2") == ["ho", "ca", "2"]
