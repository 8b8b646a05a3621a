"""A number without its record: told in numbers, and no obstacle for the others."""

from dataclasses import replace

import pytest

from outreach.domain.identity import new_id
from outreach.domain.merge import choice, edit_of
from outreach.domain.records import Contested, Field, NewHousehold, Refusal
from outreach.store import EnrolledElsewhere, Rejection, Store

from ..domain.cast import START, at, visit
from .cast import NAM_DONG, answer, door, first_answer, identity


@pytest.fixture
def holed(store):
    """Of ten records, 4 to 6 are gone from the file; the server holds 2."""
    for _ in range(9):
        store.add(visit())
    store.add(Refusal("r", "thon-1", "hanh", START))
    store.apply(None, first_answer(have=2))
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n BETWEEN 4 AND 6")
    return store


def numbers(store, limit=500):
    return sorted(n for columns in store.unsent(limit).values() for n in columns["n"])


def test_what_is_gone_is_named(holed):
    state = holed.sync_state()
    assert (state.lost, state.unsent) == (((4, 6),), 5)


def test_whatever_kinds_of_records_lie_between(store):
    for n in range(6):
        store.add(Refusal(f"r{n}", "thon-1", "hanh", START) if n % 2 else visit())
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 3")
    assert (store.sync_state().lost, numbers(store)) == (((3, 3),), [1, 2, 4, 5, 6])


def test_a_whole_file_has_no_gap(store):
    store.add(visit())
    assert store.sync_state().lost == ()


def test_one_that_opens_later_is_named_once_it_is_met(store):
    for _ in range(3):
        store.add(visit())
    assert store.sync_state().lost == ()
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 2")
    assert (numbers(store), store.sync_state().lost) == ([1, 3], ((2, 2),))


def test_one_below_what_was_held_is_named_once_the_server_is_set_back(store):
    for _ in range(4):
        store.add(visit())
    store.apply(None, first_answer(have=3))
    assert store.sync_state().lost == ()
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 2")
    store.apply(b"1", answer(have=1, cursor=b"2"))
    assert store.sync_state().lost == ((2, 2),)


def test_the_others_are_sent(holed):
    assert numbers(holed) == [3, 7, 8, 9, 10]
    assert numbers(holed, 2) == [3, 7]


def test_what_is_held_beyond_the_gap_is_not_sent_again(holed):
    holed.apply(b"1", answer(have=3, cursor=b"2", beyond=((7, 8),)))
    state = holed.sync_state()
    assert (numbers(holed), state.held, state.unsent, state.lost) == ([9, 10], 5, 2, ((4, 6),))


def test_what_is_held_beyond_the_gap_does_not_wait(holed):
    assert holed.sync_state().oldest_unsent == at(0)
    holed.apply(b"1", answer(have=3, cursor=b"2", beyond=((7, 9),)))
    assert holed.sync_state().oldest_unsent == START


def test_the_last_record_that_is_kept_of_each_run_that_is_held_is_named(holed):
    holed.apply(b"1", answer(have=5, cursor=b"2", beyond=((7, 8), (10, 10))))
    assert holed.last_held() == (3, holed.id_of(3))
    assert holed.last_held_beyond() == ((8, holed.id_of(8)), (10, "r"))
    with holed._db.write() as db:
        db.execute("DELETE FROM visit WHERE n > 7")
    assert holed.last_held_beyond() == ((7, holed.id_of(7)), (10, "r"))


def test_what_is_lost_after_a_gap_was_found_is_named_too(holed):
    assert holed.sync_state().lost == ((4, 6),)
    with holed._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 8")
    state = holed.sync_state()
    assert (state.lost, state.unsent, numbers(holed)) == (((4, 6), (8, 8)), 4, [3, 7, 9, 10])


def test_so_is_what_is_lost_of_a_whole_file_while_the_server_holds_others_beyond_a_gap(store):
    for _ in range(5):
        store.add(visit())
    store.apply(None, first_answer(have=1, beyond=((4, 4),)))
    assert store.sync_state().lost == ()
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 3")
    assert numbers(store) == [2, 5]
    assert (store.sync_state().lost, store.sync_state().unsent) == (((3, 3),), 2)


def test_over_an_edit_that_is_held_beyond_the_gap_the_servers_word_counts(store):
    store.apply(None, first_answer([door("a")]))
    waiting = Contested("c", "a", "thon-1", Field.ADDRESS_NOTE, "xóm Đình", "sau chợ", "binh", at(1))
    store.apply(b"1", answer(cursor=b"2", contests=[waiting]))
    store.add(visit("a"))
    store.add(choice(store.household("a"), waiting, "sau chợ", "hanh", at(2)))
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 1")
    assert (store.household("a").address_note, store.contested("a")) == ("sau chợ", [])
    store.apply(b"2", answer(cursor=b"3", beyond=((2, 2),)))
    assert (store.household("a").address_note, store.contested("a")) == ("xóm Đình", [waiting])


@pytest.mark.parametrize("kind", ["visit", "edit", "finding"])
def test_what_is_held_beyond_the_gap_keeps_no_household_of_a_hamlet_that_was_given_away(store, kind):
    store.apply(None, first_answer([door("a"), door("b", hamlet="thon-2")]))
    found = NewHousehold(new_id(), "thon-2", "hanh", at(1), "sau chợ")
    noted = {
        "visit": visit("b"),
        "edit": edit_of(store.household("b"), door("b", "cổng xanh", hamlet="thon-2"), "hanh", at(1)),
        "finding": found,
    }
    store.add(visit("a"))
    store.add(noted[kind])
    with store._db.write() as db:
        db.execute("DELETE FROM visit WHERE n = 1")
    kept = found.id if kind == "finding" else "b"
    store.apply(b"1", answer(cursor=b"2", scope=("thon-1",)))
    assert {row.household.id for row in store.households()} == {"a", kept}
    store.apply(b"2", answer(cursor=b"3", scope=("thon-1",), beyond=((2, 2),)))
    assert [row.household.id for row in store.households()] == ["a"]
    assert numbers(store) == []
    store.apply(b"3", answer(cursor=b"4", scope=("thon-1",)))
    assert numbers(store) == [2], "a server set back is given it again"


def test_of_quarantine_beyond_the_gap_it_is_told_what_was_taken(holed):
    waits = Rejection(8, "INVALID", "sai", "wrong")
    holed.apply(b"1", answer(have=3, cursor=b"2", beyond=((7, 9),), rejected=[waits]))
    assert holed.sync_state().rejected == (waits,)
    holed.apply(b"2", answer(have=3, cursor=b"3", beyond=((7, 9),)))
    assert (holed.sync_state().rejected, holed.sync_state().mended) == ((), (8,))
    holed.apply(b"3", answer(have=3, cursor=b"4", beyond=((7, 7),)))
    assert holed.sync_state().mended == (), "a server set back judges it anew"


def test_of_a_damaged_file_nothing_that_is_held_beyond_the_gap_is_called_unsent(holed, path):
    holed.apply(b"1", answer(have=3, cursor=b"2", beyond=((7, 8), (10, 10))))
    holed.close()
    fresh, salvaged = Store.open_damaged(path, at(80))
    fresh.close()
    assert (salvaged.unsent, salvaged.lost) == (1, 3)


def test_a_server_set_back_is_given_it_again(holed):
    holed.apply(b"1", answer(have=3, cursor=b"2", beyond=((7, 10),)))
    assert numbers(holed) == []
    holed.apply(b"2", answer(have=3, cursor=b"3"))
    assert numbers(holed) == [7, 8, 9, 10]


def test_under_another_name_the_gap_is_closed(holed):
    holed.enrol(identity("tablet-b"))
    state = holed.sync_state()
    assert (numbers(holed), state.made, state.lost) == ([1, 2, 3, 4, 5, 6, 7], 7, ())


def test_what_is_held_beyond_the_gap_keeps_nobody_from_another_commune(holed):
    other = identity("tablet-b", commune=replace(NAM_DONG, code="20182", name="xã Khe Tre"))
    holed.apply(b"1", answer(have=3, cursor=b"2", beyond=((7, 9),)))
    with pytest.raises(EnrolledElsewhere):
        holed.enrol(other)
    holed.apply(b"2", answer(have=3, cursor=b"3", beyond=((7, 10),)))
    holed.enrol(other)
    assert holed.sync_state().made == 0
