"""A household asks that nothing be kept of it: gone here, told to every tablet, and never back."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.records import Blank, Erased, HouseholdState, NewHousehold, Said
from outreach.domain.visit_versions import moved, retraction
from outreach.server.backups import lasting
from outreach.server.doors import erasure, merging
from outreach.server.doors.models import Passed, Tombstone
from outreach.server.ingest.accept import accept
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import answers
from outreach.server.records.models import Answer, Quarantine, Receipt, Visit
from outreach.sync.wire import Push
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.ingest.test_exchange import Reader, second_tablet

from .test_editing import edit, exact, now
from .test_merging import KEPT, TWIN, merge

OTHER = HOUSEHOLDS[2]
NOTE = "Bà Tư có chó dữ"
TOKEN = "t" * 36


def fill(cast: Cast) -> None:
    """Everything a household can leave behind."""
    visit = cast.visit(KEPT, note=NOTE, handout=TOKEN, next_visit=NOW.date())
    cast.send(
        visit,
        replace(visit, id=new_id(), replaces=visit.id),
        edit(cast, KEPT, address_note=NOTE),
        edit(cast, KEPT, address_note=f"{NOTE}, cổng đỏ", who="m" * 21 + "A"),
        cast.visit(KEPT, note=NOTE * 1000),  # too long: waits in quarantine
    )
    answers.say(NAM_DONG.code, cast.enrolled.tablet, TOKEN, "kich-hoat-vneid", Said.HELP, NOW)


def erase(cast: Cast, household=KEPT) -> None:
    erasure.erase(NAM_DONG.code, household.id, cast.an.official, NOW)


def left_of(*words: str) -> list[str]:
    """Where any of these words is still found, in any column of any table."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.values():
            found += [f"{model.__name__}.{name}" for name, value in row.items() if any(w in str(value) for w in words)]
    return found


def test_nothing_is_left_but_that_it_was_erased(cast: Cast):
    fill(cast)
    erase(cast)
    assert set(left_of(KEPT.id, KEPT.code, NOTE, "Bà Tư")) == {"Tombstone.household", "Feed.ref"}
    assert exact()
    assert cast.tablet.have == Receipt.objects.count() == 5
    with pytest.raises(OutreachError):
        erase(cast)


def test_nothing_is_left_in_the_files_of_sqlite(lasting_cast: Cast):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reuses the space after its next vacuum")
    fill(lasting_cast)
    erase(lasting_cast)
    database = Path(str(connection.settings_dict["NAME"]))
    files = [one for one in database.parent.glob(f"{database.name}*") if one.is_file()]
    assert len(files) > 1
    for one in files:
        assert NOTE.encode() not in one.read_bytes(), one.name


def test_what_was_merged_with_it_goes_too(cast: Cast):
    cast.send(cast.visit(KEPT), cast.visit(TWIN))
    merge(cast)
    erase(cast, TWIN)
    assert not Visit.objects.exists()
    assert not HouseholdRow.objects.filter(id__in=[KEPT.id, TWIN.id]).exists()
    assert exact()
    with pytest.raises(OutreachError):
        merging.undo(NAM_DONG.code, new_id(), cast.an.official, NOW)


def test_late_records_are_held_but_leave_nothing(cast: Cast):
    erase(cast)
    token, others = "u" * 36, "v" * 36
    for one in (token, others):
        answers.say(NAM_DONG.code, cast.enrolled.tablet, one, "kich-hoat-vneid", Said.HELP, NOW)
    finding = NewHousehold(KEPT.id, HAMLETS[0].id, cast.binh.official, NOW, NOTE)
    records = (cast.visit(KEPT, note=NOTE, handout=token), edit(cast, KEPT, address_note=NOTE), finding)
    tablet = cast.send(*records, cast.visit(KEPT, note=NOTE * 1000), cast.visit(HOUSEHOLDS[2], handout=others))
    assert tablet.have == 5
    assert not Quarantine.objects.exists()
    assert Visit.objects.get().household == HOUSEHOLDS[2].id
    assert Answer.objects.get().household == HOUSEHOLDS[2].id
    assert left_of(NOTE) == []
    assert exact()
    cast.send(*records, made=5)  # sent again: held under the same numbers


def test_a_revoked_tablet_cannot_bring_it_back(cast: Cast):
    erase(cast)
    other = second_tablet(cast)
    from outreach.server.devices import enrolment
    from outreach.server.devices.models import Tablet

    enrolment.revoke(Tablet.objects.get(id=other.tablet))
    accept(NAM_DONG.code, other.tablet, replace(cast.push(cast.visit(KEPT)), tablet=other.tablet), NOW)
    assert not Quarantine.objects.exists()


def test_a_blank_fills_its_number_and_nothing_else(cast: Cast):
    visit = cast.visit(KEPT)
    cast.send(visit)
    erase(cast)
    assert cast.send(Blank(visit.id), made=1).have == 1, "the number is held under the same id"
    assert cast.send(Blank(new_id()), cast.visit(HOUSEHOLDS[2]), first=2).have == 3
    assert not Quarantine.objects.exists()
    assert Visit.objects.count() == 1


def test_every_tablet_of_the_commune_hears_of_it(cast: Cast):
    elsewhere = Reader(cast, second_tablet(cast, HAMLETS[2].id)).all()
    cast.send(cast.visit(KEPT))
    erase(cast)
    assert elsewhere.all().told["erased"] == {KEPT.id: Erased(KEPT.id, NOW)}


def test_a_first_sync_holds_nothing_of_it_but_says_what_to_erase(cast: Cast):
    fill(cast)
    erase(cast)
    told = Reader(cast, second_tablet(cast)).all().told
    assert KEPT.id not in told["household"]
    assert "visit" not in told
    assert "contested" not in told
    assert set(told["erased"]) == {KEPT.id}


def test_passing_the_cursor_is_the_acknowledgement(cast: Cast):
    reader = Reader(cast).all()
    erase(cast)
    stone = Tombstone.objects.get()
    reader.once()  # it is told now, and has not said yet that it took it in
    assert not Passed.objects.filter(seq__gte=stone.seq).exists()
    reader.once()
    assert Passed.objects.get(seq__gte=stone.seq).tablet == cast.enrolled.tablet
    other = Reader(cast, second_tablet(cast)).all()
    other.once()
    assert Passed.objects.filter(seq__gte=stone.seq).count() == 2, "each says it for itself"
    assert reader.cursor
    push = Push(cast.enrolled.tablet, 0, NOW, "0.1.0", cursor=replace(reader.cursor, epoch="another"))
    Passed.objects.all().delete()
    cast.exchange(push)
    assert not Passed.objects.exists(), "a cursor of another history says nothing"


def test_a_restore_is_followed_by_the_same_erasures(cast: Cast):
    """The backup was taken before: everything is back, until the stones are replayed."""
    fill(cast)
    stones = [lasting.Erased(NAM_DONG.code, KEPT.id, cast.an.official, NOW)] * 2  # noted twice, it is done once
    unknown = replace(stones[0], household=new_id())
    stones += [unknown, replace(unknown, commune="99999")]
    assert erasure.erase_again(stones) == 1
    assert set(left_of(KEPT.id, NOTE)) == {"Tombstone.household", "Feed.ref"}
    assert exact()
    seen = list(Tombstone.objects.order_by("seq").values_list("household", "seq"))
    assert {household for household, _ in seen} == {KEPT.id, unknown.household}
    assert erasure.erase_again(stones) == 0
    assert list(Tombstone.objects.order_by("seq").values_list("household", "seq")) == seen


def test_what_was_merged_with_it_at_another_time_stands_alone_again(cast: Cast):
    """The two had been merged for a while when the backup was taken; only the one asked for its erasure."""
    fill(cast)
    cast.send(cast.visit(TWIN), cast.visit(OTHER), first=6)
    merge(cast, TWIN, OTHER)
    merge(cast)
    reader = Reader(cast).all()
    assert erasure.erase_again([lasting.Erased(NAM_DONG.code, KEPT.id, cast.an.official, NOW)]) == 1
    assert exact()
    assert (now(TWIN).state, now(TWIN).merged_into) == (HouseholdState.ELIGIBLE, None)
    assert now(OTHER).merged_into == TWIN.id
    assert set(left_of(KEPT.id, KEPT.code, NOTE)) == {"Tombstone.household", "Feed.ref"}
    assert reader.all().told["household"][TWIN.id].state is HouseholdState.ELIGIBLE


def test_one_of_two_that_were_merged_at_another_time(cast: Cast):
    """Its visits no longer count for the one kept, where one of them was corrected."""
    noted = cast.visit(TWIN)
    cast.send(cast.visit(KEPT), noted)
    merge(cast)
    cast.send(cast.visit(KEPT, replaces=noted.id), first=3)
    assert erasure.erase_again([lasting.Erased(NAM_DONG.code, TWIN.id, cast.an.official, NOW)]) == 1
    assert exact()
    assert now(KEPT).state is HouseholdState.ELIGIBLE


def test_an_erasure_is_noted_where_a_restore_finds_it(cast: Cast, settings, tmp_path):
    settings.BACKUPS = tmp_path / "backups"
    fill(cast)
    erase(cast)
    Tombstone.objects.all().delete()
    assert lasting.replay(erasure.erase_again).erased == 0  # nothing of it is left, but tablets are told again
    assert Tombstone.objects.get().household == KEPT.id


def test_what_cannot_be_noted_is_not_erased(cast: Cast, settings, tmp_path):
    (tmp_path / "backups").write_text("no folder")
    settings.BACKUPS = tmp_path / "backups"
    fill(cast)
    with pytest.raises(OutreachError, match="Chưa xóa"):
        erase(cast)
    assert HouseholdRow.objects.filter(id=KEPT.id).exists()


def test_what_was_noted_of_it_at_another_door_goes_too(cast: Cast, an: Client):
    first = cast.visit(OTHER, note=NOTE, handout=TOKEN)
    wrong = replace(first, id=new_id(), replaces=first.id)
    cast.send(first, wrong, retraction(wrong), moved(wrong, KEPT), cast.visit(OTHER))
    erase(cast)
    assert left_of(NOTE, TOKEN) == []
    assert sorted(Visit.objects.values_list("household", "outcome")) == [(OTHER.id, "met"), (OTHER.id, "retracted")]
    assert exact()
    told = erasure.erased(NAM_DONG.code)
    assert {one.id for one in told} == {KEPT.id, first.id, wrong.id}
    assert told[-1].id == KEPT.id
    assert an.get("/ho-dan/da-xoa/").content.decode().count("Xóa lúc") == 1


def test_so_does_what_is_moved_only_afterwards_by_who_noted_it(cast: Cast):
    wrong, others = cast.visit(OTHER, note=NOTE), cast.visit(OTHER, official=cast.an.official)
    cast.send(wrong, others)
    erase(cast)
    cast.send(replace(moved(wrong, KEPT), replaces=others.id), first=3)
    assert Visit.objects.count() == 2, "nobody else's word erases it"
    cast.send(retraction(wrong), moved(wrong, KEPT), first=4)
    assert left_of(NOTE) == []
    assert {one.outcome for one in Visit.objects.exclude(id=others.id)} == {"retracted"}
    assert Tombstone.objects.get(household=wrong.id).of == KEPT.id
    assert exact()


def test_after_a_restore_it_goes_again_and_is_never_taken_again(cast: Cast):
    wrong = cast.visit(OTHER, note=NOTE)
    cast.send(wrong, retraction(wrong), moved(wrong, KEPT))
    erase(cast)
    stones = [
        lasting.Erased(NAM_DONG.code, one.household, one.official, one.at, one.of) for one in Tombstone.objects.all()
    ]
    Tombstone.objects.all().delete()
    Visit.objects.all().delete()
    cast.send(wrong, first=4)
    assert erasure.erase_again(stones) == 0
    cast.send(wrong, first=5)
    assert left_of(NOTE) == []
    assert Tombstone.objects.get(household=wrong.id).of == KEPT.id
