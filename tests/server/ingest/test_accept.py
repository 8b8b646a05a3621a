"""The accept step: numbered, idempotent, all or nothing, and never blocked by one bad record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import new_id
from outreach.domain.records import Record
from outreach.domain.records import Visit as VisitRecord
from outreach.server.devices import enrolment
from outreach.server.ingest.accept import accept
from outreach.server.records import visits
from outreach.server.records.models import CommuneFeed, Feed, Quarantine, Receipt, Refusal, Visit
from outreach.sync.wire import Renew
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast

from .test_exchange import second_tablet


def held() -> list[int]:
    return list(Receipt.objects.order_by("n").values_list("n", flat=True))


def test_a_batch_is_held_and_comes_back_as_it_was(cast: Cast):
    sent = [cast.visit(), cast.visit(HOUSEHOLDS[1], note="gọi cửa sau", next_visit=NOW.date(), satisfaction=3)]
    refusal = cast.refusal()
    tablet = cast.send(*sent, refusal)
    assert (tablet.have, tablet.made) == (3, 3)
    assert {visit.id: visit for visit in visits.load(NAM_DONG.code, [one.id for one in sent])} == {
        one.id: one for one in sent
    }
    assert Refusal.objects.get().hamlet == refusal.hamlet


def test_sending_again_changes_nothing(cast: Cast):
    records: list[Record] = [cast.visit(), cast.refusal(), cast.visit(HOUSEHOLDS[1])]
    cast.send(*records)
    before = CommuneFeed.objects.get(pk=NAM_DONG.code).seq
    tablet = cast.send(*records)
    assert tablet.have == 3
    assert (Visit.objects.count(), Refusal.objects.count(), held()) == (2, 1, [1, 2, 3])
    assert CommuneFeed.objects.get(pk=NAM_DONG.code).seq == before


def test_an_overlapping_batch_adds_only_what_is_missing(cast: Cast):
    records = [cast.visit(household) for household in HOUSEHOLDS[:4]]
    cast.send(*records[:3])
    assert cast.send(*records[1:], first=2).have == 4
    assert Visit.objects.count() == 4


def test_batches_in_the_wrong_order_leave_a_gap_until_it_is_filled(cast: Cast):
    records = [cast.visit(household) for household in HOUSEHOLDS[:4]]
    assert cast.send(*records[2:], first=3, made=4).have == 0
    assert cast.send(records[0], first=1, made=4).have == 1
    tablet = cast.send(records[1], first=2, made=4)
    assert tablet.have == 4
    assert Visit.objects.count() == 4


def test_what_another_tablet_handed_in_fills_no_gap(cast: Cast):
    other = second_tablet(cast)
    push = cast.push(*(cast.visit() for _ in range(4)))
    accept(NAM_DONG.code, other.tablet, replace(push, tablet=other.tablet), NOW)
    first, _, third = (cast.visit() for _ in range(3))
    cast.send(third, first=3, made=3)
    assert cast.send(first, made=3).have == 1
    assert cast.exchange(cast.push(made=3)).beyond == ((3, 3),)


def test_a_full_sync_is_noted_only_when_nothing_is_missing(cast: Cast):
    enrolled_at = cast.tablet.last_full_sync
    later = NOW.replace(hour=15)
    push = cast.push(cast.visit(), made=2)
    assert accept(NAM_DONG.code, cast.enrolled.tablet, push, later).tablet.last_full_sync == enrolled_at
    push = cast.push(cast.visit(HOUSEHOLDS[1]), first=2)
    assert accept(NAM_DONG.code, cast.enrolled.tablet, push, later).tablet.last_full_sync == later


POISON = {
    "a wrong type": {"outcome": 7},
    "an unknown outcome": {"outcome": "asleep"},
    "no such moment": {"started_at": "yesterday"},
    "no time zone": {"started_at": "2026-11-21T09:00:00"},
    "a year no calendar has": {"started_at": "9999-12-31T23:59:59-12:00"},
    "an id that is none": {"id": "x"},
    "a number too large": {"notice_version": 2**40},
    "a null character": {"note": "a\x00b"},
    "a novel": {"note": "a" * 10_001},
    "a token too long": {"handout": "a" * 65},
    "an unknown household": {"household": "A" * 22},
    "help that is no list": {"help": "vneid"},
    "help without a topic": {"help": [{"guide": "g", "topic": "", "version": 1, "ability": "shown", "finished": True}]},
    "a topic no column holds": {
        "help": [{"guide": "g", "topic": "t" * 41, "version": 1, "ability": "shown", "finished": True}]
    },
    "the future": {"next_visit": "9999-01-01"},
}


@pytest.mark.parametrize("changes", POISON.values(), ids=POISON.keys())
def test_a_poison_record_is_quarantined_and_the_rest_is_taken(cast: Cast, changes):
    push = cast.push(cast.visit(), cast.visit(HOUSEHOLDS[1]), cast.visit(HOUSEHOLDS[2]))
    count = len(push.records["visit"]["n"])
    for name, value in changes.items():
        column = push.records["visit"].setdefault(name, [None] * count)
        if name == "note":
            column[:] = [""] * count
        column[1] = value
    tablet = accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW).tablet
    assert tablet.have == 3
    assert Visit.objects.count() == 2
    bad = Quarantine.objects.get()
    assert (bad.n, bad.kind, bad.code) == (2, "visit", ErrorCode.INVALID)
    assert bad.reason
    assert next(iter(changes)) in bad.body
    assert accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW).tablet.have == 3
    assert Quarantine.objects.count() == 1


def test_a_kind_from_a_newer_app_is_quarantined(cast: Cast):
    push = cast.push(cast.visit())
    push.records["song"] = {"n": [2], "title": ["Lý mười thương"]}
    push = cast.push(cast.visit(), made=2, records=push.records)
    assert accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW).tablet.have == 2
    assert Quarantine.objects.get().kind == "song"


def test_a_household_outside_the_tablets_hamlets_is_quarantined(cast: Cast):
    elsewhere = HOUSEHOLDS[8]
    tablet = cast.send(cast.visit(elsewhere), cast.visit(elsewhere, hamlet=HOUSEHOLDS[0].hamlet), cast.visit())
    assert tablet.have == 3
    assert list(Quarantine.objects.order_by("n").values_list("n", "code")) == [(1, "SCOPE"), (2, "SCOPE")]
    assert Visit.objects.count() == 1


def test_so_is_what_names_such_a_hamlet(cast: Cast):
    foreign = HOUSEHOLDS[8].hamlet
    cast.send(cast.visit(hamlet=foreign), replace(cast.refusal(), hamlet=foreign))
    assert list(Quarantine.objects.order_by("n").values_list("n", "code")) == [(1, "SCOPE"), (2, "SCOPE")]


def test_the_same_number_with_other_content_refuses_the_whole_push(cast: Cast):
    cast.send(cast.visit())
    with pytest.raises(SyncError) as refused:
        cast.send(cast.visit(HOUSEHOLDS[1]), cast.visit(HOUSEHOLDS[2]))
    assert refused.value.code is ErrorCode.IDENTITY_REUSED
    assert held() == [1]


def test_more_records_made_than_a_table_can_count_is_no_push(cast: Cast):
    with pytest.raises(SyncError) as refused:
        cast.send(cast.visit(), made=2**63)
    assert refused.value.code is ErrorCode.INVALID
    assert held() == []


def test_a_record_after_the_last_one_made_is_no_push(cast: Cast):
    with pytest.raises(SyncError) as refused:
        cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1]), made=1)
    assert refused.value.code is ErrorCode.INVALID
    assert held() == []


def test_a_store_that_was_set_back_is_refused(cast: Cast):
    cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1]))
    with pytest.raises(SyncError) as refused:
        cast.send(made=1)
    assert refused.value.code is ErrorCode.IDENTITY_REUSED


def test_a_request_that_comes_after_a_later_one_does_not_hide_what_that_one_told(cast: Cast):
    visit = cast.visit()
    cast.send(visit, made=3)
    enrolled_at = cast.tablet.last_full_sync
    with pytest.raises(SyncError) as refused:
        cast.send(visit, made=1, at=NOW.replace(hour=15))
    assert refused.value.code is ErrorCode.IDENTITY_REUSED
    assert (cast.tablet.have, cast.tablet.made, cast.tablet.last_full_sync) == (1, 3, enrolled_at)


def test_a_number_that_another_copy_handed_in_is_told_by_its_record(cast: Cast):
    cast.send(visit := cast.visit())
    accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(first=2, held=(1, visit.id)), NOW)
    with pytest.raises(SyncError) as refused:
        accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(first=2, held=(1, new_id())), NOW)
    assert refused.value.code is ErrorCode.IDENTITY_REUSED


def test_beyond_a_gap_too(cast: Cast):
    cast.send(visit := cast.visit(), made=3, first=3)
    for other in (visit.id, "no id"):
        accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(made=3, held_beyond=((3, other),)), NOW)
    with pytest.raises(SyncError) as refused:
        accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(made=3, held_beyond=((1, new_id()), (3, new_id()))), NOW)
    assert refused.value.code is ErrorCode.IDENTITY_REUSED


@pytest.mark.parametrize("n", [-(2**70), 0, 2, 2**70])
def test_a_number_that_was_never_made_is_compared_with_nothing(cast: Cast, n: int):
    cast.send(cast.visit())
    assert accept(NAM_DONG.code, cast.enrolled.tablet, cast.push(first=2, held=(n, new_id())), NOW).tablet.have == 1


def test_a_record_without_an_id_is_the_same_with_an_empty_column_left_out(cast: Cast):
    """Alone it travels without the columns that it shared with others of its batch."""
    push = cast.push(cast.visit(id="no id", note="gọi cửa sau"))
    push.records["visit"]["note"] = [""]
    accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW)
    del push.records["visit"]["note"]
    assert accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW).tablet.have == 1
    assert Quarantine.objects.count() == 1


def test_a_record_sent_again_by_a_tablet_enrolled_anew_is_not_doubled(cast: Cast):
    visit = cast.visit()
    cast.send(visit)
    cast.send(visit, first=2)
    assert Visit.objects.count() == 1
    assert held() == [1, 2]
    assert not Quarantine.objects.exists()


def test_another_record_under_a_taken_id_is_kept_aside(cast: Cast):
    visit = cast.visit()
    cast.send(visit)
    cast.send(cast.visit(HOUSEHOLDS[1], id=visit.id), first=2)
    assert Quarantine.objects.get().n == 2
    assert next(visits.load(NAM_DONG.code, [visit.id])) == visit


def test_everything_from_a_revoked_tablet_waits_for_the_leader(cast: Cast):
    cast.send(before := cast.visit())
    enrolment.revoke(cast.tablet)
    tablet = cast.send(cast.visit(), cast.refusal(), cast.visit(HOUSEHOLDS[1], id=before.id), first=2)
    assert tablet.have == 4
    assert list(Quarantine.objects.order_by("n").values_list("n", "code")) == [(n, "REVOKED") for n in (2, 3, 4)]
    assert Visit.objects.get().id == before.id


def test_what_a_revoked_tablet_handed_in_makes_no_figure_complete(cast: Cast):
    enrolled_at = cast.tablet.last_full_sync
    enrolment.revoke(cast.tablet)
    tablet = cast.send(cast.visit(), at=NOW.replace(hour=15))
    assert (tablet.have, tablet.made, tablet.last_full_sync) == (1, 1, enrolled_at)


@pytest.mark.parametrize("n", [None, 0, -1, 1.5, "1", True, 2**63])
def test_a_record_without_a_proper_number_refuses_the_push(cast: Cast, n):
    push = cast.push(cast.visit(), made=2**63 - 1)
    push.records["visit"]["n"][0] = n
    with pytest.raises(SyncError) as refused:
        accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW)
    assert refused.value.code is ErrorCode.INVALID


def test_too_many_records_are_refused(cast: Cast):
    with pytest.raises(SyncError) as refused:
        cast.send(*[cast.visit() for _ in range(501)])
    assert refused.value.code is ErrorCode.TOO_LARGE


def test_every_visit_gets_the_next_number_of_the_feed(cast: Cast):
    before = CommuneFeed.objects.get(pk=NAM_DONG.code)
    sent: list[VisitRecord] = [cast.visit(household) for household in HOUSEHOLDS[:3]]
    cast.send(*sent)
    rows = Feed.objects.filter(commune=NAM_DONG.code, seq__gt=before.seq).order_by("seq")
    assert [row.ref for row in rows] == [visit.id for visit in sent]
    assert [row.seq for row in rows] == [before.seq + 1, before.seq + 2, before.seq + 3]
    assert CommuneFeed.objects.get(pk=NAM_DONG.code).hash == rows[2].hash
    assert len({row.hash for row in rows} | {before.hash}) == 4


class TestWrongClocks:
    """Visits are kept, put on the right day and marked; the tablet that wrote them is told."""

    YEARS = timedelta(days=3653)

    def late(self, cast: Cast, visit: VisitRecord, clock: timedelta, tablet: str = "") -> None:
        push = replace(cast.push(visit), clock=NOW + clock, tablet=tablet or cast.enrolled.tablet)
        accept(NAM_DONG.code, push.tablet, push, NOW)

    @pytest.mark.parametrize("sign", [1, -1])
    def test_ten_years_off(self, cast: Cast, sign):
        clock = sign * self.YEARS
        self.late(cast, cast.visit(at=NOW + clock), clock)
        kept = Visit.objects.get()
        assert (kept.started_at, kept.day, kept.corrected_by) == (NOW, NOW.date(), clock.total_seconds())

    def test_offered_again_by_a_renewed_tablet_whose_clock_is_right_now_it_is_the_same(self, cast: Cast):
        written = cast.visit(at=NOW + self.YEARS)
        self.late(cast, written, self.YEARS)
        renewed = enrolment.renew(cast.tablet, Renew("A" * 22, "", NOW), NOW)
        self.late(cast, written, timedelta(), renewed.tablet)
        assert (Visit.objects.count(), Quarantine.objects.count()) == (1, 0)

    @pytest.mark.parametrize("sign", [1, -1])
    def test_set_wrong_since_it_moves_no_correction_of_a_visit_that_is_held(self, cast: Cast, sign):
        visit = cast.visit(at=NOW - timedelta(days=30))
        cast.send(visit)
        first = replace(visit, id=new_id(), replaces=visit.id)
        second = replace(visit, id=new_id(), replaces=first.id)
        push = replace(cast.push(first, second, first=2), clock=NOW + sign * self.YEARS)
        accept(NAM_DONG.code, push.tablet, push, NOW)
        assert set(Visit.objects.values_list("started_at", "corrected_by")) == {(visit.started_at, 0)}

    def test_a_correction_by_the_same_wrong_clock_comes_to_the_same_day(self, cast: Cast):
        wrong = cast.visit(at=NOW - timedelta(days=30) - self.YEARS)
        push = replace(cast.push(wrong, replace(wrong, id=new_id(), replaces=wrong.id)), clock=NOW - self.YEARS)
        accept(NAM_DONG.code, push.tablet, push, NOW)
        assert set(Visit.objects.values_list("started_at", flat=True)) == {NOW - timedelta(days=30)}

    def test_a_clock_that_stepped_back_during_the_visit(self, cast: Cast):
        visit = cast.visit()
        self.late(cast, replace(visit, ended_at=visit.started_at - self.YEARS), timedelta())
        assert Visit.objects.get().day == NOW.date()
