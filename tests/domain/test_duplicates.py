"""Doors that were found: their codes, and which of them may be one and the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.duplicates import (
    alike,
    free_code,
    household_of,
    is_provisional,
    kept_for,
    merged_groups,
    possible_duplicates,
    provisional_code,
)
from outreach.domain.identity import new_id
from outreach.domain.records import Household, HouseholdState, Need, NewHousehold

from .cast import at

DOOR = Household("a", "thon-1", "01-001", "Xóm Đình, cạnh cầu")


def test_a_found_door_has_the_same_code_everywhere_and_is_known_by_it():
    found = household_of(NewHousehold(new_id(), "thon-1", "mai", at(0), " sau  chợ", (Need.LARGE_TEXT,)))
    assert found.code == provisional_code(found.id)
    assert (found.address_note, found.needs, found.state) == ("sau chợ", (Need.LARGE_TEXT,), HouseholdState.ELIGIBLE)
    assert is_provisional(found)
    assert not is_provisional(replace(found, code="01-077"))
    assert not is_provisional(DOOR)


def test_a_code_that_is_taken_grows():
    id_ = new_id()
    longer = free_code(id_, [provisional_code(id_)])
    assert longer.startswith(provisional_code(id_))
    assert longer != provisional_code(id_)
    assert is_provisional(Household(id_, "thon-1", longer))


@pytest.mark.parametrize(
    ("note", "hamlet", "same"),
    [
        ("xom dinh canh cau", "thon-1", True),
        ("Cạnh cầu xóm Đình, cổng xanh", "thon-1", True),
        ("xóm Đình, cạnh cầu", "thon-2", False),
        ("xóm Đình", "thon-1", True),  # half of the words
        ("xóm Giữa, cạnh chợ", "thon-1", False),
        ("sau chợ", "thon-1", False),
        ("", "thon-1", False),
    ],
)
def test_the_words_of_the_note_tell_whether_two_doors_are_one(note, hamlet, same):
    other = Household("b", hamlet, "01-002", note)
    assert (possible_duplicates(DOOR, [other, DOOR]) == [other]) is same
    assert alike(DOOR, other) == alike(other, DOOR)


def test_what_was_merged_away_is_no_duplicate_any_more():
    assert possible_duplicates(DOOR, [replace(DOOR, id="b", state=HouseholdState.MERGED)]) == []


def test_doors_without_a_note_are_never_alike():
    assert alike(Household("a", "t", "1"), Household("b", "t", "2")) == 0.0


def test_a_line_of_mergers_ends_at_the_one_that_is_kept():
    assert kept_for({"a": "b", "b": "c", "x": "c"}) == {"a": "c", "b": "c", "x": "c"}


def test_whichever_of_a_group_is_named_it_is_all_that_were_merged_into_the_one_that_is_kept():
    ends = {"a": "c", "b": "c", "x": "y"}
    assert merged_groups(["a"], ends) == merged_groups(["c"], ends) == {"a": "c", "b": "c", "c": "c"}
    assert merged_groups(["z"], ends) == {"z": "z"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_any_table_of_mergers_comes_to_an_end(table):
    assert set(kept_for(table)) == set(table)
