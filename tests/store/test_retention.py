"""What the commune no longer keeps goes from its tablets too, by the server's clock; never what is still their own."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from outreach.domain.coverage import total
from outreach.domain.records import HandoutAnswer, HouseholdState, Outcome, Said
from outreach.domain.retention import SAFE_KEPT, first_kept_day
from outreach.store import Store, forgetting

from ..domain.cast import at, visit
from .cast import answer, door, first_answer

FIRST_VISITS = at(0)
LAST_DAY = FIRST_VISITS.replace(year=FIRST_VISITS.year + 1)
"""The last day on which what was noted on the first day of the campaign is kept."""
TODAY = LAST_DAY + timedelta(days=1)
DOORS = [door(id) for id in "abcd"]


@pytest.fixture
def clock(monkeypatch):
    """What this tablet's clock says; it goes with the server's unless a test says otherwise."""
    said = {"now": LAST_DAY}
    monkeypatch.setattr(forgetting, "now", lambda: said["now"])
    return said


def told(store: Store, clock, at, **more):
    """An answer that says it is ``at``, with all that is new."""
    clock["now"] = at
    store.apply(store.cursor(), answer(complete=True, cursor=(store.cursor() or b"") + b"'", at=at, **more))


def noted(store: Store) -> set[str]:
    return {id_ for (id_,) in store._db.rows("SELECT id FROM visit")}


def as_read_anew(store: Store) -> object:
    """Lists and figures, and what is kept for them."""
    rows = store._db.rows("SELECT * FROM reach ORDER BY household")
    return store.coverage(TODAY.date()), store.households(), rows


def test_old_visits_go_on_the_servers_day_and_figures_with_them(store, clock):
    old, kept, other = visit("a", 0), visit("a", 1, outcome=Outcome.NOBODY_HOME), visit("b", 0)
    store.apply(None, first_answer(DOORS, [old, kept, other], at=LAST_DAY))
    assert noted(store) == {old.id, kept.id, other.id}
    told(store, clock, TODAY)
    assert noted(store) == {kept.id}
    whole = total(store.coverage(TODAY.date()).values())
    assert (whole.attempted, whole.reached, whole.visits) == (1, 0, 1)
    assert store.visits_of("b") == []
    assert [row.last_day for row in store.households() if row.household.id == "b"] == [None]


def test_it_is_as_if_the_feed_were_read_from_its_start(store, clock):
    doors = [*DOORS[:2], door("c", state=HouseholdState.MERGED, merged_into="a")]
    old, kept = [visit(one, 0) for one in "abc"], [visit("a", 3), visit("b", 1, hamlet="thon-2")]
    store.apply(
        None,
        first_answer(doors, old + kept, at=LAST_DAY),
    )
    told(store, clock, TODAY)
    after = as_read_anew(store)
    store.apply(
        store.cursor(),
        first_answer(
            doors,
            kept,
            cursor=b"again",
            at=TODAY,
        ),
    )
    assert as_read_anew(store) == after


def test_the_day_is_vietnams_whatever_zone_it_was_told_in(store, clock):
    early = visit("a", 1, hour=3)  # the evening before, in UTC
    early = replace(early, started_at=early.started_at.astimezone(UTC), ended_at=early.ended_at.astimezone(UTC))
    assert early.started_at.date() < first_kept_day(TODAY.date())
    store.apply(None, first_answer(DOORS, [early], at=LAST_DAY))
    told(store, clock, TODAY)
    assert noted(store) == {early.id}
    told(store, clock, TODAY + timedelta(days=1))
    assert noted(store) == set()


def test_while_one_of_the_clocks_is_wrong_nothing_goes(store, clock):
    old = visit("a", 0)
    store.apply(None, first_answer(DOORS, [old], at=LAST_DAY))
    clock["now"] = TODAY + timedelta(days=3650)  # its own
    store.apply(store.cursor(), answer(complete=True, cursor=b"2", at=LAST_DAY))
    clock["now"] = LAST_DAY  # the server's
    store.apply(store.cursor(), answer(complete=True, cursor=b"3", at=TODAY + timedelta(days=3650)))
    assert noted(store) == {old.id}


def test_where_both_clocks_had_been_ahead_the_feed_is_read_again(store, clock):
    old = visit("a", 0)
    store.apply(None, first_answer(DOORS, [old], at=LAST_DAY))
    told(store, clock, LAST_DAY + timedelta(days=3650))
    assert noted(store) == set()
    assert store.cursor()
    told(store, clock, LAST_DAY)  # both were put right
    assert store.cursor() is None
    store.apply(None, first_answer(DOORS, [old], cursor=b"again", at=LAST_DAY))
    assert noted(store) == {old.id}
    told(store, clock, LAST_DAY - timedelta(days=1))  # nothing was deleted since
    assert store.cursor()


def test_what_came_while_the_servers_clock_was_wrong_stays(store, clock):
    moment = at(0).replace(year=2016)
    wrong = replace(visit("a", 0), started_at=moment, ended_at=moment)
    store.apply(None, first_answer(DOORS, [wrong], at=LAST_DAY))
    told(store, clock, TODAY)
    assert noted(store) == {wrong.id}


def test_its_own_records_stay_until_they_were_let_go_of(store, clock):
    own = visit("a", 0)
    store.add(own)
    store.add(visit("b", 0))
    store.apply(None, first_answer(DOORS, at=LAST_DAY))
    told(store, clock, TODAY)
    told(store, clock, TODAY, have=2, safe=2)
    assert own.id in noted(store)
    told(store, clock, TODAY + SAFE_KEPT, have=2, safe=2)
    assert own.id not in noted(store)
    assert store.last_held()[0] == 2  # the last one held tells a copy of this tablet from it


def test_what_a_younger_correction_replaces_does_not_stand_again(store, clock):
    first = visit("a", 0)
    second = visit("a", 1, outcome=Outcome.NOBODY_HOME, replaces=first.id)
    store.apply(None, first_answer(DOORS, [first, second], at=LAST_DAY))
    told(store, clock, TODAY)
    assert noted(store) == {first.id, second.id}
    assert total(store.coverage(TODAY.date()).values()).reached == 0
    told(store, clock, TODAY + timedelta(days=1))
    assert noted(store) == set()


def test_answers_go_by_the_day_they_were_given(store, clock):
    said = [HandoutAnswer(str(day), "a", "thon-1", "an-toan", Said.HELP, at(day)) for day in (0, 1)]
    store.apply(None, first_answer(DOORS, answers=said, at=LAST_DAY))
    told(store, clock, TODAY)
    assert [one.id for one in store.help_wanted().values()] == ["1"]


def test_it_looks_once_a_day_and_after_every_reading_from_the_start(store, clock):
    store.apply(None, first_answer(DOORS, at=TODAY))
    late = visit("a", 0)
    told(store, clock, TODAY, visits=[late])
    assert noted(store) == {late.id}
    told(store, clock, TODAY + timedelta(days=1))
    assert noted(store) == set()
    # A server that was set back tells it once more.
    store.apply(store.cursor(), first_answer(DOORS, [late], cursor=b"again", at=TODAY + timedelta(days=1)))
    assert noted(store) == set()


def test_a_first_reading_under_way_is_left_alone(store, clock):
    old = visit("a", 0)
    clock["now"] = TODAY
    store.apply(None, answer(restart=True, households=DOORS, visits=[old], at=TODAY, cursor=b"page"))
    assert noted(store) == {old.id}
    told(store, clock, TODAY)
    assert noted(store) == set()
