"""After twelve months only totals remain: visits, answers and what was set aside go, and every figure stays true."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.clock import VIETNAM, day_of, now
from outreach.domain.records import Outcome, Refusal, Said, Visit
from outreach.domain.retention import first_kept_day
from outreach.server import upkeep
from outreach.server.ingest.quarantine import set_aside
from outreach.server.records import answers
from outreach.server.records.feed import chain
from outreach.server.records.models import Answer, CommuneFeed, Deletion, Feed, Quarantine, Receipt
from outreach.server.records.models import Refusal as RefusalRow
from outreach.server.records.models import Visit as VisitRow
from outreach.server.rollups import closing, reading, recount, retention
from outreach.server.rollups.models import Tally
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, VINH_LOC, Cast
from tests.server.doors.test_merging import merge
from tests.server.ingest.line import joined
from tests.server.ingest.test_exchange import Reader, second_tablet
from tests.server.rollups.test_recount import correction, visits

CODE = NAM_DONG.code
TODAY = date(2027, 11, 5)
FIRST = first_kept_day(TODAY)
LONG_AGO = datetime.combine(FIRST - timedelta(days=1), NOW.time(), VIETNAM)
JUST_KEPT = LONG_AGO + timedelta(days=1)
NOTE = "Bà Tư có chó dữ"
TOKEN = "t" * 36


def exact(day: date = TODAY) -> bool:
    found = [*recount.differences(CODE, day), *recount.progress_differences(CODE)]
    assert found == []
    return True


def left() -> set[str]:
    return set(VisitRow.objects.filter(commune=CODE).values_list("id", flat=True))


def log() -> list[tuple[date, int, int, int]]:
    return [(one.day, one.visits, one.answers, one.aside) for one in retention.deletions(CODE, most=9)]


def keep_up_for_a_week() -> None:
    for days in (7, 0):
        upkeep.keep_up(TODAY - timedelta(days=days))


def test_what_is_old_goes_and_what_is_of_the_first_kept_day_stays(cast: Cast):
    old, kept = cast.visit(at=LONG_AGO), cast.visit(HOUSEHOLDS[1], JUST_KEPT)
    cast.send(old, at=LONG_AGO)
    cast.send(kept, first=2, at=JUST_KEPT)
    assert not retention.delete_old(CODE, TODAY - timedelta(days=1))
    assert retention.delete_old(CODE, TODAY)
    assert left() == {kept.id}
    assert reading.coverage(CODE)[HAMLETS[0].id].reached == 1
    assert set(Tally.objects.values_list("household", flat=True)) == {HOUSEHOLDS[1].id}
    assert exact()
    assert log() == [(TODAY, 1, 0, 0)]


def test_a_second_run_deletes_nothing_and_one_later_that_day_adds_to_the_log(cast: Cast):
    cast.send(cast.visit(at=LONG_AGO), at=LONG_AGO)
    assert retention.delete_old(CODE, TODAY)
    assert not retention.delete_old(CODE, TODAY)
    cast.send(cast.visit(at=LONG_AGO), first=2, at=LONG_AGO)  # as after a restore
    assert retention.delete_old(CODE, TODAY)
    assert log() == [(TODAY, 2, 0, 0)]


def test_what_came_lately_stays_however_old_it_says_it_is(cast: Cast):
    visit = cast.visit(at=LONG_AGO - timedelta(days=60))
    cast.send(visit, at=JUST_KEPT + timedelta(days=360))
    assert not retention.delete_old(CODE, TODAY)
    assert left() == {visit.id}
    assert log() == []


@pytest.mark.parametrize("years", [-10, -1, 10])
def test_what_came_while_the_servers_clock_was_wrong_goes_with_what_came_next_to_it(cast: Cast, years: int):
    came = [LONG_AGO, LONG_AGO.replace(year=LONG_AGO.year + years), LONG_AGO, JUST_KEPT]
    for n, at in enumerate(came, start=1):
        cast.send(cast.visit(HOUSEHOLDS[n], at=at), first=n, at=at)
    young = came[-1].replace(year=2026 + years)
    cast.send(cast.visit(HOUSEHOLDS[0], at=young), first=5, at=young)
    assert retention.delete_old(CODE, TODAY)
    assert len(left()) == (2 if years < 0 else 3)  # what claims to be of a year to come is not old
    assert not retention.delete_old(CODE, TODAY)
    cast.send(cast.visit(HOUSEHOLDS[0], at=JUST_KEPT), first=6, at=JUST_KEPT)
    retention.delete_old(CODE, TODAY + timedelta(days=1))
    assert len(left()) == (0 if years < 0 else 2)
    assert exact()


def test_what_a_younger_correction_replaces_stays_with_it_and_goes_with_it(cast: Cast):
    first = cast.visit(at=LONG_AGO)
    second = cast.visit(at=LONG_AGO, outcome=Outcome.NOBODY_HOME, agreed=None, help=(), replaces=first.id)
    cast.send(first, at=LONG_AGO)
    cast.send(second, first=2, at=JUST_KEPT)
    assert not retention.delete_old(CODE, TODAY)
    assert left() == {first.id, second.id}
    assert reading.coverage(CODE)[HAMLETS[0].id].reached == 0
    assert retention.delete_old(CODE, TODAY + timedelta(days=1))
    assert left() == set()
    assert exact()


def test_no_other_commune_is_touched(cast: Cast):
    cast.send(cast.visit(at=LONG_AGO), at=LONG_AGO)
    row = VisitRow.objects.values().get()
    VisitRow.objects.create(**{**row, "commune": VINH_LOC.code})
    Answer.objects.create(
        commune=VINH_LOC.code, token_hash="h", guide="g", id="i", tablet="t", said="help", at=LONG_AGO
    )
    assert retention.delete_old(CODE, TODAY)
    assert VisitRow.objects.get().commune == VINH_LOC.code
    assert Answer.objects.count() == 1
    assert not Deletion.objects.filter(commune=VINH_LOC.code).exists()


def test_answers_go_by_the_day_they_were_given(cast: Cast):
    cast.send(cast.visit(at=LONG_AGO, handout=TOKEN), at=LONG_AGO)
    answers.say(CODE, cast.enrolled.tablet, TOKEN, "an-toan", Said.HELP, LONG_AGO)
    answers.say(CODE, cast.enrolled.tablet, TOKEN, "kich-hoat-vneid", Said.HELP, JUST_KEPT)
    assert retention.delete_old(CODE, TODAY)
    assert [one.guide for one in Answer.objects.all()] == ["kich-hoat-vneid"]
    assert log() == [(TODAY, 1, 1, 0)]


def test_of_what_was_set_aside_only_stays_that_it_does_not_count(cast: Cast):
    cast.send(*(cast.visit(note=NOTE * 1000) for _ in range(3)), at=LONG_AGO)
    for n, at in ((1, LONG_AGO), (2, JUST_KEPT)):
        set_aside(CODE, cast.enrolled.tablet, n, cast.an.official, "Nhầm nhà bà Tư", at)
    assert retention.delete_old(CODE, TODAY)
    assert [NOTE in one.body for one in Quarantine.objects.order_by("n")] == [False, True, True]
    assert log() == [(TODAY, 0, 0, 1)]
    assert not retention.delete_old(CODE, TODAY)
    told = Reader(cast).once().rejected
    assert [(one.n, one.aside) for one in told] == [(1, True), (2, True), (3, False)]
    assert "bà Tư" not in told[0].vi
    assert "bà Tư" in told[1].vi


def test_what_stays_speaks_of_no_household(cast: Cast):
    cast.send(
        cast.visit(at=LONG_AGO, note=NOTE),
        Refusal("r" * 21 + "A", HAMLETS[0].id, cast.binh.official, FIRST),
        at=LONG_AGO,
    )
    before = list(Feed.objects.values())
    assert retention.delete_old(CODE, TODAY)
    assert list(Feed.objects.values()) == before
    assert Receipt.objects.count() == 2
    assert RefusalRow.objects.count() == 1
    assert not any("household" in name for name in Deletion.objects.values()[0])


@pytest.mark.parametrize("dies", [False, True])
def test_nothing_is_left_in_the_files_of_sqlite(lasting_cast: Cast, monkeypatch, dies: bool):
    """Also where the server died between the two, and started again."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reuses the space after its next vacuum")
    lasting_cast.send(lasting_cast.visit(at=LONG_AGO, note=NOTE), at=LONG_AGO)
    if dies:
        with monkeypatch.context() as patch:
            patch.setattr(upkeep, "fold", lambda: None)
            keep_up_for_a_week()
    keep_up_for_a_week()
    assert left() == set()
    database = Path(str(connection.settings_dict["NAME"]))
    for one in database.parent.glob(f"{database.name}*"):
        assert not one.is_file() or NOTE.encode() not in one.read_bytes(), one.name


def test_a_new_tablet_is_told_what_is_left_and_one_that_reads_on_misses_nothing(cast: Cast):
    behind = Reader(cast, second_tablet(cast, HAMLETS[0].id)).all()
    old, kept = cast.visit(at=LONG_AGO), cast.visit(at=JUST_KEPT)
    cast.send(old, at=LONG_AGO)
    cast.send(kept, first=2, at=JUST_KEPT)
    assert retention.delete_old(CODE, TODAY)
    late = cast.visit(HOUSEHOLDS[1])
    cast.send(late, first=3)
    assert set(behind.all().told["visit"]) == {kept.id, late.id}
    new = Reader(cast, second_tablet(cast, HAMLETS[0].id)).all()
    assert set(new.told["visit"]) == {kept.id, late.id}
    head, running = CommuneFeed.objects.get(pk=CODE), ""
    for seq, kind, ref, told in (
        Feed.objects.filter(commune=CODE).order_by("seq").values_list("seq", "kind", "ref", "hash")
    ):
        running = chain(running, seq, kind, ref, told[:6])
    for reader in (behind, new):
        assert reader.cursor
        assert (reader.cursor.seq, reader.cursor.hash.partition(".")[0]) == (head.seq, running)
        assert not reader.once().changes


def test_a_tablet_that_offers_it_again_under_its_number_brings_nothing_back(cast: Cast):
    old = cast.visit(at=LONG_AGO)
    cast.send(old, at=LONG_AGO)
    assert retention.delete_old(CODE, TODAY)
    cast.send(old, made=1)
    assert left() == set()
    assert exact()


def test_tablets_and_server_keep_the_same(cast: Cast, tmp_path: Path, monkeypatch):
    """Real stores: one that noted and was told, one that was told, and one that is new a year later."""
    noted = now()
    later = noted.replace(year=noted.year + 1, day=1) + timedelta(days=62)
    with joined(cast.enrolled, tmp_path) as own, joined(second_tablet(cast, HAMLETS[0].id), tmp_path) as other:
        old = cast.visit(at=noted - timedelta(hours=1))
        own.store.add(old)
        own.sync()
        other.sync()
        assert [one.id for one in other.store.visits_of(old.household)] == [old.id]
        for module in ("tests.server.ingest.line", "outreach.store.forgetting", "outreach.sync.exchange"):
            monkeypatch.setattr(f"{module}.now", lambda: later)
        young = cast.visit(HOUSEHOLDS[1], at=later - timedelta(hours=1))
        own.store.add(young)
        own.sync()
        for days in (7, 0):
            upkeep.keep_up(day_of(later) - timedelta(days=days))
        assert left() == {young.id}
        other.sync()
        with joined(second_tablet(cast, HAMLETS[0].id), tmp_path) as new:
            new.sync()
            for tablet in (other, new):
                assert tablet.store.visits_of(old.household) == []
                assert tablet.store.coverage(day_of(later))[HAMLETS[0].id] == reading.coverage(CODE)[HAMLETS[0].id]
        own.sync()
        assert own.store.visits_of(old.household) == [old]  # no backup holds it yet
        assert own.store.sync_state().unsent == 0
        assert exact(day_of(later))


def test_a_clock_that_jumped_ahead_deletes_nothing_for_a_week(cast: Cast):
    cast.send(cast.visit())
    for day in (NOW.date(), *(TODAY.replace(year=2040) + timedelta(days=n) for n in range(7))):
        upkeep.keep_up(day)
    assert len(left()) == 1
    assert log() == []
    upkeep.keep_up(NOW.date() + timedelta(days=1))  # it was put right
    assert len(left()) == 1
    upkeep.keep_up(TODAY.replace(year=2040) + timedelta(days=7))
    assert left() == set()


def test_the_months_are_closed_first_and_stay_as_they_were(cast: Cast):
    cast.send(cast.visit(at=LONG_AGO), at=LONG_AGO)
    keep_up_for_a_week()
    assert left() == set()
    month = f"{LONG_AGO:%Y-%m}"
    closed = closing.closed(CODE, month)
    assert closed
    assert closed.reported[HAMLETS[0].id].reached == 1
    assert reading.coverage(CODE, month)[HAMLETS[0].id].reached == 0
    upkeep.keep_up(TODAY + timedelta(days=40))
    assert closing.closed(CODE, month) == closed
    assert exact()


def test_what_fails_deletes_nothing(cast: Cast, monkeypatch):
    cast.send(cast.visit(at=LONG_AGO), at=LONG_AGO)
    before = reading.coverage(CODE)

    def fails(*_, **__):
        raise RuntimeError("a full disk")

    monkeypatch.setattr(retention, "upsert", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        retention.delete_old(CODE, TODAY)
    assert len(left()) == 1
    assert reading.coverage(CODE) == before
    assert exact()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(visits, st.sampled_from((0, 0, 1, 40))), min_size=1, max_size=10),
    st.dates(date(2027, 8, 27), date(2027, 11, 22)),
    st.none() | st.tuples(st.sampled_from(((0, 1), (2, 1))), st.integers(0, 10)),
)
def test_whatever_is_deleted_the_figures_are_true(cast: Cast, history, today, merger):
    """Random visits, some corrected, some handed in weeks late; one household may be merged into another meanwhile."""
    first = first_kept_day(today)
    (kept, merged), when = merger or ((0, 0), -1)
    came: list[tuple[Visit, date]] = []
    with transaction.atomic():
        history = sorted(history, key=lambda planned: planned[0]["at"] + timedelta(days=planned[1]))
        for n, (plan, late) in enumerate(history):
            if n == when:
                merge(cast, HOUSEHOLDS[kept], HOUSEHOLDS[merged])
            fields = dict(plan)
            corrects, retracts = fields.pop("corrects"), fields.pop("retracts")
            visit = cast.visit(fields.pop("household"), fields.pop("at"), **fields)
            same = {visit.household}
            if n > when >= 0 and visit.household in (pair := {HOUSEHOLDS[kept].id, HOUSEHOLDS[merged].id}):
                same = pair
            earlier = [one.id for one, _ in came if one.household in same]
            if corrects is not None and earlier:
                visit = correction(visit, earlier[corrects % len(earlier)], retracts)
            at = visit.started_at + timedelta(days=late)
            came.append((visit, at.date()))
            cast.send(visit, first=1 + n, at=at)
        retention.delete_old(CODE, today)
        assert exact(today)
        young = {visit.id for visit, at in came if visit.day >= first or at >= first}
        alone = {visit.id for visit, _ in came} - {visit.replaces for visit, _ in came}
        alone -= {visit.id for visit, _ in came if visit.replaces}
        assert young <= left()
        assert left() & alone == young & alone
        assert not retention.delete_old(CODE, today)
        retention.delete_old(CODE, today + timedelta(days=200))
        assert left() == set()
        assert exact(today)
        transaction.set_rollback(True)  # the next history begins anew
