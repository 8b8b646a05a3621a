from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.gaps import between, common, inside, joined, runs, size, without, words

numbers = st.sets(st.integers(1, 40))


def numbers_in(found):
    return {n for first, last in found for n in range(first, last + 1)}


def test_the_gap_of_a_register():
    assert between([(40, 40), *runs([44, 45, 50])]) == ((41, 43), (46, 49))


@given(numbers, numbers)
def test_runs_are_sets_of_numbers(one, other):
    own, others = runs(sorted(one)), runs(sorted(other))
    assert (numbers_in(own), size(own)) == (one, len(one))
    assert {n for n in range(50) if inside(n, own)} == one
    assert numbers_in(common(own, others)) == one & other
    assert joined(own, others) == runs(sorted(one | other))
    assert without(own, others) == runs(sorted(one - other))
    assert numbers_in(between(own)) == (set(range(min(one), max(one))) - one if one else set())


def test_a_gap_is_told_in_numbers():
    assert words([(41, 43), (1047, 1047)]) == "41–43, 1.047"
    assert words([(n, n) for n in range(1, 11, 2)]) == "1, 3, 5, 7…"
