"""Closed months stay closed: what comes later is told apart from what was reported."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connections

from outreach.domain.clock import VIETNAM
from outreach.domain.coverage import Coverage
from outreach.domain.identity import new_id
from outreach.domain.records import Household, HouseholdState, Outcome
from outreach.server.devices.models import Tablet
from outreach.server.doors.erasure import erase
from outreach.server.places import register
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import feed
from outreach.server.rollups import closing, keeping, reading, recount
from outreach.server.rollups.kept import Registered
from outreach.server.rollups.models import ClosedCount, ClosedMonth
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, VINH_LOC, Cast

CODE = NAM_DONG.code
THON_1, THON_2, _ = (hamlet.id for hamlet in HAMLETS)
IN_OCTOBER = datetime(2026, 10, 20, 9, tzinfo=VIETNAM)
CLOSES = date(2026, 11, 6)
OCTOBER = "2026-10"


@pytest.fixture
def october(cast: Cast) -> Cast:
    """Bình reached one household in October, and his tablet last synced on 5 November."""
    cast.send(cast.visit(at=IN_OCTOBER))
    Tablet.objects.update(last_full_sync=NOW.replace(day=5))
    return cast


def reported(topic: str | None = None) -> dict[str, Coverage]:
    month = closing.closed(CODE, OCTOBER, topic)
    assert month
    return dict(month.reported)


def revised(topic: str | None = None) -> dict[str, Coverage]:
    month = closing.closed(CODE, OCTOBER, topic)
    assert month
    return month.revised_by(reading.coverage(CODE, OCTOBER, topic))


def test_a_month_is_closed_once_its_grace_is_over_and_with_what_it_was_complete_up_to(october: Cast):
    assert closing.close_due(CODE, CLOSES - timedelta(days=1)) == []
    assert closing.closed(CODE, OCTOBER) is None
    assert closing.close_due(CODE, CLOSES) == [OCTOBER]
    month = closing.closed(CODE, OCTOBER)
    assert month
    assert (month.closed_on, month.complete_up_to) == (CLOSES, date(2026, 11, 5))
    assert month.reported == reading.coverage(CODE, OCTOBER)
    assert closing.closed_months(CODE) == [OCTOBER]


def test_late_visits_are_revised_and_change_nothing_that_was_reported(october: Cast):
    closing.close_due(CODE, CLOSES)
    before = reported()
    october.send(
        october.visit(HOUSEHOLDS[1], IN_OCTOBER),
        october.visit(HOUSEHOLDS[4], IN_OCTOBER, outcome=Outcome.NOBODY_HOME, agreed=None, help=()),
        october.visit(HOUSEHOLDS[2], NOW),  # not of that month
        first=2,
    )
    assert closing.close_due(CODE, CLOSES + timedelta(days=10)) == []
    assert reported() == before
    assert revised() == {
        THON_1: Coverage(attempted=1, reached=1, helped=1, visits=1, contacts=1),
        THON_2: Coverage(attempted=1, visits=1),
    }
    assert list(recount.differences(CODE, NOW.date())) == []


def test_each_topic_is_closed_too_and_one_first_noted_late_was_nought(october: Cast):
    closing.close_due(CODE, CLOSES)
    assert reported("vneid")[THON_1].helped == 1
    assert reported("dich-vu-cong")[THON_1] == reported()[THON_1]._replace(helped=0)
    assert revised("dich-vu-cong") == {}


def test_a_correction_takes_from_the_recount_alone(october: Cast):
    visit = october.visit(HOUSEHOLDS[1], IN_OCTOBER)
    october.send(visit, first=2)
    closing.close_due(CODE, CLOSES)
    other = october.visit(
        HOUSEHOLDS[1], IN_OCTOBER, outcome=Outcome.NOBODY_HOME, agreed=None, help=(), replaces=visit.id
    )
    october.send(other, first=3)
    assert reported()[THON_1].reached == 2
    assert revised() == {THON_1: Coverage(reached=-1, helped=-1, contacts=-1)}


def test_of_an_erased_household_the_total_of_a_closed_month_is_all_that_stays(october: Cast):
    closing.close_due(CODE, CLOSES)
    erase(CODE, HOUSEHOLDS[0].id, october.an.official, NOW)
    assert reported()[THON_1].reached == 1
    assert revised()[THON_1].eligible == revised()[THON_1].reached == -1
    assert HOUSEHOLDS[0].id not in str(list(ClosedCount.objects.values()))
    assert list(recount.differences(CODE, NOW.date())) == []


def test_the_list_of_households_is_part_of_the_report(october: Cast):
    closing.close_due(CODE, CLOSES)
    register.add_households(CODE, [Household(new_id(), THON_2, "02-099", "", HouseholdState.ELIGIBLE)])
    assert reported()[THON_2].eligible == 4
    assert revised() == {THON_2: Coverage(eligible=1)}


def test_figures_stay_under_the_thôn_of_their_time(october: Cast):
    closing.close_due(CODE, CLOSES)
    before = reported()
    was, now = (Registered(hamlet, HouseholdState.ELIGIBLE) for hamlet in (THON_1, THON_2))
    with feed.writing(CODE):  # Thôn 1 is merged into Thôn 2
        HouseholdRow.objects.filter(commune=CODE, hamlet=THON_1).update(hamlet=THON_2)
        keeping.households_changed(CODE, NAM_DONG.counted_from, {one.id: (was, now) for one in HOUSEHOLDS[:4]})
    assert reported() == before
    # The household visited in October counts where it was then; where the others belong is what changed.
    assert revised() == {THON_1: Coverage(eligible=-3), THON_2: Coverage(eligible=3)}
    assert list(recount.differences(CODE, NOW.date())) == []


def test_months_of_a_server_that_was_off_are_closed_together_and_silent_ones_too(cast: Cast):
    cast.send(cast.visit(at=datetime(2026, 8, 3, 9, tzinfo=VIETNAM)), cast.visit(at=IN_OCTOBER))
    assert closing.close_due(CODE, date(2026, 11, 20)) == ["2026-08", "2026-09", "2026-10"]
    silent = closing.closed(CODE, "2026-09")
    assert silent
    assert silent.reported[THON_1] == Coverage(eligible=4)


def test_where_nothing_was_ever_noted_there_is_nothing_to_close(cast: Cast):
    assert closing.close_due(CODE, date(2027, 1, 1)) == []
    cast.send(cast.visit(at=IN_OCTOBER))
    assert closing.close_due(VINH_LOC.code, CLOSES) == []


def test_of_many_who_close_at_once_one_does(lasting_cast: Cast):
    lasting_cast.send(lasting_cast.visit(at=IN_OCTOBER))
    start, closed = threading.Barrier(4), []

    def close() -> None:
        try:
            start.wait()
            closed.extend(closing.close_due(CODE, CLOSES))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert closed == [OCTOBER]
    assert ClosedMonth.objects.count() == 1
