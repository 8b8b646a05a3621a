"""The kept figures are what the records say, whatever was noted, corrected or sent in whatever order."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.clock import VIETNAM
from outreach.domain.coverage import Coverage, total
from outreach.domain.identity import new_id
from outreach.domain.records import Ability, Help, Household, HouseholdState, Outcome, Visit
from outreach.server.devices import enrolment
from outreach.server.places import register
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.rollups import reading, recount
from outreach.server.rollups.models import HamletCount, Tally
from outreach.sync.wire import Renew
from tests.domain.cast import AT_THE_DOOR
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast

from .adding_up import households_add_up

AS_OF = date(2026, 11, 21)
TOPICS = ("vneid", "dich-vu-cong")

helps = st.lists(
    st.builds(Help, st.just("g"), st.sampled_from(TOPICS), st.just(1), st.sampled_from(Ability), st.booleans()),
    max_size=2,
).map(tuple)
moments = st.datetimes(datetime(2026, 8, 28), datetime(2026, 11, 20)).map(lambda at: at.replace(tzinfo=VIETNAM))
visits = st.fixed_dictionaries(
    {
        "household": st.sampled_from(HOUSEHOLDS[:3]),
        "at": moments,
        "outcome": st.sampled_from(AT_THE_DOOR),
        "agreed": st.sampled_from((True, False, None)),
        "help": helps,
        "next_visit": st.none() | st.dates(date(2026, 9, 1), date(2026, 12, 1)),
        "hamlet": st.sampled_from(HAMLETS[:2]).map(lambda hamlet: hamlet.id),
        "corrects": st.none() | st.integers(0, 9),
        "retracts": st.booleans(),
    }
)


def correction(visit: Visit, of: str, retracts: bool) -> Visit:
    """The visit as one that corrects, or retracts, another."""
    return replace(visit, outcome=Outcome.RETRACTED if retracts else visit.outcome, replaces=of)


def differences() -> list[recount.Difference]:
    return list(recount.differences(NAM_DONG.code, AS_OF))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(visits, min_size=1, max_size=10), st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_recount_finds_no_difference(cast: Cast, history, chance, batch):
    records: list[Visit] = []
    for plan in history:
        fields = dict(plan)
        corrects, retracts = fields.pop("corrects"), fields.pop("retracts")
        visit = cast.visit(fields.pop("household"), fields.pop("at"), **fields)
        if corrects is not None and records:
            visit = correction(visit, records[corrects % len(records)].id, retracts)
        records.append(visit)
    chance.shuffle(records)  # a correction may come before what it corrects
    with transaction.atomic():
        for start in range(0, len(records), batch):
            cast.send(*records[start : start + batch], first=1 + start)
        assert differences() == []
        assert households_add_up()
        transaction.set_rollback(True)  # the next history begins anew


def test_nothing_visited_counts_as_eligible(cast: Cast):
    by_hamlet = reading.coverage(NAM_DONG.code)
    assert by_hamlet == {hamlet.id: Coverage(eligible=4) for hamlet in HAMLETS}
    assert reading.coverage(NAM_DONG.code, "2026-11") == by_hamlet


def test_a_visit_moves_the_figures_of_its_hamlet_and_month(cast: Cast):
    cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1], outcome=Outcome.REFUSED, help=()))
    now = reading.coverage(NAM_DONG.code)[HAMLETS[0].id]
    assert (now.eligible, now.attempted, now.reached, now.helped, now.refused) == (4, 2, 1, 1, 1)
    assert reading.coverage(NAM_DONG.code, "2026-11")[HAMLETS[0].id] == now
    assert reading.coverage(NAM_DONG.code, "2026-10")[HAMLETS[0].id] == Coverage(eligible=4)
    assert reading.months(NAM_DONG.code) == ["2026-11"]


def test_a_topic_narrows_what_was_helped(cast: Cast):
    cast.send(cast.visit())
    assert reading.topics(NAM_DONG.code) == ["vneid"]
    assert reading.coverage(NAM_DONG.code, topic="vneid")[HAMLETS[0].id].helped == 1
    other = reading.coverage(NAM_DONG.code, topic="khong-tien-mat")[HAMLETS[0].id]
    assert (other.reached, other.helped) == (1, 0)


def test_follow_ups_are_due_on_the_day_of_asking(cast: Cast):
    promised = NOW - timedelta(days=20)
    cast.send(
        cast.visit(at=promised, next_visit=promised.date() + timedelta(days=14)),
        cast.visit(HOUSEHOLDS[1], at=promised, next_visit=promised.date() + timedelta(days=5)),
        cast.visit(HOUSEHOLDS[1], at=promised + timedelta(days=6)),
    )

    def due(day: date) -> tuple[int, int]:
        whole = total(reading.coverage(NAM_DONG.code, as_of=day).values())
        return whole.due, whole.done

    assert due(promised.date()) == (0, 0)
    assert due(promised.date() + timedelta(days=5)) == (1, 0)
    assert due(promised.date() + timedelta(days=6)) == (1, 1)
    assert due(NOW.date()) == (2, 1)


def test_excluded_households_are_shown_beside_the_figure(cast: Cast):
    numbers = count(1)
    states = [state for state in HouseholdState if state is not HouseholdState.ELIGIBLE]
    gone = [Household(new_id(), HAMLETS[0].id, f"x{next(numbers)}", state=state) for state in states]
    register.add_households(NAM_DONG.code, gone)
    cast.send(*(cast.visit(household) for household in gone))
    whole = reading.coverage(NAM_DONG.code)[HAMLETS[0].id]
    assert (whole.eligible, whole.excluded, whole.attempted) == (4, 4, 0)
    assert differences() == []


def test_a_wrong_figure_is_found(cast: Cast):
    cast.send(cast.visit())
    HamletCount.objects.filter(period="2026-11", topic="", hamlet=HAMLETS[0].id).update(helped=7)
    assert [(one.period, one.topic, one.kept.helped, one.recounted.helped) for one in differences()] == [
        ("2026-11", "", 7, 1)
    ]


def test_a_forgotten_household_is_found(cast: Cast):
    visit = cast.visit(next_visit=NOW.date())
    cast.send(visit)
    Tally.objects.all().delete()
    assert differences()


def test_a_household_changed_behind_the_figures_is_found(cast: Cast):
    HouseholdRow.objects.filter(id=HOUSEHOLDS[0].id).update(state="vacant")
    assert differences()


def test_silent_tablets_bound_what_the_figure_could_be(cast: Cast):
    assert [tablet.busiest_day for tablet in reading.tablets_in_use(NAM_DONG.code)] == [0]
    cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1]), cast.visit(HOUSEHOLDS[2], NOW - timedelta(days=1)))
    (tablet,) = reading.tablets_in_use(NAM_DONG.code)
    assert tablet.hamlets == {HAMLETS[0].id, HAMLETS[1].id}
    assert (tablet.last_full_sync, tablet.busiest_day) == (NOW.date(), 2)


def test_a_tablet_under_a_new_name_is_as_busy_as_it_was(cast: Cast):
    cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1]))
    renewed = enrolment.renew(cast.tablet, Renew(new_id(), "0.1.0", NOW), NOW)
    (tablet,) = reading.tablets_in_use(NAM_DONG.code)
    assert (tablet.tablet, tablet.busiest_day) == (renewed.tablet, 2)
