"""What is kept beside the visits is what counting them all again gives, in whatever parts they came."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.records import Household, HouseholdState, Outcome, Visit
from outreach.domain.visit_versions import retraction
from outreach.store import Store
from outreach.store.places import campaign
from outreach.store.reach import decode_days, recount_all

from ..domain.cast import START, histories, visit
from .cast import NAM_DONG, answer, door, first_answer, identity

DOORS = [door(id) for id in "abcde"]
MERGED = [replace(DOORS[0], state=HouseholdState.MERGED, merged_into="d")]


@st.composite
def _parts(draw) -> list[list[Visit]]:
    """Visits as answers bring them: some correct others, before or after these have come, some are told again."""
    noted = draw(histories)
    for at, one in enumerate(noted):
        before = [other.id for other in noted[:at] if other.household == one.household]
        noted[at] = replace(one, replaces=draw(st.sampled_from([None, None, *before])))
    told = draw(st.permutations(noted))
    again = draw(st.lists(st.sampled_from(noted), max_size=3)) if noted else []
    told += [replace(one, started_at=one.started_at.replace(hour=5), corrected_by=3600) for one in again]
    size = draw(st.integers(1, 9))
    return [told[at : at + size] for at in range(0, len(told), size)]


changes = st.sampled_from([[], [], MERGED, DOORS[:1]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(_parts(), st.lists(st.tuples(changes, st.booleans()), min_size=28, max_size=28))
def test_parts_add_up_to_the_whole(tmp_path_factory, parts, between):
    """In between, a household is merged and unmerged, and visits are noted here that are told later."""
    store = Store.open(tmp_path_factory.mktemp("store") / "tablet.db")
    try:
        store.enrol(identity())
        store.apply(None, first_answer(DOORS))
        for part, (households, own) in zip(parts, between, strict=False):
            if own and not store._db.row("SELECT 1 FROM visit WHERE id = ?", (part[0].id,)):
                store.add(part[0])
            tell(store, part, households)
            assert kept(store) == counted_again(store)
    finally:
        store.close()


def test_a_correction_may_come_before_what_it_corrects(store):
    wrong = visit("a", 3, outcome=Outcome.REFUSED)
    store.apply(None, first_answer(DOORS, [visit("a", 5, replaces=wrong.id)]))
    tell(store, [wrong])
    assert store.household_row("a").last_day == START + timedelta(days=5)
    assert kept(store) == counted_again(store)


def test_a_correction_takes_the_place_of_what_was_counted(store):
    wrong = visit("a", 5)
    store.apply(None, first_answer(DOORS, [wrong]))
    tell(store, [visit("a", 3, replaces=wrong.id)])
    assert store.household_row("a").last_day == START + timedelta(days=3)
    assert kept(store) == counted_again(store)


def test_of_a_household_whose_only_visit_was_retracted_nothing_is_kept(store):
    wrong = visit("a", 5)
    store.apply(None, first_answer(DOORS))
    tell(store, [wrong, retraction(wrong)])
    assert kept(store) == counted_again(store) == []


def test_a_visit_from_before_the_campaign_moves_no_household(store):
    store.apply(None, first_answer(DOORS, [visit("a", 5, hamlet="thon-2")]))
    tell(store, [visit("a", -30)])
    assert kept(store) == counted_again(store)


def test_of_one_answer_too_what_is_told_again_comes_again(store):
    """Which of two corrections stands is decided by where it was told last."""
    wrong = visit("a", 0)
    early, late = visit("a", 1, replaces=wrong.id), visit("a", 2, replaces=wrong.id)
    store.apply(None, first_answer(DOORS))
    tell(store, [wrong, early, late, early])
    assert store.household_row("a").last_day == START + timedelta(days=1)
    assert kept(store) == counted_again(store)


def test_a_visit_costs_no_look_at_those_before(store):
    """A household may have a long history, and a pull touches many."""
    store.apply(None, first_answer(DOORS, [visit("a", day) for day in range(5)]))
    asked: list[str] = []
    store._db._connection.set_trace_callback(asked.append)
    tell(store, [visit("a", 7), visit("a", 6)])
    assert not [sql for sql in asked if "FROM visit WHERE household" in sql]
    assert kept(store) == counted_again(store)


def tell(store: Store, visits: list[Visit], households: list[Household] | None = None) -> None:
    """One more answer."""
    asked = store.cursor() or b""
    assert store.apply(asked, answer(cursor=asked + b"+", visits=visits, households=households or []))


def kept(store: Store) -> list[tuple[object, ...]]:
    """The rows of reach, what is listed in them as values: its order says nothing."""
    rows = store._db.rows("SELECT days, abilities, * FROM reach ORDER BY household")
    return [
        (decode_days(days), msgspec.json.decode(abilities), *(value for value in row if value not in (days, abilities)))
        for days, abilities, *row in rows
    ]


def counted_again(store: Store) -> list[tuple[object, ...]]:
    """What ``kept`` would be after all was counted again, which it is not."""
    with suppress(ZeroDivisionError), store._db.write() as db:
        recount_all(db, campaign(NAM_DONG))
        found = kept(store)
        raise ZeroDivisionError
    return found
