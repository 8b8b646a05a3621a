from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.vietnamese import sort_key
from outreach.store.order import sort_text

words = st.text("aăâbdđeêhinoôơtuưyáàảãạấờ 0129-HĐ") | st.text()  # the second: whatever anyone may type


@given(words, words)
def test_plain_text_order_is_dictionary_order(one, other):
    parts, other_parts = (cast(Any, sort_key(text)[0]) for text in (one, other))
    assert (sort_text(one) < sort_text(other)) == (parts < other_parts)


@given(words)
def test_every_text_can_be_stored(text):
    assert sort_text(text).encode().decode() == sort_text(text)


def test_numbers_count_and_letters_follow_the_dictionary():
    names = ["Thôn 12", "Thôn Đá", "Thôn 9", "Thôn Dừa", "Thôn An", "Thôn Ấp"]
    assert sorted(names, key=sort_text) == ["Thôn 9", "Thôn 12", "Thôn An", "Thôn Ấp", "Thôn Dừa", "Thôn Đá"]
