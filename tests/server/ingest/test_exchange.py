"""The exchange without HTTP: who is heard, what a tablet is told, and what happens after a restore."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.identity import new_id
from outreach.domain.records import Household, NewHousehold, Noted, Visit
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.ingest import changes
from outreach.server.ingest.exchange import exchange
from outreach.server.places import register
from outreach.server.records import feed
from outreach.server.records.models import CommuneFeed, Feed, Quarantine
from outreach.sync import wire
from outreach.sync.wire import Answer, Cursor, Enrol, Push
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast

OWN = [household.id for household in HOUSEHOLDS[:8]]


class Reader:
    """A tablet that only reads: it keeps its cursor and all it was told, by kind and id."""

    def __init__(self, cast: Cast, enrolled=None) -> None:
        self.enrolled = enrolled or cast.enrolled
        self.cursor: Cursor | None = None
        self.told: dict[str, dict[str, Any]] = {}
        self.answers = 0
        self.most = wire.PAGE

    def once(self) -> Answer:
        made = Tablet.objects.get(id=self.enrolled.tablet).have
        push = Push(self.enrolled.tablet, made, NOW, "0.1.0", cursor=self.cursor, most=self.most)
        # Packed and unpacked, as it travels.
        answer = wire.unpack(wire.pack(exchange(NAM_DONG.code, self.enrolled.tablet, push, NOW)), Answer)
        self.answers += 1
        self.cursor = answer.cursor_after(push.cursor)
        for kind, columns in answer.changes.items():
            for item in wire.from_rows(wire.rows(columns), wire.CHANGE_KINDS[kind]):
                self.told.setdefault(kind, {})[getattr(item, "id", "")] = item
        return answer

    def all(self) -> "Reader":
        while self.once().more:
            assert self.answers < 100
        return self


def second_tablet(cast: Cast, *hamlets: str):
    code = enrolment.make_code(cast.binh, hamlets or [HAMLETS[0].id], NOW)
    return enrolment.enrol(Enrol(code, "máy hai", "0.1.0", NOW), NOW)


def refused(cast: Cast, push: Push) -> ErrorCode:
    with pytest.raises(SyncError) as error:
        cast.exchange(push)
    return error.value.code


def test_a_tablet_is_not_heard_as_another(cast: Cast):
    push = replace(cast.push(cast.visit()), tablet=second_tablet(cast).tablet)
    assert refused(cast, push) is ErrorCode.AUTH
    assert not Quarantine.objects.exists()


def test_another_protocol_is_told_which_side_is_old(cast: Cast):
    assert refused(cast, cast.push(protocol=99)) is ErrorCode.SERVER_TOO_OLD
    assert refused(cast, cast.push(protocol=0)) is ErrorCode.CLIENT_TOO_OLD
    naive = cast.push(clock=NOW.replace(tzinfo=None))
    assert refused(cast, naive) is ErrorCode.INVALID


def test_a_first_sync_tells_all_of_the_own_hamlets_and_nothing_of_others(cast: Cast):
    other = second_tablet(cast, HAMLETS[2].id)
    visit, elsewhere = cast.visit(), cast.visit(HOUSEHOLDS[8])
    cast.send(visit)
    exchange(NAM_DONG.code, other.tablet, replace(cast.push(elsewhere), tablet=other.tablet), NOW)
    told = Reader(cast).all().told
    assert told["commune"] == {"": NAM_DONG}
    assert list(told["hamlet"].values()) == list(HAMLETS)
    assert sorted(told["household"]) == sorted(OWN)
    assert told["household"][OWN[0]] == HOUSEHOLDS[0]
    assert told["visit"] == {visit.id: visit}
    assert len(told["official"]) == 2


def test_a_snapshot_resumes_where_it_broke_off_and_misses_nothing_that_moved(cast: Cast, monkeypatch):
    monkeypatch.setattr(changes, "HOUSEHOLDS_A_PAGE", 3)
    reader = Reader(cast)
    first = reader.once()
    assert first.more
    assert first.cursor
    assert first.cursor.snapshot
    new = [Household(new_id(), HAMLETS[0].id, f"01-9{number:02}") for number in range(5)]
    register.add_households(NAM_DONG.code, new)
    cast.send(cast.visit(HOUSEHOLDS[0]))
    reader.all()
    assert sorted(reader.told["household"]) == sorted([*OWN, *(household.id for household in new)])
    assert reader.cursor
    assert reader.cursor.snapshot is None
    assert not reader.once().changes


def test_changes_come_in_pages_and_never_twice(cast: Cast, monkeypatch):
    other = Reader(cast, second_tablet(cast, HAMLETS[0].id, HAMLETS[1].id)).all()
    monkeypatch.setattr(changes, "MOST_A_PAGE", 2)
    sent = [cast.visit(household) for household in HOUSEHOLDS[:5]]
    cast.send(*sent)
    other.told.clear()
    answers = other.answers
    other.all()
    assert other.told["visit"] == {visit.id: visit for visit in sent}
    assert other.answers - answers == 3
    assert not other.once().changes


@pytest.mark.parametrize(("most", "answers"), [(2, 3), (10**9, 2), (0, 5), (-1, 5)])
def test_a_tablet_gets_as_many_changes_at_a_time_as_it_asks_for(cast: Cast, monkeypatch, most, answers):
    """But never more than a page holds, nor none."""
    other = Reader(cast, second_tablet(cast, HAMLETS[0].id, HAMLETS[1].id)).all()
    monkeypatch.setattr(changes, "MOST_A_PAGE", 4)
    sent = [cast.visit(household) for household in HOUSEHOLDS[:5]]
    cast.send(*sent)
    other.most, before = most, other.answers
    assert other.all().told["visit"] == {visit.id: visit for visit in sent}
    assert other.answers - before == answers


def test_no_page_is_more_than_a_tablet_takes_whatever_was_noted(cast: Cast, monkeypatch):
    """In the first sync and after it; nothing is missed for it."""
    monkeypatch.setattr(changes, "LARGEST_PAGE", 25_000)
    other = Reader(cast, second_tablet(cast, HAMLETS[0].id, HAMLETS[1].id)).all()
    sent = [cast.visit(HOUSEHOLDS[at % 8], note="ồ" * 2000) for at in range(16)]
    cast.send(*sent)
    for reader in (other, Reader(cast, second_tablet(cast, HAMLETS[0].id, HAMLETS[1].id))):
        reader.told.clear()
        more = True
        while more:
            answer = reader.once()
            assert len(msgspec.json.encode(answer.changes)) < 40_000
            more = answer.more
        assert reader.told["visit"] == {visit.id: visit for visit in sent}
        assert reader.answers > 4


def test_a_place_in_a_first_sync_that_nobody_gave_begins_it_anew(cast: Cast):
    reader = Reader(cast)
    begun = reader.once()
    assert begun.cursor
    reader.cursor = replace(begun.cursor, snapshot="\x00")
    assert reader.once().changes == begun.changes


def test_a_tablet_that_asks_to_be_brief_is_not_told_what_it_knows(cast: Cast):
    known = Reader(cast).all().cursor
    push = replace(cast.push(), cursor=known, brief=True)
    told = cast.exchange(push)
    assert (told.cursor, told.scope) == (None, None)
    assert told.cursor_after(known) == known
    register.add_households(NAM_DONG.code, [Household(new_id(), HAMLETS[0].id, "01-900")])
    told = cast.exchange(push)
    assert told.cursor
    assert (told.cursor.epoch, told.scope) == ("", None)
    whole = cast.exchange(replace(push, brief=False))
    assert told.cursor_after(known) == whole.cursor != known
    assert whole.scope
    Tablet.objects.filter(id=cast.enrolled.tablet).update(scope=[HAMLETS[0].id])
    for asked in (known, None):
        told = cast.exchange(replace(push, cursor=asked))
        assert told.scope == (HAMLETS[0].id,)
        assert told.cursor_after(asked).epoch not in ("", known.epoch if known else "")


def test_a_tablet_is_not_told_its_own_visits_again(cast: Cast):
    reader = Reader(cast).all()
    reader.told.clear()
    cast.send(cast.visit())
    push = Push(cast.enrolled.tablet, 1, NOW, "0.1.0", cursor=reader.cursor)
    answer = cast.exchange(push)
    assert not answer.changes
    assert reader.cursor
    assert answer.cursor_after(reader.cursor).seq > reader.cursor.seq


def test_what_is_to_be_handed_in_goes_before_what_is_new(cast: Cast):
    known = Reader(cast).all().cursor
    register.add_households(NAM_DONG.code, [Household(new_id(), HAMLETS[0].id, "01-900")])
    first, last = cast.push(cast.visit(), made=2, cursor=known), cast.push(cast.visit(), first=2, cursor=known)
    answer = cast.exchange(first)
    assert (answer.have, answer.changes, answer.more, answer.cursor) == (1, {}, True, known)
    answer = cast.exchange(last)
    assert (answer.have, answer.more) == (2, False)
    assert answer.changes["household"]["code"] == ["01-900"]
    # A first sync begins with any push: without a cursor there is nothing to come back to.
    assert cast.exchange(replace(first, made=3, cursor=None)).changes["commune"]


def test_a_tablet_is_past_its_own_visits_once_they_are_taken(cast: Cast):
    known = Reader(cast).all().cursor
    answer = cast.exchange(cast.push(cast.visit(), cast.visit(), made=3, cursor=known))
    assert (answer.changes, answer.more) == ({}, True)
    assert answer.cursor_after(known).seq == CommuneFeed.objects.get(pk=NAM_DONG.code).seq


def test_what_else_came_of_its_records_is_told(cast: Cast):
    """A correction, a clock put right, a household that was found: none of it may be passed over."""
    noted = cast.visit()
    sent: list[tuple[Noted, list[str]]] = [
        (noted, []),
        (cast.visit(replaces=noted.id), ["visit"]),
        (cast.visit(at=NOW + timedelta(days=400)), ["visit"]),
        (NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, NOW, "sau chợ"), ["household"]),
    ]
    for n, (record, told) in enumerate(sent, start=1):
        known = Reader(cast).all().cursor
        answer = cast.exchange(cast.push(record, first=n, cursor=known))
        assert list(answer.changes) == told


def test_a_rejected_record_is_named_until_somebody_mends_it(cast: Cast):
    push = cast.push(cast.visit(), cast.visit(HOUSEHOLDS[8]))
    for _ in range(2):
        answer = cast.exchange(push)
        assert answer.have == 2
        assert [(one.n, one.code) for one in answer.rejected] == [(2, "SCOPE")]
        assert answer.rejected[0].vi != answer.rejected[0].en
    Quarantine.objects.all().delete()
    assert not cast.exchange(push).rejected


def test_a_revoked_tablet_hands_in_everything_before_it_is_turned_away(cast: Cast):
    enrolment.revoke(cast.tablet)
    records = [cast.visit(household) for household in HOUSEHOLDS[:4]]
    answer = cast.exchange(cast.push(*records[:2], made=4))
    assert (answer.have, answer.changes, answer.more) == (2, {}, False)
    last = cast.push(*records[2:], first=3)
    assert refused(cast, last) is ErrorCode.REVOKED
    assert list(Quarantine.objects.order_by("n").values_list("n", flat=True)) == [1, 2, 3, 4]
    assert refused(cast, cast.push(made=4)) is ErrorCode.REVOKED


def test_every_history_has_a_name_of_its_own(cast: Cast):
    epochs = set(CommuneFeed.objects.values_list("epoch", flat=True))
    assert len(epochs) == 2
    assert "" not in epochs
    feed.new_epoch(NAM_DONG.code, "which another exchange has changed since")
    assert set(CommuneFeed.objects.values_list("epoch", flat=True)) == epochs


def test_a_new_epoch_sends_everybody_back_to_the_start(cast: Cast):
    reader = Reader(cast).all()
    CommuneFeed.objects.update(epoch=new_id())
    reader.told.clear()
    reader.all()
    assert sorted(reader.told["household"]) == sorted(OWN)


@pytest.mark.parametrize("damage", ["the feed was cut", "the feed went another way"])
def test_a_restore_that_nobody_announced_opens_a_new_epoch(cast: Cast, damage):
    other = Reader(cast, second_tablet(cast, HAMLETS[0].id))
    cast.send(cast.visit())
    other.all()
    before = CommuneFeed.objects.get(pk=NAM_DONG.code)
    if damage == "the feed was cut":
        Feed.objects.filter(commune=NAM_DONG.code, seq=before.seq).delete()
        hash_ = Feed.objects.get(commune=NAM_DONG.code, seq=before.seq - 1).hash
        CommuneFeed.objects.filter(pk=NAM_DONG.code).update(seq=before.seq - 1, hash=hash_)
    else:
        Feed.objects.filter(commune=NAM_DONG.code, seq=before.seq).update(hash="f" * 16)
        CommuneFeed.objects.filter(pk=NAM_DONG.code).update(hash="f" * 16)
    other.told.clear()
    other.all()
    assert len(other.told["household"]) == 4
    assert CommuneFeed.objects.get(pk=NAM_DONG.code).epoch != before.epoch


def test_a_cursor_that_nobody_gave_out_makes_only_its_own_tablet_read_anew(cast: Cast):
    reader, other = Reader(cast).all(), Reader(cast, second_tablet(cast, HAMLETS[0].id)).all()
    assert reader.cursor
    assert other.cursor
    before = CommuneFeed.objects.get(pk=NAM_DONG.code).epoch
    seal = reader.cursor.hash.partition(".")[2]
    made_up = (
        replace(reader.cursor, hash="f" * 16),
        replace(reader.cursor, hash=f"{'f' * 16}.{seal}"),
        replace(reader.cursor, seq=reader.cursor.seq + 9),
        replace(other.cursor, epoch=reader.cursor.epoch, seq=0),
    )
    for cursor in made_up:
        reader.cursor = replace(cursor, epoch=reader.cursor.epoch)
        told = reader.cursor.epoch
        reader.told.clear()
        assert sorted(reader.all().told["household"]) == sorted(OWN)
        assert reader.cursor.epoch != told, "a tablet lets go of what it is not told again when the epoch is another"
    assert CommuneFeed.objects.get(pk=NAM_DONG.code).epoch == before
    assert not other.once().changes
    assert not reader.once().changes


def test_a_cursor_from_before_they_were_sealed_goes_on(cast: Cast):
    reader = Reader(cast).all()
    assert reader.cursor
    reader.cursor = replace(reader.cursor, hash=reader.cursor.hash.partition(".")[0])
    assert not reader.once().changes


def test_what_a_restored_server_lost_is_asked_for_again(cast: Cast):
    cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1]))
    Tablet.objects.filter(id=cast.enrolled.tablet).update(have=1)
    assert cast.exchange(cast.push(made=2)).have == 1


def test_other_hamlets_are_read_from_the_start(cast: Cast):
    reader = Reader(cast).all()
    Tablet.objects.filter(id=cast.enrolled.tablet).update(scope=[HAMLETS[2].id])
    reader.told.clear()
    answer = reader.once()
    assert answer.scope == (HAMLETS[2].id,)
    assert sorted(reader.told["household"]) == sorted(household.id for household in HOUSEHOLDS[8:])


@pytest.mark.parametrize(
    "cursor",
    [Cursor("", 0, ""), Cursor("x", 1, "y"), Cursor("", -5, ""), Cursor("", 2**70, ""), Cursor("\x00", 1, "\x00")],
)
def test_a_senseless_cursor_reads_from_the_start(cast: Cast, cursor):
    answer = cast.exchange(cast.push(cursor=cursor, made=0))
    assert len(answer.changes["household"]["id"]) == 8


def test_a_senseless_place_in_the_right_epoch_reads_from_the_start(cast: Cast):
    reader = Reader(cast).all()
    assert reader.cursor
    for seq in (-1, 2**70, reader.cursor.seq + 1):
        cursor = replace(reader.cursor, seq=seq)
        answer = cast.exchange(cast.push(cursor=cursor, made=0))
        assert len(answer.changes["household"]["id"]) == 8


def test_a_visit_is_told_as_it_was_noted(cast: Cast):
    visit = cast.visit(note="Xóm Đình", satisfaction=2, handout="h" * 43, next_visit=NOW.date())
    cast.send(visit)
    told = Reader(cast, second_tablet(cast, HAMLETS[0].id)).all().told["visit"]
    assert isinstance(told[visit.id], Visit)
    assert told == {visit.id: visit}


@pytest.mark.parametrize("nothing", [{}, {"n": []}, {"id": []}], ids=str)
def test_a_kind_without_records_is_nothing_to_hand_in(cast: Cast, nothing):
    push = replace(cast.push(), made=3, records={"visit": nothing}, cursor=Reader(cast).all().cursor)
    assert cast.exchange(push).have == 0
