"""A file as a run of codes: whole again from any order, repetition and company, and never wrong."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.handouts import QrRefused, run_matrices
from outreach.sync.codes import A_CODE, MOST_CODES, CodesMissing, Gathered, MixedRuns, NoCodes, TooManyCodes, cut

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@given(
    st.binary(min_size=1, max_size=6000), st.randoms(use_true_random=False), st.sampled_from(["", " ", "\r\n", "\t"])
)
def test_whole_again_whatever_the_order(data: bytes, chance: random.Random, between: str) -> None:
    texts = cut(data)
    typed = [*texts, *chance.choices(texts, k=3)]
    chance.shuffle(typed)
    gathered = Gathered()
    gathered.add([between.join(typed)])
    assert gathered.data() == data
    assert gathered.lines().splitlines() == texts


@given(st.binary(min_size=1, max_size=3000), st.integers(0, 10**6), st.sampled_from(CODE))
def test_a_letter_read_wrongly_is_never_taken(data: bytes, at: int, letter: str) -> None:
    texts = cut(data)
    code = texts[at % len(texts)]
    place = at % len(code)
    wrong = code[:place] + letter + code[place + 1 :]
    gathered = Gathered()
    gathered.add([*(one for one in texts if one is not code), wrong])
    try:
        assert gathered.data() == data
    except (NoCodes, CodesMissing):
        assert wrong != code


def test_missing_codes_are_named_as_the_tablet_numbers_them() -> None:
    texts = cut(bytes(A_CODE * 3))
    gathered = Gathered()
    gathered.add(texts[1:2])
    with pytest.raises(CodesMissing) as told:
        gathered.data()
    assert "thiếu mã số 1, 3." in told.value.vi


def test_two_exports_are_not_mixed() -> None:
    gathered = Gathered()
    with pytest.raises(MixedRuns):
        gathered.add([*cut(b"one export"), *cut(b"another export")])


def test_every_code_is_small_enough_for_a_small_screen() -> None:
    texts = cut(random.Random(7).randbytes(A_CODE * 4 - 3))
    assert len({len(text) for text in texts[:-1]}) == 1
    assert {len(code) for code in run_matrices(texts)} == {97}


def test_too_much_and_other_texts_are_refused() -> None:
    assert len(cut(bytes(A_CODE * MOST_CODES))) == MOST_CODES
    with pytest.raises(TooManyCodes):
        cut(bytes(A_CODE * MOST_CODES + 1))
    with pytest.raises(QrRefused):
        run_matrices(["000201010211"])
    with pytest.raises(NoCodes):
        Gathered().data()
