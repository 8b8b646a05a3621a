"""What a tablet takes for held of its own, as sets of numbers: over a network and by file, in any order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.gaps import runs
from outreach.domain.held import Held, Own, accounted

MADE = 9
some = st.sets(st.integers(1, MADE))
number = st.integers(0, MADE)


def held(numbers):
    have = next(n for n in range(MADE + 1) if n + 1 not in numbers)
    return Held(have, beyond=runs(sorted(n for n in numbers if n > have)))


def numbers_of(said):
    return {n for first, last in [(1, said.have), *said.beyond] for n in range(first, last + 1)}


def knowing(numbers, **more):
    known = held(numbers)
    return Own(known.have, MADE, 0, beyond=known.beyond, **more)


def learns(known, said, upto, late):
    after = known.after(said, upto, late=late)
    return replace(known, have=after.have, beyond=after.beyond)


@given(some, some, number, st.booleans())
def test_new_is_believed_only_up_to_where_it_was_seen_to_be_its_own(known, said, upto, late):
    own = known | set(range(1, upto + 1))
    after = knowing(known).after(held(said), upto, late=late)
    assert after == held((said & own) | (known if late else set()))
    assert {n for n in range(1, MADE + 1) if after.holds(n)} == numbers_of(after)


@given(some, some, number, st.booleans())
def test_hearing_it_twice_is_as_good_as_once(known, said, upto, late):
    once = learns(knowing(known), held(said), upto, late)
    assert learns(once, held(said), upto, late) == once


@given(some, some, some, number, st.booleans())
def test_who_is_told_of_more_knows_of_no_less(known, said, more, upto, late):
    less, all_ = (knowing(known).after(held(one), upto, late=late) for one in (said, said | more))
    assert numbers_of(less) <= numbers_of(all_)


@given(some, some, number)
def test_a_late_answer_takes_nothing_back(known, said, upto):
    own = knowing(known, forgotten=held(known).have)
    assert not learns(own, held(said), upto, late=True).exceeds(held(known | said))
    assert numbers_of(own.after(held(said), upto, late=True)) >= known
    assert own.exceeds(held(said)) == bool(known - said)


steps = st.lists(st.tuples(some, number, number, st.integers(0, 4)), max_size=5)


@given(steps)
def test_while_the_server_loses_nothing_it_does_not_matter_when_a_file_s_answer_comes(steps):
    """At each step the server holds more, and answers over the network and a file, which is on its way for a while."""

    def told(delayed):
        known, there, coming = knowing(set()), set(), []
        for at, (more, sent, compared, delay) in enumerate(steps):
            there |= more
            known = learns(known, held(there), sent, late=False)
            coming.append((at + delay * delayed, held(there), compared))
            for due, said, upto in coming:
                if due == at:
                    known = learns(known, said, upto, late=True)
        for _, said, upto in reversed(coming):
            known = learns(known, said, upto, late=True)
        return known

    assert told(delayed=True) == told(delayed=False)


@given(st.integers(1, 5), number)
def test_more_than_was_made_is_another_s(more, upto):
    with pytest.raises(SyncError) as told:
        knowing({1}).after(Held(MADE + more), upto, late=True)
    assert told.value.code is ErrorCode.IDENTITY_REUSED


@given(some, number, st.integers(1, MADE))
def test_a_server_that_lacks_what_was_let_go_of_gets_another_tablet(said, upto, forgotten):
    known = knowing(set(range(1, MADE + 1)), forgotten=forgotten)
    if held(said).have >= forgotten:
        assert known.after(held(said), upto).have >= forgotten
    else:
        with pytest.raises(SyncError) as told:
            known.after(held(said), upto)
        assert told.value.code is ErrorCode.IDENTITY_REUSED


@given(some, number, some)
def test_accounted_for_is_what_was_seen_there_or_is_nowhere(said, upto, lost):
    there = {n for n in said if n <= upto} | lost
    assert accounted(held(said), upto, runs(sorted(lost))) == held(there).have


@given(some, some)
def test_what_is_kept_is_held_or_unsent(known, lost):
    own = knowing(known, lost=runs(sorted(lost - known)))
    assert (own.held, own.kept) == (len(known), MADE - len(lost - known))
    assert own.unsent == MADE - len(known | lost)
