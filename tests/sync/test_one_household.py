"""Two tablets and one household, over real HTTP: found and visited by both, erased while somebody is offline."""

from dataclasses import replace

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.merge import edit_of
from outreach.domain.records import NewHousehold

from ..domain.cast import START


def change(tablet, household: str, **wanted) -> None:
    """Edit a household on a tablet, unsent."""
    shown = tablet.store.household(household)
    edit = edit_of(shown, replace(shown, **wanted), tablet.identity.official.id, now())
    assert edit
    tablet.store.add(edit)


def agree(server, *tablets) -> None:
    """After two rounds all show the same, and the server's figures are what its records say."""
    for _ in range(2):
        for tablet in tablets:
            tablet.sync()
    assert server.tell("differences") == []
    first, *others = tablets
    for other in others:
        assert other.store.households() == first.store.households()
        assert other.store.coverage(START) == first.store.coverage(START)


def test_a_found_door_is_visited_by_both(server, enrol):
    one, other = enrol(), enrol()
    agree(server, one, other)
    hamlet = one.identity.scope[0]
    found = NewHousehold(new_id(), hamlet, one.identity.official.id, now(), "sau trạm y tế")
    one.store.add(found)
    place = next(at for at, row in enumerate(one.store.households()) if row.household.id == found.id)
    one.visit(place)
    agree(server, one, other)
    other.visit(place)
    agree(server, one, other)
    assert len(one.store.visits_of(found.id)) == 2
    assert not one.store.sync_state().rejected


def test_an_erasure_reaches_who_was_offline_with_what_was_never_sent(server, enrol):
    one, other = enrol(), enrol()
    agree(server, one, other)
    door = one.store.households()[5].household.id
    one.visit(5)
    agree(server, one, other)
    before = server.tell("visits")
    other.visit(5, note="Bà Tư có chó dữ")
    change(other, door, address_note="cổng đỏ")
    late = other.visit(6)
    server.tell("erase", household=door)
    agree(server, one, other)
    assert server.tell("visits") == before - 1 + 1, "the erased one is gone, the late one of another door came"
    for tablet in (one, other):
        assert door not in {row.household.id for row in tablet.store.households()}
        assert tablet.store.visits_of(door) == []
        assert tablet.store.sync_state().unsent == 0
    assert len(one.store.visits_of(late.household)) == 1
    assert enrol().sync().received
