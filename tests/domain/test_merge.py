"""Two people change one household: what fits together is joined, what does not is kept side by side."""

from dataclasses import replace
from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.merge import Dossier, choice, edit_of, is_plain, merge, overlay, text_of, with_text
from outreach.domain.records import Field, FieldChange, Household, HouseholdEdit, HouseholdState, Need

from .cast import at

DOOR = Household("h", "thon-1", "01-001", "xóm Đình", needs=(Need.LARGE_TEXT,))
MAI = replace(DOOR, address_note="cổng xanh", state=HouseholdState.VACANT, needs=())
BINH = replace(DOOR, address_note="sau chợ", state=HouseholdState.MOVED, needs=(Need.INTERPRETER,))
SUBSETS = [set(some) for size in range(4) for some in combinations(Field, size)]

texts = {
    Field.ADDRESS_NOTE: st.sampled_from(("xóm Đình", "cổng xanh", "sau chợ", "")),
    Field.STATE: st.sampled_from(("eligible", "vacant", "moved")),
    Field.NEEDS: st.sampled_from(("", "large_text", "large_text evening_visit")),
}


def edited(wanted: Household, names, who="mai", shown=DOOR, hour=9) -> HouseholdEdit | None:
    """The edit that takes only ``names`` from ``wanted``."""
    kept = {name.value: getattr(shown if name not in names else wanted, name.value) for name in Field}
    return edit_of(shown, replace(shown, **kept), who, at(1, hour))


def noted(words: str) -> Household:
    """The door with another note on how to find it."""
    return replace(DOOR, address_note=words)


def merged(*edits: HouseholdEdit | None, start: Household | Dossier = DOOR) -> Dossier:
    dossier = start if isinstance(start, Dossier) else Dossier(start)
    for edit in edits:
        if edit:
            dossier = merge(dossier, edit)
    return dossier


def values(dossier: Dossier, name: Field) -> set[str]:
    """What is in force or waits beside it."""
    return {text_of(dossier.household, name), *(one.value for one in dossier.contested if one.field is name)}


@pytest.mark.parametrize(("mine", "theirs"), list(product(SUBSETS, SUBSETS)))
def test_two_tablets_offline_in_every_combination_of_fields(mine, theirs):
    first, second = edited(MAI, mine), edited(BINH, theirs, "binh")
    for order in permutations((first, second)):
        dossier = merged(*order)
        for name in Field:
            proposed = {text_of(who, name) for who, some in ((MAI, mine), (BINH, theirs)) if name in some}
            assert values(dossier, name) == (proposed or {text_of(DOOR, name)})
        assert {one.field for one in dossier.contested} == mine & theirs
    both = merged(first, second)
    for one in both.contested:
        assert text_of(both.household, one.field) == text_of(MAI, one.field), "the value on the server stays"
        assert (one.official, one.kept_by, one.kept_at) == ("binh", "mai", at(1))


def test_the_same_value_twice_is_no_contest():
    dossier = merged(edited(MAI, set(Field)), edited(MAI, set(Field), "binh"))
    assert dossier.contested == ()
    assert dossier.household.version == 1


def test_a_merged_household_keeps_what_it_was_and_both_see_the_edit():
    gone = replace(DOOR, state=HouseholdState.MERGED, merged_into="other")
    dossier = merged(edited(BINH, set(Field)), start=gone)
    assert dossier.household == gone
    assert {one.field for one in dossier.contested} == set(Field)


def test_going_on_from_ones_own_unsent_edit_is_no_contest():
    first = edited(MAI, {Field.ADDRESS_NOTE})
    again = edited(noted("cổng đỏ"), {Field.ADDRESS_NOTE}, shown=merged(first).household)
    assert merged(first, again).household.address_note == "cổng đỏ"
    assert merged(first, again).contested == ()
    late = merged(edited(BINH, {Field.ADDRESS_NOTE}, "binh"), first, again)
    assert late.household.address_note == "sau chợ"
    assert [one.value for one in late.contested] == ["cổng đỏ"], "the author's own first thought is replaced"


@pytest.mark.parametrize("chosen", ["cổng xanh", "sau chợ"])
def test_either_value_can_be_chosen(chosen):
    dossier = merged(edited(MAI, {Field.ADDRESS_NOTE}), edited(BINH, {Field.ADDRESS_NOTE}, "binh"))
    (contest,) = dossier.contested
    settled = merge(dossier, choice(dossier.household, contest, chosen, "an", at(2)))
    assert settled.household.address_note == chosen
    assert settled.contested == ()


def test_two_who_choose_differently_are_shown_both_again():
    dossier = merged(edited(MAI, {Field.ADDRESS_NOTE}), edited(BINH, {Field.ADDRESS_NOTE}, "binh"))
    (contest,) = dossier.contested
    one = choice(dossier.household, contest, "sau chợ", "an", at(2))
    other = choice(dossier.household, contest, "cổng xanh", "mai", at(2, 10))
    both = merge(merge(dossier, one), other)
    assert values(both, Field.ADDRESS_NOTE) == {"cổng xanh", "sau chợ"}
    assert len(both.contested) == 1


def test_a_server_set_back_is_put_right_in_any_order():
    """Bình went on from what Mai wrote; the server lost both and hears Bình first."""
    first = edited(MAI, {Field.ADDRESS_NOTE})
    second = edited(BINH, {Field.ADDRESS_NOTE}, "binh", shown=merged(first).household)
    right = merged(first, second)
    assert (right.household.address_note, right.contested) == ("sau chợ", ())
    healed = merged(second, first)
    assert (healed.household.address_note, healed.contested) == ("sau chợ", ())


def test_what_was_changed_back_is_not_taken_away_again():
    there = edited(MAI, {Field.ADDRESS_NOTE})
    back = edited(DOOR, {Field.ADDRESS_NOTE}, "an", shown=merged(there).household)
    late = edited(BINH, {Field.ADDRESS_NOTE}, "binh", shown=merged(there).household)
    dossier = merged(there, back, late)
    assert dossier.household.address_note == "xóm Đình"
    assert [one.value for one in dossier.contested] == ["sau chợ"]


def test_what_went_on_from_a_lost_value_waits_beside_any_other():
    first = edited(MAI, {Field.ADDRESS_NOTE})
    second = edited(BINH, {Field.ADDRESS_NOTE}, "binh", shown=merged(first).household)
    dossier = merged(second, edited(noted("đầu dốc"), {Field.ADDRESS_NOTE}, "an"))
    assert dossier.household.address_note == "đầu dốc"
    assert [one.value for one in dossier.contested] == ["sau chợ"]


def test_what_nobody_had_lost_is_not_taken_by_itself():
    waiting = merged(edited(MAI, {Field.ADDRESS_NOTE}), start=replace(DOOR, state=HouseholdState.MERGED))
    restored = replace(waiting, household=DOOR)
    there = edited(BINH, {Field.ADDRESS_NOTE}, "binh")
    back = edited(DOOR, {Field.ADDRESS_NOTE}, "an", shown=merged(there).household)
    dossier = merged(there, back, start=restored)
    assert dossier.household.address_note == "xóm Đình"
    assert [one.value for one in dossier.contested] == ["cổng xanh"]


def test_only_its_author_thinks_better_of_a_value_that_waits():
    first = edited(MAI, {Field.ADDRESS_NOTE})
    other = edited(noted("cổng đỏ"), {Field.ADDRESS_NOTE}, "an", shown=merged(first).household)
    dossier = merged(edited(BINH, {Field.ADDRESS_NOTE}, "binh"), first, other)
    assert values(dossier, Field.ADDRESS_NOTE) == {"sau chợ", "cổng xanh", "cổng đỏ"}


def test_a_choice_that_comes_too_late_settles_nothing():
    dossier = merged(edited(MAI, {Field.ADDRESS_NOTE}), edited(BINH, {Field.ADDRESS_NOTE}, "binh"))
    (contest,) = dossier.contested
    late = choice(dossier.household, contest, "cổng đỏ", "an", at(2))
    meanwhile = merged(edited(noted("đầu dốc"), {Field.ADDRESS_NOTE}, shown=dossier.household), start=dossier)
    assert values(merge(meanwhile, late), Field.ADDRESS_NOTE) == {"đầu dốc", "sau chợ", "cổng đỏ"}


def test_what_comes_into_force_by_another_hand_waits_no_longer():
    dossier = merged(edited(MAI, {Field.ADDRESS_NOTE}), edited(BINH, {Field.ADDRESS_NOTE}, "binh"))
    again = edited(BINH, {Field.ADDRESS_NOTE}, "an", shown=dossier.household)
    assert merged(again, start=dossier).contested == ()


authors = st.sampled_from(("mai", "binh", "an"))


@st.composite
def histories(draw):
    """Edits of three people, each based on some earlier state that its author may have seen."""
    states, edits = [Dossier(DOOR)], []
    for number in range(draw(st.integers(1, 6))):
        shown = draw(st.sampled_from(states)).household
        wanted = shown
        for name in draw(st.sets(st.sampled_from(Field), min_size=1)):
            wanted = with_text(wanted, name, draw(texts[name]))
        if edit := edit_of(shown, wanted, draw(authors), at(1, 6 + number)):
            edits.append(edit)
            states.append(merge(states[-1], edit))
    return edits


@given(histories())
def test_merging_an_edit_twice_changes_nothing(edits):
    dossier = Dossier(DOOR)
    for edit in edits:
        dossier = merge(dossier, edit)
        assert merge(dossier, edit) == dossier


@given(histories())
def test_nothing_is_dropped_silently(edits):
    """Each value is in force, or waits, or was seen by whoever replaced it."""
    dossier = merged(*edits)
    for edit in edits:
        for change in edit.changes:
            seen_since = {other.seen for one in edits for other in one.changes if other.field is change.field}
            assert change.value in values(dossier, change.field) | seen_since


@given(histories())
def test_replicas_that_are_told_states_agree_with_the_server(edits):
    """A tablet lays its own unsent edits over what it was told; once all are sent, it shows what the server has."""
    dossier = Dossier(DOOR)
    for edit in edits:
        assert overlay(dossier.household, []) == dossier.household
        shown = overlay(dossier.household, [edit])
        dossier = merge(dossier, edit)
        for name in Field:
            assert text_of(shown, name) in values(dossier, name)


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        (Field.ADDRESS_NOTE, "xóm Đình", True),
        (Field.ADDRESS_NOTE, "xóm  Đình ", False),
        (Field.STATE, "vacant", True),
        (Field.STATE, "merged", False),
        (Field.STATE, "sold", False),
        (Field.NEEDS, "large_text evening_visit", True),
        (Field.NEEDS, "evening_visit large_text", False),
        (Field.NEEDS, "rich", False),
    ],
)
def test_only_plain_values_are_changes(name, value, plain):
    assert is_plain(FieldChange(name, "", value)) is plain
