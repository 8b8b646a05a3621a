"""Two households that are one door: counted once, told, and apart again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.errors import OutreachError
from outreach.domain.records import HouseholdState, Outcome, Said
from outreach.server.doors import merging
from outreach.server.doors.editing import choose
from outreach.server.doors.models import Change
from outreach.server.records import answers
from outreach.server.records.calls import open_calls
from outreach.server.rollups import reading
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.ingest.test_exchange import Reader
from tests.server.rollups.adding_up import households_add_up

from .test_editing import edit, exact, now, waiting

KEPT, TWIN = HOUSEHOLDS[0], HOUSEHOLDS[1]


def merge(cast: Cast, kept=KEPT, merged=TWIN):
    return merging.merge_households(NAM_DONG.code, kept.id, merged.id, cast.an.official, NOW)


def whole():
    return reading.coverage(NAM_DONG.code)[HAMLETS[0].id]


def test_the_visits_of_both_count_for_the_one_kept(cast: Cast):
    early = NOW - timedelta(days=1)
    cast.send(cast.visit(KEPT, early, outcome=Outcome.NOBODY_HOME, help=()), cast.visit(TWIN, early))
    merge(cast)
    assert (whole().eligible, whole().merged, whole().reached, whole().visits) == (3, 1, 1, 1)
    assert exact()
    cast.send(cast.visit(TWIN), first=3)
    assert (whole().reached, whole().visits) == (1, 2)
    assert exact()


def test_undone_it_is_as_before(cast: Cast):
    cast.send(cast.visit(KEPT), cast.visit(TWIN, next_visit=NOW.date()))
    before = whole()
    done = merge(cast)
    merging.undo(NAM_DONG.code, done.id, cast.an.official, NOW)
    assert whole() == before
    assert exact()
    assert (now(TWIN).state, now(TWIN).merged_into, now(TWIN).version) == (HouseholdState.ELIGIBLE, None, 2)
    assert list(Change.objects.order_by("version").values_list("field", flat=True)) == ["merged", "restored"]
    assert merging.mergers(NAM_DONG.code, KEPT.id) == []


def test_a_correction_of_what_was_noted_next_door_counts_once_while_they_are_one(cast: Cast):
    noted = cast.visit(TWIN)
    correction = cast.visit(KEPT, replaces=noted.id, help=(replace(noted.help[0], stuck_step="buoc-2"),))
    cast.send(noted)
    done = merge(cast)
    cast.send(correction, first=2)
    assert exact()
    merging.undo(NAM_DONG.code, done.id, cast.an.official, NOW)
    assert exact()
    merge(cast)
    assert exact()


def test_tablets_are_told(cast: Cast):
    reader = Reader(cast).all()
    done = merge(cast)
    assert reader.all().told["household"][TWIN.id].merged_into == KEPT.id
    merging.undo(NAM_DONG.code, done.id, cast.an.official, NOW)
    assert reader.all().told["household"][TWIN.id] == replace(TWIN, version=2)


def test_what_is_merged_already_cannot_be_merged_again(cast: Cast):
    done = merge(cast)
    for kept, merged in ((KEPT, TWIN), (TWIN, KEPT), (KEPT, KEPT)):
        with pytest.raises(OutreachError):
            merge(cast, kept, merged)
    merging.undo(NAM_DONG.code, done.id, cast.an.official, NOW)
    with pytest.raises(OutreachError):
        merging.undo(NAM_DONG.code, done.id, cast.an.official, NOW)


def test_an_edit_of_the_merged_one_waits_for_a_choice(cast: Cast):
    merge(cast, HOUSEHOLDS[1], HOUSEHOLDS[0])
    cast.send(edit(cast, address_note="cổng xanh"))
    assert [one.value for one in waiting()] == ["cổng xanh"]
    choose(NAM_DONG.code, now(), waiting()[0].id, "cổng xanh", cast.an.official, NOW)
    assert waiting() == []
    assert (now().address_note, now(HOUSEHOLDS[1]).address_note) == (HOUSEHOLDS[0].address_note, "cổng xanh")


def test_a_call_for_help_of_the_merged_one_is_the_kept_ones(cast: Cast):
    token = "t" * 36
    cast.send(cast.visit(TWIN, handout=token, at=NOW - timedelta(days=2)))
    asked = NOW - timedelta(days=1)
    answers.say(NAM_DONG.code, cast.enrolled.tablet, token, "kich-hoat-vneid", Said.HELP, asked)
    merge(cast)
    assert [call.answer.household for call in open_calls(NAM_DONG.code)] == [KEPT.id]
    cast.send(cast.visit(KEPT), first=2)
    assert open_calls(NAM_DONG.code) == []


def test_whoever_was_met_at_the_merged_one_has_answered_the_kept_ones_call(cast: Cast):
    token = "t" * 36
    cast.send(cast.visit(KEPT, handout=token, at=NOW - timedelta(days=2)))
    asked = NOW - timedelta(days=1)
    answers.say(NAM_DONG.code, cast.enrolled.tablet, token, "kich-hoat-vneid", Said.HELP, asked)
    merge(cast)
    cast.send(cast.visit(TWIN), first=2)
    assert open_calls(NAM_DONG.code) == []


steps = st.lists(
    st.tuples(st.just("visit"), st.integers(0, 3), st.integers(0, 40))
    | st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3))
    | st.tuples(st.just("undo"), st.integers(0, 9), st.just(0))
    | st.tuples(st.just("moved"), st.integers(0, 3), st.just(0)),
    max_size=9,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_figure_holds_whatever_is_merged_and_taken_apart(cast: Cast, history):
    with transaction.atomic():
        n, done = 1, []
        for step, one, two in history:
            try:
                if step == "merge":
                    done.append(merge(cast, HOUSEHOLDS[one], HOUSEHOLDS[two]))
                elif step == "undo" and done:
                    merging.undo(NAM_DONG.code, done[one % len(done)].id, cast.an.official, NOW)
            except OutreachError:
                continue
            if step == "visit":
                cast.send(cast.visit(HOUSEHOLDS[one], NOW - timedelta(days=two)), first=n)
                n += 1
            elif step == "moved" and now(HOUSEHOLDS[one]).state is HouseholdState.ELIGIBLE:
                cast.send(edit(cast, now(HOUSEHOLDS[one]), state=HouseholdState.MOVED), first=n)
                n += 1
        assert exact()
        assert households_add_up()
        transaction.set_rollback(True)
