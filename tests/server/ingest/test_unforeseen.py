"""A record that passes every check and fails all the same: it goes to quarantine, and holds up nothing behind it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from django.db import OperationalError, connection
from django.test import Client

from outreach.domain.clock import day_of
from outreach.domain.identity import new_id
from outreach.domain.records import Field, FieldChange, HouseholdEdit, NewHousehold, Noted
from outreach.server.database.rows import insert
from outreach.server.devices import enrolment
from outreach.server.ingest import batch, checks, judging, writing
from outreach.server.ingest.accept import accept
from outreach.server.ingest.kinds import KINDS
from outreach.server.ingest.quarantine import Admitted, admit
from outreach.server.records import feed
from outreach.server.records.feed import MARK_LENGTH, chain
from outreach.server.records.models import CommuneFeed, Feed, Quarantine, Receipt, Visit
from outreach.server.rollups import keeping, reading, recount
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync.wire import BATCH_RECORDS, Renew
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.transfers.letters import sealed

from .line import joined
from .test_checks import BAD

EDIT = HouseholdEdit(
    new_id(), HOUSEHOLDS[0].id, HAMLETS[0].id, new_id(), NOW, 0, (FieldChange(Field.ADDRESS_NOTE, "xóm Đình", "ngõ 1"),)
)
BEYOND = 2**70
"""A number that neither database has a column for."""
Plant = Callable[[object, str, Iterable[Noted]], None]


class Mistake(Exception):
    """What our own code may come to."""


@pytest.fixture
def mistake(monkeypatch) -> Plant:
    """Makes a function of the server fail when one of these records is, or is among, what it is given."""

    def plant(module: object, name: str, records: Iterable[Noted]) -> None:
        well, wrong = getattr(module, name), {one.id for one in records}

        def fails(*given):
            given = tuple(list(one) if isinstance(one, Iterator) else one for one in given)
            if wrong & {id_ for one in given for id_ in ids_in(one)}:
                raise Mistake
            return well(*given)

        monkeypatch.setattr(module, name, fails)

    return plant


def ids_in(given: object) -> list[object]:
    """The ids of the record or records that this is."""
    if isinstance(given, list):
        return [getattr(one, "id", None) for one in given]
    return [given.get("id") if isinstance(given, dict) else getattr(given, "id", None)]


def visits_of(cast: Cast, times: int) -> list[Noted]:
    return [cast.visit(HOUSEHOLDS[n % 8]) for n in range(times)]


def sound() -> None:
    """The feed is as it should be; every figure is what the records add up to."""
    chained()
    assert not list(recount.differences(NAM_DONG.code, day_of(NOW)))
    assert not list(recount.progress_differences(NAM_DONG.code))


def chained() -> None:
    """The feed has each number once, and its hashes hold."""
    running, at = "", 0
    rows = Feed.objects.filter(commune=NAM_DONG.code).order_by("seq")
    for seq, kind, ref, told in rows.values_list("seq", "kind", "ref", "hash"):
        running, at = chain(running, seq, kind, ref, told[:MARK_LENGTH]), at + 1
        assert (seq, told) == (at, running)
    head = CommuneFeed.objects.get(pk=NAM_DONG.code)
    assert (head.seq, head.hash) == (at, running)


def aside() -> list[int]:
    return list(Quarantine.objects.order_by("n").values_list("n", flat=True))


@pytest.mark.parametrize("bad", [[250], [1], [500], [3, 4, 499]], ids=repr)
def test_of_500_only_those_go_to_quarantine(cast: Cast, mistake: Plant, caplog, bad: list[int]):
    sent = visits_of(cast, BATCH_RECORDS)
    mistake(keeping, "visits_accepted", [sent[n - 1] for n in bad])
    before = CommuneFeed.objects.get(pk=NAM_DONG.code).seq
    tablet = cast.send(*sent)
    assert (tablet.have, tablet.made) == (500, 500)
    assert aside() == bad
    good = [one.id for n, one in enumerate(sent, 1) if n not in bad]
    rows = Feed.objects.filter(commune=NAM_DONG.code, seq__gt=before).order_by("seq")
    assert list(rows.values_list("ref", flat=True)) == good
    assert set(Visit.objects.values_list("id", flat=True)) == set(good)
    assert Receipt.objects.count() == 500
    sound()
    told = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert [one.getMessage() for one in told] == [
        f"record {n} of tablet {tablet.id} failed: it is put aside" for n in bad
    ]
    assert all(one.exc_info for one in told)


@pytest.mark.parametrize(
    ("module", "name"),
    [(batch, "upgraded"), (judging, "corrected"), (keeping, "visits_accepted")],
    ids=["read", "judged", "counted"],
)
def test_it_is_kept_as_received_with_the_kind_of_failure(cast: Cast, mistake: Plant, module, name):
    sent = [cast.visit(), cast.visit(HOUSEHOLDS[1], note="gọi cửa sau"), cast.visit(HOUSEHOLDS[2])]
    mistake(module, name, sent[1:2])
    cast.send(*sent)
    kept = Quarantine.objects.get()
    assert (kept.n, kept.kind, kept.code, kept.reason) == (2, "visit", "INVALID", "unforeseen: Mistake")
    assert (batch.reread(kept).body["id"], batch.reread(kept).body["note"]) == (sent[1].id, "gọi cửa sau")
    sound()


def test_a_number_that_passes_a_weakened_check_is_refused_by_the_table(cast: Cast, monkeypatch):
    monkeypatch.setattr(checks, "LARGEST", BEYOND)
    cast.send(*visits_of(cast, 3), cast.visit(notice_version=BEYOND), replace(cast.refusal(), guides_shown=BEYOND))
    assert aside() == [4, 5]
    assert set(Quarantine.objects.values_list("reason", flat=True)) == {
        "unforeseen: OverflowError" if connection.vendor == "sqlite" else "unforeseen: DataError"
    }
    assert Visit.objects.count() == 3
    sound()


def test_without_any_check_nothing_is_held_up_either(cast: Cast, an: Client, monkeypatch):
    """Every record that a check names wrong, all in one batch, between good ones."""
    for name, kind in KINDS.items():
        monkeypatch.setitem(KINDS, name, replace(kind, check=lambda _: None))
    mine = {"official": cast.binh.official, "hamlet": HAMLETS[0].id, "household": HOUSEHOLDS[0].id}
    sent: list[Noted] = visits_of(cast, 2)
    for good, wrong, _ in BAD:
        own = {name: value for name, value in mine.items() if hasattr(good, name)}
        sent += [replace(replace(good, id=new_id(), **own), **wrong), cast.visit(HOUSEHOLDS[1])]
    answer = cast.exchange(cast.push(*sent))
    assert answer.have == len(sent)
    assert {one.n for one in answer.rejected} == set(aside())
    assert Visit.objects.filter(household=HOUSEHOLDS[1].id).count() >= len(BAD)
    assert an.get("/may/").status_code == 200
    chained()  # some were taken, and no figure knows a topic without a name


def test_what_is_no_value_at_all(cast: Cast, monkeypatch):
    """A driver calls that a mistake in its use."""
    sent = visits_of(cast, 3)
    well = KINDS["visit"]

    def row(commune, visit):
        values = well.row(commune, visit)
        return (*values[:-1], object()) if visit.id == sent[1].id else values

    monkeypatch.setitem(KINDS, "visit", replace(well, row=row))
    cast.send(*sent)
    assert aside() == [2]
    sound()


def test_a_change_that_the_feed_cannot_hold(cast: Cast, monkeypatch):
    sent = visits_of(cast, 5)

    def fails(model, columns, rows):
        if sent[3].id in {ref for _, _, _, ref, *_ in rows}:
            raise Mistake
        insert(model, columns, rows)

    monkeypatch.setattr(feed, "insert", fails)
    cast.send(*sent)
    assert aside() == [4]
    sound()


def test_the_next_batch_goes_on_and_a_second_delivery_changes_nothing(cast: Cast, mistake: Plant):
    sent = visits_of(cast, 5)
    mistake(keeping, "visits_accepted", sent[2:3])
    cast.send(*sent)
    before = CommuneFeed.objects.get(pk=NAM_DONG.code).seq
    assert cast.send(*sent).have == 5
    assert (CommuneFeed.objects.get(pk=NAM_DONG.code).seq, aside()) == (before, [3])
    assert cast.send(*visits_of(cast, 5), first=6).have == 10
    assert Visit.objects.count() == 9
    sound()


def test_records_that_only_fail_together_are_all_taken(cast: Cast, monkeypatch, caplog):
    well = keeping.visits_accepted

    def two_at_most(commune, counted_from, visits, households):
        if len(visits) > 2:
            raise Mistake
        well(commune, counted_from, visits, households)

    monkeypatch.setattr(keeping, "visits_accepted", two_at_most)
    cast.send(*visits_of(cast, 7))
    assert (Visit.objects.count(), aside()) == (7, [])
    assert "Mistake" in caplog.text
    sound()


def test_a_found_door_and_what_was_noted_there_wait_together(cast: Cast, mistake: Plant, monkeypatch):
    found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW)
    there = replace(cast.visit(), household=found.id)
    with monkeypatch.context():
        mistake(writing, "findings_came", [found])
        cast.send(cast.visit(), found, there, cast.visit(HOUSEHOLDS[1]))
        assert dict(Quarantine.objects.values_list("n", "reason")) == {2: "unforeseen: Mistake", 3: "unknown household"}
        sound()
    monkeypatch.undo()
    assert admit(NAM_DONG.code, cast.enrolled.tablet, cast.an.official, NOW, 2) == Admitted(1, 0)
    assert aside() == []  # the visit was released by it
    assert Visit.objects.count() == 3
    sound()


def test_a_record_that_waited_for_a_door_holds_up_neither_it_nor_others(cast: Cast, mistake: Plant):
    found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW)
    waiting = [replace(cast.visit(), household=found.id) for _ in range(3)]
    cast.send(*waiting, made=9)
    mistake(keeping, "visits_accepted", waiting[1:2])
    tablet = cast.send(found, cast.visit(), first=4, made=9)
    assert (tablet.have, aside(), Visit.objects.count()) == (5, [2], 3)
    assert Quarantine.objects.get().reason == "unforeseen: Mistake"
    sound()


def test_a_door_that_came_in_such_a_batch_brings_what_waited_for_it(cast: Cast, mistake: Plant):
    found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW)
    cast.send(replace(cast.visit(), household=found.id), made=3)
    mistake(keeping, "visits_accepted", [bad := cast.visit()])
    cast.send(found, bad, first=2)
    assert (aside(), Visit.objects.get().n) == ([3], 1)
    sound()


def test_an_edit_that_cannot_be_merged(cast: Cast, mistake: Plant):
    def edit(note: str) -> HouseholdEdit:
        return replace(
            EDIT, id=new_id(), household=HOUSEHOLDS[0].id, official=cast.binh.official,
            changes=(replace(EDIT.changes[0], value=note),),
        )  # fmt: skip

    sent = [edit("ngõ 1"), edit("ngõ 2"), edit("ngõ 3")]
    mistake(writing, "edits_came", sent[1:2])
    cast.send(*sent)
    assert aside() == [2]
    sound()


def test_a_leader_tries_again_in_vain_and_then_with_the_mistake_mended(cast: Cast, mistake: Plant, monkeypatch):
    sent = [*visits_of(cast, 2), cast.visit(HOUSEHOLDS[8]), cast.visit(HOUSEHOLDS[9])]
    mistake(keeping, "visits_accepted", [sent[1], sent[2]])
    cast.send(*sent)
    assert aside() == [2, 3, 4]
    reached = sum(one.reached for one in reading.coverage(NAM_DONG.code).values())
    assert admit(NAM_DONG.code, cast.enrolled.tablet, cast.an.official, NOW) == Admitted(1, 2)
    assert dict(Quarantine.objects.values_list("n", "reason")) == dict.fromkeys([2, 3], "unforeseen: Mistake")
    assert sum(one.reached for one in reading.coverage(NAM_DONG.code).values()) == reached + 1
    sound()
    monkeypatch.undo()
    assert admit(NAM_DONG.code, cast.enrolled.tablet, cast.an.official, NOW) == Admitted(2, 0)
    assert (aside(), Visit.objects.count()) == ([], 4)
    sound()


def test_what_a_revoked_tablet_sent_stays_that(cast: Cast, mistake: Plant):
    enrolment.revoke(cast.tablet)
    sent = visits_of(cast, 2)
    mistake(batch, "upgraded", sent[:1])
    assert cast.send(*sent).have == 2
    assert dict(Quarantine.objects.values_list("n", "code")) == {1: "REVOKED", 2: "REVOKED"}


def test_offered_under_another_name_it_leaves_its_old_place(cast: Cast, mistake: Plant):
    sent = visits_of(cast, 3)
    mistake(keeping, "visits_accepted", sent[1:2])
    cast.send(*sent)
    renewed = enrolment.renew(cast.tablet, Renew(new_id(), "0.1.0", NOW), NOW)
    accept(NAM_DONG.code, renewed.tablet, replace(cast.push(*sent), tablet=renewed.tablet), NOW)
    assert list(Quarantine.objects.values_list("tablet", "n")) == [(renewed.tablet, 2)]
    assert Visit.objects.count() == 2
    sound()


def test_a_tablet_is_told_and_goes_on(cast: Cast, mistake: Plant, tmp_path):
    with joined(cast.enrolled, tmp_path) as own:
        own.sync()
        sent = visits_of(cast, 4)
        mistake(keeping, "visits_accepted", sent[1:2])
        for one in sent:
            own.store.add(one)
        own.sync()
        state = own.store.sync_state()
        assert (state.unsent, [(one.n, one.code) for one in state.rejected]) == (0, [(2, "INVALID")])
        assert "cất riêng" in state.rejected[0].vi


def test_a_file_that_another_tablet_carried_is_taken_all_the_same(cast: Cast, mistake: Plant):
    sent = visits_of(cast, 5)
    mistake(keeping, "visits_accepted", sent[1:3])
    data = sealed(cast, cast.push(*sent))
    taken = take(data, Way.CARRIED, NOW)
    assert (taken.file.taken, taken.file.aside, taken.problem) == (3, 2, None)
    assert take(data, Way.CARRIED, NOW).held == 5
    sound()


@pytest.mark.parametrize(
    "trouble", [OperationalError("database is locked"), MemoryError(), KeyboardInterrupt()], ids=repr
)
def test_trouble_of_the_machine_is_no_records_fault(cast: Cast, monkeypatch, trouble):
    before, calls = CommuneFeed.objects.get(pk=NAM_DONG.code).seq, []

    def fails(*given):
        calls.append(given)
        raise trouble

    monkeypatch.setattr(keeping, "visits_accepted", fails)
    with pytest.raises(type(trouble)):
        cast.send(*visits_of(cast, 3))
    assert len(calls) == 1
    assert not Quarantine.objects.exists()
    assert not Receipt.objects.exists()
    assert not Visit.objects.exists()
    assert CommuneFeed.objects.get(pk=NAM_DONG.code).seq == before


def test_trouble_of_the_machine_in_the_middle_of_the_search_is_none_either(cast: Cast, monkeypatch):
    sent = visits_of(cast, 8)
    well, calls = keeping.visits_accepted, []

    def fails(commune, counted_from, visits, households):
        calls.append(len(visits))
        if len(calls) == 5:
            raise OperationalError("disk I/O error")
        if sent[6] in visits:
            raise Mistake
        well(commune, counted_from, visits, households)

    monkeypatch.setattr(keeping, "visits_accepted", fails)
    with pytest.raises(OperationalError):
        cast.send(*sent)
    assert calls == [8, 8, 4, 4, 2]
    assert not Receipt.objects.exists()
    assert not Visit.objects.exists()
    sound()


def test_a_household_that_no_database_can_look_for(cast: Cast):
    push = cast.push(*visits_of(cast, 3))
    push.records["visit"]["household"][1] = "a\x00b"
    assert accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW).tablet.have == 3
    assert aside() == [2]
