"""What a leader decides about records in quarantine: the same accept step, nothing doubled, nothing gone unsaid."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.clock import day_of
from outreach.domain.errors import OutreachError, SyncError
from outreach.domain.identity import new_id
from outreach.domain.records import HouseholdState, NewHousehold
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.ingest.accept import accept
from outreach.server.ingest.quarantine import Admitted, admit, set_aside
from outreach.server.places import register
from outreach.server.records.models import Admission, Quarantine, Receipt, Visit
from outreach.server.rollups import reading, recount
from outreach.sync.wire import Renew
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast

from .line import joined
from .test_exchange import Reader, second_tablet

ELSEWHERE = HOUSEHOLDS[8]
LATER = NOW + timedelta(days=1)


def reached() -> int:
    return sum(one.reached for one in reading.coverage(NAM_DONG.code).values())


def admitted(cast: Cast, n: int | None = None, tablet: str = "") -> Admitted:
    found = admit(NAM_DONG.code, tablet or cast.enrolled.tablet, cast.an.official, LATER, n)
    assert not list(recount.differences(NAM_DONG.code, day_of(NOW)))
    assert not list(recount.progress_differences(NAM_DONG.code))
    return found


def put_aside(cast: Cast, n: int, why: str = "ghi nhầm hộ") -> None:
    set_aside(NAM_DONG.code, cast.enrolled.tablet, n, cast.an.official, why, LATER)


class TestAdmit:
    def test_a_record_outside_its_tablets_hamlets_counts_once_a_leader_says_so(self, cast: Cast):
        cast.send(cast.visit(ELSEWHERE), cast.visit(HOUSEHOLDS[9]))
        assert reached() == 0
        assert admitted(cast, 1) == Admitted(1, 0)
        assert (reached(), Visit.objects.get().n) == (1, 1)
        assert list(Quarantine.objects.values_list("n", flat=True)) == [2]
        kept = Admission.objects.get()
        assert (kept.n, kept.code, kept.official, kept.at) == (1, "SCOPE", cast.an.official, LATER)

    def test_the_tablet_that_noted_a_visit_is_told_that_it_was_taken_after_all(self, cast: Cast):
        """It lets go of what was set aside, once a backup has held that for long enough."""
        cast.send(cast.visit(ELSEWHERE))
        Tablet.objects.filter(id=cast.enrolled.tablet).update(scope=[HAMLETS[2].id])
        reader = Reader(cast).all()
        put_aside(cast, 1)
        admitted(cast, 1)
        assert list(reader.all().told["visit"]) == [Visit.objects.get().id]

    def test_all_of_a_revoked_tablet(self, cast: Cast):
        cast.send(cast.visit())
        enrolment.revoke(cast.tablet)
        found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW)
        there = replace(cast.visit(), household=found.id)
        cast.send(found, there, cast.visit(HOUSEHOLDS[1]), cast.refusal(), first=2)
        assert (reached(), Quarantine.objects.count()) == (1, 4)
        assert admitted(cast) == Admitted(4, 0)
        assert (reached(), Quarantine.objects.count(), Admission.objects.count()) == (3, 0, 4)
        assert admitted(cast) == Admitted(0, 0)

    def test_tablets_hear_of_it_by_the_feed(self, cast: Cast):
        reader = Reader(cast, second_tablet(cast, HAMLETS[2].id)).all()
        visit = cast.visit(ELSEWHERE)
        cast.send(visit)
        assert visit.id not in reader.all().told.get("visit", {})
        admitted(cast, 1)
        assert reader.all().told["visit"][visit.id] == visit

    def test_the_clock_it_came_with_corrects_it(self, cast: Cast):
        ahead = NOW + timedelta(days=3650)
        visit = cast.visit(ELSEWHERE, ahead - timedelta(hours=2))
        accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(visit, clock=ahead), NOW)
        cast.send(made=1)  # its clock is right again
        admitted(cast, 1)
        row = Visit.objects.get()
        assert (row.started_at, row.day, row.received_at) == (NOW - timedelta(hours=2), day_of(NOW), NOW)
        assert row.clock_offset == row.corrected_by == 3650 * 86_400

    def test_what_cannot_be_taken_stays_with_the_reason_of_now(self, cast: Cast):
        enrolment.revoke(cast.tablet)
        cast.send(replace(cast.visit(), household="A" * 22), cast.visit(), cast.visit(note="ồ" * 10_001))
        assert admitted(cast) == Admitted(1, 2)
        assert list(Quarantine.objects.order_by("n").values_list("n", "code", "reason")) == [
            (1, "INVALID", "unknown household"),
            (3, "INVALID", "note is longer than 10000 characters"),
        ]

    def test_it_is_taken_once_its_household_is_known(self, cast: Cast):
        late = replace(HOUSEHOLDS[0], id=new_id(), code="01-099")
        cast.send(cast.visit(late))
        assert admitted(cast, 1) == Admitted(0, 1)
        register.add_households(NAM_DONG.code, [late])
        assert admitted(cast, 1) == Admitted(1, 0)
        assert reached() == 1

    def test_a_household_that_was_found_brings_what_waited_for_it(self, cast: Cast):
        finder = second_tablet(cast, HAMLETS[0].id)
        found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW)
        enrolment.revoke(Tablet.objects.get(id=finder.tablet))
        accept(NAM_DONG.code, finder.tablet, replace(cast.push(found), tablet=finder.tablet), NOW)
        cast.send(replace(cast.visit(), household=found.id))
        assert Quarantine.objects.count() == 2
        admitted(cast, 1, finder.tablet)
        assert (Quarantine.objects.count(), reached()) == (0, 1)

    def test_what_waited_before_its_tablet_was_revoked_goes_on_waiting_for_its_own_reason(self, cast: Cast):
        found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW)
        cast.send(replace(cast.visit(), household=found.id))
        enrolment.revoke(cast.tablet)
        finder = second_tablet(cast, HAMLETS[0].id)
        accept(NAM_DONG.code, finder.tablet, replace(cast.push(found), tablet=finder.tablet), NOW)
        left = Quarantine.objects.get()
        assert (left.n, left.code, left.reason) == (1, "INVALID", "unknown household")
        assert admitted(cast) == Admitted(1, 0)

    def test_what_came_meanwhile_under_another_number_is_not_doubled(self, cast: Cast):
        visit = cast.visit(ELSEWHERE)
        cast.send(visit)
        other = second_tablet(cast, HAMLETS[2].id)
        push = replace(cast.push(visit), tablet=other.tablet)
        accept(NAM_DONG.code, other.tablet, push, NOW)
        assert admitted(cast, 1) == Admitted(0, 0)
        assert (Visit.objects.count(), Quarantine.objects.count()) == (1, 0)

    def test_sent_again_it_is_held(self, cast: Cast):
        visit = cast.visit(ELSEWHERE)
        cast.send(visit)
        admitted(cast, 1)
        assert cast.send(visit).have == 1
        assert (Visit.objects.count(), Receipt.objects.count(), Quarantine.objects.count()) == (1, 1, 0)

    def test_nothing_of_another_commune(self, cast: Cast):
        cast.send(cast.visit(ELSEWHERE))
        assert admit("20122", cast.enrolled.tablet, cast.cuc.official, LATER, 1) == Admitted(0, 0)
        assert Quarantine.objects.count() == 1

    def test_a_household_that_moved_away_is_not_counted_by_it(self, cast: Cast):
        cast.send(cast.visit(ELSEWHERE))
        gone = replace(ELSEWHERE, state=HouseholdState.MOVED)
        register.change_households(NAM_DONG.code, [(ELSEWHERE, gone)])
        admitted(cast, 1)
        assert (reached(), Visit.objects.count()) == (0, 1)


class TestSetAside:
    def test_it_stays_and_no_longer_waits(self, cast: Cast):
        cast.send(cast.visit(ELSEWHERE))
        put_aside(cast, 1, "  ghi nhầm\n hộ ")
        assert not Quarantine.objects.waiting(NAM_DONG.code).exists()
        kept = Quarantine.objects.get()
        assert (kept.aside_by, kept.aside_at, kept.aside_why) == (cast.an.official, LATER, "ghi nhầm hộ")
        assert admitted(cast) == Admitted(0, 0)

    def test_it_needs_a_reason_and_can_be_done_once(self, cast: Cast):
        cast.send(cast.visit(ELSEWHERE))
        with pytest.raises(OutreachError, match="lý do"):
            put_aside(cast, 1, " ")
        put_aside(cast, 1, "ồ" * 500)
        assert Quarantine.objects.get().aside_why == "ồ" * 300, "as much as any table holds"
        with pytest.raises(OutreachError, match="đã có người xử lý"):
            put_aside(cast, 1)

    def test_it_can_be_taken_after_all(self, cast: Cast):
        cast.send(cast.visit(ELSEWHERE))
        put_aside(cast, 1)
        assert admitted(cast, 1) == Admitted(1, 0)
        assert reached() == 1

    def test_under_another_name_of_its_tablet_the_decision_stands(self, cast: Cast):
        visit = cast.visit(ELSEWHERE)
        cast.send(visit, cast.visit(HOUSEHOLDS[9]))
        put_aside(cast, 1)
        renewed = enrolment.renew(cast.tablet, Renew(new_id(), "0.1.0", NOW), NOW)
        accept(NAM_DONG.code, renewed.tablet, replace(cast.push(visit), tablet=renewed.tablet), NOW)
        kept = Quarantine.objects.get(tablet=renewed.tablet)
        assert (kept.n, kept.aside_by, kept.aside_why) == (1, cast.an.official, "ghi nhầm hộ")
        assert list(Quarantine.objects.waiting(NAM_DONG.code).values_list("n", flat=True)) == [2]

    def test_what_comes_again_under_another_name_takes_nothing_else_out(self, cast: Cast):
        """Two tablets gave the same number; of one it waits, the other's record comes again."""
        cast.send(waits := cast.visit(ELSEWHERE))
        other = second_tablet(cast)
        push = cast.push(cast.visit())
        accept(NAM_DONG.code, other.tablet, replace(push, tablet=other.tablet), NOW)
        renewed = enrolment.renew(Tablet.objects.get(id=other.tablet), Renew(new_id(), "0.1.0", NOW), NOW)
        accept(NAM_DONG.code, renewed.tablet, replace(push, tablet=renewed.tablet), NOW)
        assert [(one.n, waits.id in one.body) for one in Quarantine.objects.all()] == [(1, True)]


class TestTablet:
    """What the tablet that noted them is told at its next exchange."""

    def test_it_learns_what_became_of_them(self, cast: Cast, tmp_path):
        with joined(cast.enrolled, tmp_path) as own:
            own.sync()
            for household in (ELSEWHERE, HOUSEHOLDS[9], HOUSEHOLDS[0]):
                own.store.add(cast.visit(household))
            own.sync()
            assert [one.n for one in own.store.sync_state().rejected] == [1, 2]
            admitted(cast, 1)
            put_aside(cast, 2)
            own.sync()
            state = own.store.sync_state()
            (aside,) = state.rejected
            assert (state.mended, aside.n, aside.aside) == ((1,), 2, True)
            assert "ghi nhầm hộ" in aside.vi
            admitted(cast, 2)
            own.sync()
            assert own.store.sync_state().mended == (1, 2)

    def test_beyond_a_gap_too(self, cast: Cast, tmp_path):
        with joined(cast.enrolled, tmp_path) as own:
            for household in (HOUSEHOLDS[0], ELSEWHERE):
                own.store.add(cast.visit(household))
            own.store._db.execute("DELETE FROM visit WHERE n = 1")
            own.sync()
            assert [one.n for one in own.store.sync_state().rejected] == [2]
            admitted(cast, 2)
            own.sync()
            assert own.store.sync_state().mended == (2,)


def test_a_revoked_tablet_is_wiped_all_the_same(cast: Cast):
    enrolment.revoke(cast.tablet)
    cast.send(cast.visit(), made=1)
    admitted(cast)
    with pytest.raises(SyncError, match="thu hồi"):
        cast.exchange(cast.push(made=1))
