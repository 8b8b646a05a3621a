"""A tablet's own changes show at once, travel as records, and give way to what the server says afterwards."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.duplicates import is_provisional
from outreach.domain.identity import new_id
from outreach.domain.merge import Dossier, choice, edit_of, merge
from outreach.domain.records import Contested, Field, HouseholdEdit, HouseholdState, Need, NewHousehold
from outreach.store import Store, UnknownHousehold

from ..domain.cast import at, visit
from .cast import THON_1, answer, door, first_answer, identity


def edit(store: Store, household: str, settles=(), **wanted) -> HouseholdEdit:
    shown = store.household(household)
    made = edit_of(shown, replace(shown, **wanted), "hanh", at(1))
    assert made
    made = replace(made, settles=tuple(settles))
    store.add(made)
    return made


def contested(edit_: str, value: str, **more) -> Contested:
    return Contested(edit_, "a", "thon-1", Field.ADDRESS_NOTE, "xóm Đình", value, "binh", at(1), **more)


@pytest.fixture
def doors(store):
    store.apply(None, first_answer([door("a", version=4), door("b")]))
    return store


def test_an_edit_shows_at_once_and_is_found(doors):
    edit(doors, "a", address_note="cổng xanh", state=HouseholdState.VACANT, needs=(Need.EVENING_VISIT,))
    shown = doors.household("a")
    assert (shown.address_note, shown.state, shown.needs) == (
        "cổng xanh", HouseholdState.VACANT, (Need.EVENING_VISIT,),
    )  # fmt: skip
    assert shown.version == 4, "the version is the server's"
    assert [row.household.id for row in doors.households("cong xanh")] == ["a"]
    assert doors.coverage()["thon-1"].vacant == 1
    assert doors.unsent(9)["household_edit"]["n"] == [1]


def test_an_edit_made_on_an_edit_is_based_on_what_was_seen(doors):
    edit(doors, "a", address_note="cổng xanh")
    second = edit(doors, "a", address_note="cổng đỏ")
    assert second.changes[0].seen == "cổng xanh"
    assert doors.household("a").address_note == "cổng đỏ"


def test_once_the_server_has_it_the_servers_word_counts(doors):
    edit(doors, "a", address_note="cổng xanh", needs=(Need.LARGE_TEXT,))
    theirs = door("a", "sau chợ", needs=(Need.LARGE_TEXT,), version=6)
    doors.apply(b"1", answer(have=1, cursor=b"2", households=[theirs]))
    assert doors.household("a") == theirs


def test_what_others_changed_comes_in_under_an_unsent_edit(doors):
    edit(doors, "a", address_note="cổng xanh")
    theirs = door("a", needs=(Need.INTERPRETER,), version=5)
    doors.apply(b"1", answer(cursor=b"2", households=[theirs]))
    shown = doors.household("a")
    assert (shown.address_note, shown.needs) == ("cổng xanh", (Need.INTERPRETER,))
    doors.apply(b"2", answer(have=1, cursor=b"3", households=[replace(theirs, address_note="cổng xanh", version=6)]))
    assert doors.household("a").version == 6


def test_an_edit_that_was_sent_but_not_taken_is_no_longer_shown(doors):
    """The server put it into quarantine: its own row comes to light again."""
    edit(doors, "a", address_note="cổng xanh")
    edit(doors, "a", needs=(Need.LARGE_TEXT,))
    doors.apply(b"1", answer(have=1, cursor=b"2"))
    shown = doors.household("a")
    assert (shown.address_note, shown.needs) == ("xóm Đình", (Need.LARGE_TEXT,))
    assert doors.households("cong xanh") == []


def test_a_household_with_an_unsent_edit_stays_until_it_is_sent(doors):
    edit(doors, "a", address_note="cổng xanh")
    doors.apply(b"1", answer(cursor=b"2", scope=("thon-2",)))
    assert [row.household.id for row in doors.households()] == ["a"]
    doors.apply(b"2", answer(have=1, cursor=b"3", scope=("thon-2",)))
    assert doors.households() == []


def test_a_value_that_waits_is_told_and_gone_once_chosen(doors):
    waiting = contested("c1", "sau chợ")
    doors.apply(b"1", answer(cursor=b"2", contests=[waiting]))
    assert doors.contested("a") == [waiting]
    assert [one.id for one in doors.households_to_choose()] == ["a"]
    doors.add(choice(doors.household("a"), waiting, "sau chợ", "hanh", at(2)))
    assert doors.contested("a") == []
    assert doors.household("a").address_note == "sau chợ"
    doors.apply(b"2", answer(have=1, cursor=b"3", contests=[replace(waiting, open=False)]))
    assert doors.contested("a") == []
    assert doors.households_to_choose() == []


def test_where_somebody_has_to_choose_is_listed_hamlet_by_hamlet_as_everywhere(store):
    store.apply(None, first_answer([door("a"), door("b", hamlet="thon-2")]))
    other = replace(contested("c2", "sau chợ"), household="b", hamlet="thon-2")
    renamed = replace(THON_1, name="3")
    store.apply(b"1", answer(cursor=b"2", hamlets=[renamed], contests=[contested("c1", "sau chợ"), other]))
    assert [row.household.id for row in store.households()] == ["b", "a"]
    assert [one.id for one in store.households_to_choose()] == ["b", "a"]


def test_a_door_that_was_found_is_listed_and_can_be_visited_at_once(doors):
    found = NewHousehold(new_id(), "thon-1", "hanh", at(1), "sau  chợ", (Need.LARGE_TEXT,))
    doors.add(found)
    row = doors.household_row(found.id)
    assert is_provisional(row.household)
    assert row.household.address_note == "sau chợ"
    doors.add(visit(found.id))
    assert doors.coverage()["thon-1"].eligible == 3
    assert doors.coverage()["thon-1"].reached == 1
    assert doors.households()[-1].household.id == found.id, "last on the way"


def test_a_found_door_outlives_a_reading_from_the_start(doors):
    found = NewHousehold(new_id(), "thon-1", "hanh", at(1), "sau chợ")
    doors.add(found)
    doors.apply(b"1", answer(cursor=b"2", restart=True, complete=True, households=[door("a")]))
    assert {row.household.id for row in doors.households()} == {"a", found.id}


def test_an_edit_of_a_door_that_is_not_here_is_refused(doors):
    gone = edit_of(door("z"), door("z", "x"), "hanh", at(1))
    assert gone
    with pytest.raises(UnknownHousehold):
        doors.add(gone)
    assert doors.sync_state().made == 0


notes = st.sampled_from(("xóm Đình", "cổng xanh", "sau chợ"))
needs = st.sampled_from(((), (Need.LARGE_TEXT,)))
steps = st.lists(
    st.tuples(st.just("mine"), notes, needs) | st.tuples(st.just("theirs"), notes, needs) | st.just(("sync",)),
    max_size=8,
)


@given(steps)
def test_after_a_sync_the_tablet_shows_what_the_server_has(tmp_path_factory, history):
    """Whatever was changed on either side in whatever order: both show the same, and nothing was dropped."""
    store = Store.open(tmp_path_factory.mktemp("store") / "tablet.db")
    try:
        store.enrol(identity())
        server = Dossier(door("a"))
        store.apply(None, first_answer([server.household]))
        unsent: list[HouseholdEdit] = []
        sent, cursor = 0, 1
        for step, *wanted in [*history, ("sync",)]:
            if step == "sync":
                for mine in unsent:
                    server = merge(server, mine)
                sent += len(unsent)
                unsent = []
                told = answer(have=sent, cursor=b"%d" % (cursor + 1), households=[server.household])
                store.apply(b"%d" % cursor, told)
                cursor += 1
                assert store.household("a") == server.household
                continue
            shown = store.household("a") if step == "mine" else server.household
            fields = dict(zip(("address_note", "needs"), wanted, strict=True))
            made = edit_of(shown, replace(shown, **fields), step, at(1))
            if made and step == "mine":
                store.add(made)
                unsent.append(made)
            elif made:
                server = merge(server, made)
    finally:
        store.close()
