"""Edits of households, as tablets send them: merged, contested, told and counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.errors import OutreachError
from outreach.domain.merge import choice, edit_of, text_of
from outreach.domain.records import Contested, Field, FieldChange, Household, HouseholdEdit, HouseholdState, Need
from outreach.server.doors.editing import choose
from outreach.server.doors.erasure import erase
from outreach.server.doors.models import Change, Contest, Edit
from outreach.server.doors.rows import contests, load_edits
from outreach.server.ingest.accept import accept
from outreach.server.places import mapping, register
from outreach.server.records.models import Quarantine
from outreach.server.rollups import reading
from outreach.server.rollups.recount import differences, progress_differences
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.ingest.test_exchange import Reader, second_tablet

DOOR = HOUSEHOLDS[0]


def edit(cast: Cast, shown: Household = DOOR, who: str = "", settles=(), **wanted) -> HouseholdEdit:
    made = edit_of(shown, replace(shown, **wanted), who or cast.binh.official, NOW)
    assert made
    return replace(made, settles=tuple(settles))


def now(household: Household = DOOR) -> Household:
    return next(mapping.households(NAM_DONG.code, [household.id]))


def waiting() -> list[Contested]:
    return [one for one in contests(NAM_DONG.code, "household", [DOOR.id]) if one.open]


def exact() -> bool:
    return not [*differences(NAM_DONG.code, NOW.date()), *progress_differences(NAM_DONG.code)]


def from_second(cast: Cast, *edits: HouseholdEdit) -> None:
    other = second_tablet(cast)
    accept(NAM_DONG.code, other.tablet, replace(cast.push(*edits), tablet=other.tablet), NOW)


def test_an_edit_is_in_force_logged_and_found(cast: Cast, an):
    made = edit(cast, address_note="cổng xanh, đầu ngõ", needs=(Need.EVENING_VISIT,))
    cast.send(made)
    assert (now().address_note, now().needs, now().version) == ("cổng xanh, đầu ngõ", (Need.EVENING_VISIT,), 1)
    assert list(Change.objects.order_by("field").values_list("field", "old", "new", "official")) == [
        ("address_note", "xóm Đình, cạnh cầu", "cổng xanh, đầu ngõ", cast.binh.official),
        ("needs", "", "evening_visit", cast.binh.official),
    ]
    assert list(load_edits(NAM_DONG.code, [made.id])) == [made]
    assert DOOR.code in an.get("/ho-dan/", {"tim": "cong xanh"}).content.decode()


def test_other_fields_are_joined_and_the_same_field_waits(cast: Cast):
    cast.send(edit(cast, address_note="cổng xanh"))
    from_second(cast, edit(cast, who="mai" + "A" * 19, address_note="sau chợ", needs=(Need.LARGE_TEXT,)))
    assert (now().address_note, now().needs) == ("cổng xanh", (Need.LARGE_TEXT,))
    (one,) = waiting()
    assert (one.field, one.value, one.kept_by) == (Field.ADDRESS_NOTE, "sau chợ", cast.binh.official)
    assert Contest.objects.get().unseen == 1
    from_second(cast, edit(cast, replace(DOOR, version=1, address_note="sân đình"), address_note="cổng đỏ"))
    assert Contest.objects.get(value="cổng đỏ").unseen == 1, "it had heard of the first of the two"


def test_everybody_of_the_hamlet_is_told_both_values(cast: Cast):
    reader, mine = Reader(cast, second_tablet(cast)).all(), Reader(cast).all()
    cast.send(edit(cast, address_note="cổng xanh"))
    from_second(cast, edit(cast, address_note="sau chợ", who="m" * 21 + "A"))
    for one in (reader, mine):
        one.all()
        assert one.told["household"][DOOR.id] == now()
        assert list(one.told["contested"].values()) == waiting()
    late = Reader(cast, second_tablet(cast)).all()
    assert list(late.told["contested"].values()) == waiting()


@pytest.mark.parametrize("chosen", ["cổng xanh", "sau chợ"])
def test_a_leaders_choice_is_told_and_kept(cast: Cast, chosen: str):
    cast.send(edit(cast, address_note="cổng xanh"))
    from_second(cast, edit(cast, address_note="sau chợ", who="m" * 21 + "A"))
    reader = Reader(cast).all()
    (one,) = waiting()
    choose(NAM_DONG.code, now(), one.id, chosen, cast.an.official, NOW + timedelta(hours=1))
    assert (now().address_note, waiting()) == (chosen, [])
    reader.all()
    assert reader.told["contested"][one.id].open is False
    assert reader.told["household"][DOOR.id].address_note == chosen
    settled = Contest.objects.get()
    assert (settled.settled_by, settled.settled_at) == (cast.an.official, NOW + timedelta(hours=1))


def test_of_a_household_that_was_erased_meanwhile_nothing_is_chosen(cast: Cast):
    cast.send(edit(cast, address_note="cổng xanh"))
    from_second(cast, edit(cast, address_note="sau chợ", who="m" * 21 + "A"))
    shown, (one,) = now(), waiting()
    erase(NAM_DONG.code, DOOR.id, cast.an.official, NOW)
    with pytest.raises(OutreachError, match="hộ vừa được đổi hay xóa"):
        choose(NAM_DONG.code, shown, one.id, "sau chợ", cast.an.official, NOW)


def test_a_tablet_that_chooses_settles_it_for_all(cast: Cast):
    cast.send(edit(cast, address_note="cổng xanh"))
    from_second(cast, edit(cast, address_note="sau chợ", who="m" * 21 + "A"))
    (one,) = waiting()
    cast.send(choice(now(), one, "sau chợ", cast.binh.official, NOW), first=2)
    assert (now().address_note, waiting()) == ("sau chợ", [])


def test_a_replay_changes_nothing(cast: Cast):
    made = edit(cast, address_note="cổng xanh")
    cast.send(made)
    cast.send(made)
    cast.send(made, first=2)
    assert now().version == 1
    assert Edit.objects.count() == Change.objects.count() == 1


def test_a_change_of_state_moves_the_figures(cast: Cast):
    cast.send(cast.visit(next_visit=NOW.date()), edit(cast, state=HouseholdState.MOVED))
    whole = reading.coverage(NAM_DONG.code)[HAMLETS[0].id]
    assert (whole.eligible, whole.moved, whole.reached) == (3, 1, 0)
    assert exact()
    cast.send(edit(cast, now(), state=HouseholdState.ELIGIBLE), first=3)
    whole = reading.coverage(NAM_DONG.code)[HAMLETS[0].id]
    assert (whole.eligible, whole.moved, whole.reached) == (4, 0, 1)
    assert exact()


def bad_edits(cast: Cast) -> dict[str, HouseholdEdit]:
    good = edit(cast, address_note="cổng xanh")
    change = good.changes[0]
    return {
        "nothing changed": replace(good, changes=()),
        "a field twice": replace(good, changes=(change, change)),
        "a state only leaders give": replace(good, changes=(FieldChange(Field.STATE, "eligible", "merged"),)),
        "a need nobody knows": replace(good, changes=(FieldChange(Field.NEEDS, "", "poor"),)),
        "another spelling": replace(good, changes=(replace(change, value="cổng  xanh"),)),
        "too long": replace(good, changes=(replace(change, value="x" * 201),)),
        "a base below nothing": replace(good, base=-1),
        "not the tablet's hamlet": edit(cast, HOUSEHOLDS[8], address_note="x"),
        "an unknown household": replace(good, household="x" * 21 + "A"),
        "a settled something": replace(good, settles=("x",)),
    }


def test_a_wrong_edit_waits_in_quarantine_and_changes_nothing(cast: Cast):
    bad = bad_edits(cast)
    cast.send(*bad.values())
    assert Quarantine.objects.count() == len(bad), list(Quarantine.objects.values_list("n", flat=True))
    assert cast.tablet.have == len(bad)
    assert now() == DOOR


fields = st.fixed_dictionaries(
    {},
    optional={
        "address_note": st.sampled_from(("cổng xanh", "sau chợ", DOOR.address_note)),
        "state": st.sampled_from((HouseholdState.ELIGIBLE, HouseholdState.VACANT, HouseholdState.MOVED)),
        "needs": st.sampled_from(((), (Need.LARGE_TEXT,))),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("mb"), fields, st.booleans()), min_size=1, max_size=6), st.integers(1, 3))
def test_nothing_is_dropped_and_every_figure_holds(cast: Cast, history, batch):
    """Edits of two people, each made on the first state or on the present one, with a visit before them all."""
    with transaction.atomic():
        cast.send(cast.visit())
        n = 2
        for who, wanted, fresh in history:
            shown = now() if fresh else DOOR
            made = edit_of(shown, replace(shown, **wanted), who * 21 + "A", NOW)
            if made is None:
                continue
            cast.send(made, first=n)
            n += 1
            kept = {(one.field, one.value) for one in waiting()}
            for change in made.changes:
                assert text_of(now(), change.field) == change.value or (change.field, change.value) in kept
        assert exact()
        transaction.set_rollback(True)


def test_a_list_of_the_commune_changes_the_version_and_is_logged_too(cast: Cast):
    register.change_households(NAM_DONG.code, [(DOOR, replace(DOOR, address_note="cổng xanh"))])
    assert (now().address_note, now().version) == ("cổng xanh", 1)
    cast.send(edit(cast, DOOR, address_note="sau chợ"))
    (one,) = waiting()
    assert (one.value, one.kept_by) == ("sau chợ", "")
