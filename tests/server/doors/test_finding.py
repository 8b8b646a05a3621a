"""Doors that are on no list: registered as they come in, told, counted, and given a code."""

from dataclasses import replace

import pytest

from outreach.domain.duplicates import provisional_code
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.records import Need, NewHousehold
from outreach.server.doors.erasure import erase
from outreach.server.doors.finding import give_code, without_code
from outreach.server.doors.models import Change
from outreach.server.ingest.accept import accept
from outreach.server.places import mapping, register
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records.models import Quarantine, Visit
from outreach.server.rollups import reading
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.doors.test_editing import edit, exact
from tests.server.ingest.test_exchange import Reader, second_tablet

from .test_editing import now


def found(cast: Cast, note="sau chợ", **more) -> NewHousehold:
    hamlet = more.pop("hamlet", HAMLETS[0].id)
    return NewHousehold(new_id(), hamlet, cast.binh.official, NOW, note, (Need.LARGE_TEXT,), **more)


def door(one: NewHousehold):
    return next(mapping.households(NAM_DONG.code, [one.id]))


def test_a_door_with_its_visit_comes_in_one_batch(cast: Cast):
    one = found(cast)
    new = replace(HOUSEHOLDS[0], id=one.id)
    cast.send(one, cast.visit(new), edit(cast, replace(new, address_note="sau chợ"), address_note="cổng đỏ"))
    assert not Quarantine.objects.exists()
    assert (door(one).code, door(one).address_note) == (provisional_code(one.id), "cổng đỏ")
    whole = reading.coverage(NAM_DONG.code)[HAMLETS[0].id]
    assert (whole.eligible, whole.reached) == (5, 1)
    assert exact()
    assert list(Change.objects.order_by("version").values_list("field", flat=True)) == ["found", "address_note"]


def test_other_tablets_hear_of_it_and_no_batch_doubles_it(cast: Cast):
    other = Reader(cast, second_tablet(cast)).all()
    one = found(cast)
    cast.send(one)
    cast.send(one)
    cast.send(one, first=2)
    other.all()
    assert other.told["household"][one.id] == door(one)
    assert exact()


def test_the_outsider_and_the_impostor_wait_in_quarantine(cast: Cast):
    elsewhere = found(cast, hamlet=HAMLETS[2].id)
    impostor = replace(found(cast), id=HOUSEHOLDS[0].id)
    untidy = found(cast, note=" hai  dấu cách ")
    cast.send(elsewhere, impostor, untidy)
    assert Quarantine.objects.count() == 3
    assert now() == HOUSEHOLDS[0]


def test_a_visit_that_comes_before_its_door_is_taken_when_the_door_comes(cast: Cast):
    """After a restore another tablet may offer its visits before the finder offers the door."""
    one = found(cast)
    new = replace(HOUSEHOLDS[0], id=one.id)
    other = second_tablet(cast)
    early = cast.push(cast.visit(new), edit(cast, replace(new, address_note="sau chợ"), address_note="cổng đỏ"))
    accept(NAM_DONG.code, other.tablet, replace(early, tablet=other.tablet), NOW)
    assert Quarantine.objects.count() == 2
    cast.send(one)
    assert not Quarantine.objects.exists()
    assert Visit.objects.get().tablet == other.tablet
    assert door(one).address_note == "cổng đỏ"
    assert exact()


def test_a_leader_gives_the_code(cast: Cast):
    one = found(cast)
    cast.send(one)
    assert without_code(NAM_DONG.code) == [door(one)]
    other = replace(HOUSEHOLDS[0], id=new_id(), code="Đ-07")
    register.add_households(NAM_DONG.code, [other])
    for wrong, why in (
        ("", "Thiếu mã hộ"),
        ("x" * 33, "dài quá 32 ký tự"),
        ("046 123 456 789", "giống số giấy tờ"),
        (HOUSEHOLDS[3].code.lower(), "đã có hộ khác dùng"),
        ("đ-07", "đã có hộ khác dùng"),
    ):
        with pytest.raises(OutreachError, match=why):
            give_code(NAM_DONG.code, one.id, wrong, cast.an.official, NOW)
    reader = Reader(cast).all()
    for _ in range(2):  # the button was pressed twice
        give_code(NAM_DONG.code, one.id, " 01-005 ", cast.an.official, NOW)
    assert (door(one).code, door(one).version, without_code(NAM_DONG.code)) == ("01-005", 1, [])
    assert reader.all().told["household"][one.id].code == "01-005"


def test_a_door_that_was_erased_meanwhile_takes_no_code(cast: Cast):
    one = found(cast)
    cast.send(one)
    erase(NAM_DONG.code, one.id, cast.an.official, NOW)
    with pytest.raises(OutreachError, match="vừa được xóa"):
        give_code(NAM_DONG.code, one.id, "01-005", cast.an.official, NOW)


def test_a_provisional_code_that_is_taken_is_longer(cast: Cast):
    one = found(cast)
    register.add_households(NAM_DONG.code, [replace(HOUSEHOLDS[0], id=new_id(), code=provisional_code(one.id))])
    cast.send(one)
    assert HouseholdRow.objects.get(id=one.id).code == provisional_code(one.id, 5)
