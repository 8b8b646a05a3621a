"""What is merged counts for the one that is kept; what is erased leaves nothing but its numbers."""

from dataclasses import replace

import pytest

from outreach.domain.draft import begin, reopen
from outreach.domain.merge import edit_of
from outreach.domain.records import Erased, HandoutAnswer, HouseholdState, NewHousehold, Said
from outreach.store import HouseholdErased, UnknownHousehold
from outreach.sync.wire import RECORD_KINDS

from ..domain.cast import START, at, visit
from .cast import HANH, answer, door, first_answer

NOTE = "Bà Tư có chó dữ"


@pytest.fixture
def doors(store):
    store.apply(None, first_answer([door("a"), door("b"), door("c")]))
    return store


def merged(kept: str, household: str):
    return replace(door(household), state=HouseholdState.MERGED, merged_into=kept)


def test_a_visit_that_was_made_at_an_erased_household_goes_from_the_door_where_it_was_noted(doors):
    wrong = visit("a", day=1, note=NOTE)
    doors.add(wrong)
    doors.save_draft(reopen(wrong, {}))
    doors.apply(b"1", answer(have=1, cursor=b"2", erased=[Erased(wrong.id, at(2))], visits=[visit("a", day=3)]))
    assert [one.note for one in doors.visits_of("a")] == [""]
    assert doors.coverage(START)["thon-1"].visits == 1
    assert doors.draft() is None
    doors.apply(b"2", answer(have=1, cursor=b"3", visits=[wrong]))
    assert len(doors.visits_of("a")) == 1
    assert doors.sync_state().made == 1


class TestMerged:
    def test_its_visits_are_the_kept_ones(self, doors):
        doors.add(visit("a", day=1))
        doors.add(visit("b", day=2))
        doors.apply(b"1", answer(have=2, cursor=b"2", households=[merged("a", "b")]))
        assert len(doors.visits_of("a")) == len(doors.visits_of("b")) == 2
        counted = doors.coverage(START)["thon-1"]
        assert (counted.eligible, counted.merged, counted.reached, counted.visits) == (2, 1, 1, 2)
        assert doors.household_row("a").last_day == at(2).date()
        doors.add(visit("b", day=3))
        assert doors.household_row("a").last_day == at(3).date()
        assert doors.coverage(START)["thon-1"].visits == 3

    def test_apart_again_each_has_its_own(self, doors):
        doors.add(visit("a", day=1))
        doors.add(visit("b", day=2))
        before = doors.coverage(START)
        doors.apply(b"1", answer(have=2, cursor=b"2", households=[merged("a", "b")]))
        doors.apply(b"2", answer(have=2, cursor=b"3", households=[door("b")]))
        assert doors.coverage(START) == before
        assert len(doors.visits_of("a")) == len(doors.visits_of("b")) == 1

    def test_visits_of_others_come_in_with_the_merger_and_after_it(self, doors):
        doors.apply(b"1", answer(cursor=b"2", households=[merged("a", "b")], visits=[visit("b", day=1)]))
        doors.apply(b"2", answer(cursor=b"3", visits=[visit("b", day=2), visit("a", day=3)]))
        assert doors.coverage(START)["thon-1"].visits == 3

    def test_its_call_for_help_is_the_kept_ones(self, doors):
        call = HandoutAnswer("x", "b", "thon-1", "g", Said.HELP, at(1))
        doors.apply(b"1", answer(cursor=b"2", households=[merged("a", "b")], answers=[call]))
        assert list(doors.help_wanted()) == ["a"]
        doors.add(visit("a", day=2))
        assert doors.help_wanted() == {}


class TestErased:
    def fill(self, store) -> None:
        """Everything a household can leave behind, unsent."""
        store.add(visit("a", note=NOTE))
        shown = store.household("a")
        edit = edit_of(shown, replace(shown, address_note=NOTE), "hanh", at(1))
        assert edit
        store.add(edit)
        store.add(visit("b"))
        store.save_draft(replace(begin(shown, HANH, at(2)), note=NOTE))

    def test_nothing_is_left_in_the_file_but_its_numbers(self, doors, path):
        self.fill(doors)
        doors.apply(b"1", answer(cursor=b"2", erased=[Erased("a", at(3))]))
        with pytest.raises(UnknownHousehold):
            doors.household("a")
        assert doors.visits_of("a") == []
        assert doors.draft() is None
        assert doors.sync_state().unsent == 3
        sent = doors.unsent(9)
        assert (sent["blank"]["n"], sent["visit"]["n"]) == ([1, 2], [3])
        assert set(sent) <= set(RECORD_KINDS)
        files = [one for one in path.parent.iterdir() if one.is_file()]
        assert files
        for one in files:
            assert NOTE.encode() not in one.read_bytes(), one.name

    def test_nothing_more_is_noted_of_it(self, doors):
        doors.apply(b"1", answer(cursor=b"2", erased=[Erased("a", at(3))]))
        with pytest.raises(HouseholdErased):
            doors.add(visit("a"))
        with pytest.raises(HouseholdErased):
            doors.save_draft(begin(door("a"), HANH, at(2)))
        assert doors.sync_state().made == 0

    def test_a_server_set_back_cannot_bring_it_back(self, doors):
        doors.apply(b"1", answer(cursor=b"2", erased=[Erased("a", at(3))]))
        doors.apply(b"2", answer(cursor=b"3", restart=True, complete=True, households=[door("a"), door("b")],
                                 visits=[visit("a")]))  # fmt: skip
        assert [row.household.id for row in doors.households()] == ["b"]
        assert doors.visits_of("a") == []

    def test_a_door_that_was_found_here_goes_too(self, doors):
        doors.add(NewHousehold("f", "thon-1", "hanh", at(1), NOTE))
        doors.apply(b"1", answer(cursor=b"2", erased=[Erased("f", at(3))]))
        assert doors.unsent(9) == {"blank": {"n": [1], "id": ["f"]}}

    def test_the_figures_are_those_of_the_others(self, doors):
        doors.add(visit("a"))
        doors.add(visit("b"))
        doors.apply(b"1", answer(have=2, cursor=b"2", erased=[Erased("a", at(3))]))
        counted = doors.coverage(START)["thon-1"]
        assert (counted.eligible, counted.reached) == (2, 1)

    def test_it_is_sent_under_its_number_when_the_server_was_set_back(self, doors):
        doors.add(visit("a"))
        doors.apply(b"1", answer(have=1, cursor=b"2", erased=[Erased("a", at(3))]))
        assert doors.unsent(9) == {}
        doors.apply(b"2", answer(have=0, cursor=b"3"))
        assert doors.unsent(9)["blank"]["n"] == [1]
