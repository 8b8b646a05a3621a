"""What a leader sees and does about households that changed: choose, name, merge, take apart, erase."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.domain.duplicates import provisional_code
from outreach.domain.identity import new_id
from outreach.domain.records import HouseholdState
from outreach.server.dashboard.household_review import SHOWN
from outreach.server.devices import enrolment
from outreach.server.doors import merging
from outreach.server.doors.models import Tombstone
from outreach.server.places.models import Household as HouseholdRow
from outreach.sync.wire import Renew
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.doors.test_editing import edit, from_second, now, waiting
from tests.server.doors.test_finding import found
from tests.server.ingest.test_exchange import Reader

DOOR, TWIN = HOUSEHOLDS[0], HOUSEHOLDS[1]
PAGE = f"/ho-dan/{DOOR.id}"


def text(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def differ(cast: Cast) -> None:
    cast.send(edit(cast, address_note="cổng xanh"))
    from_second(cast, edit(cast, address_note="sau chợ", who="m" * 21 + "A"))


def test_both_values_are_shown_and_either_can_be_chosen(cast: Cast, an: Client):
    differ(cast)
    for page in ("/ho-dan/can-xem/", f"{PAGE}/"):
        shown = text(an, page)
        assert shown.index("cổng xanh") < shown.index("sau chợ")
        assert "Trần Văn Bình" in shown
        assert "chưa thấy 1 thay đổi" in shown
    assert "1 việc cần xem về hộ dân" in text(an, "/")
    assert "1 việc cần xem" in text(an, "/ho-dan/")
    (one,) = waiting()
    chosen = {"contest": one.id, "value": "sau chợ", "from": "review"}
    answer = an.post(f"{PAGE}/chon", chosen, follow=True)
    assert answer.request["PATH_INFO"] == "/ho-dan/can-xem/"
    assert now().address_note == "sau chợ"
    assert "Không có gì phải xem" in answer.content.decode()
    again = an.post(f"{PAGE}/chon", chosen, follow=True).content.decode()
    assert "đã có người chọn" in again
    log = text(an, f"{PAGE}/")
    assert "<del>cổng xanh</del> → <ins>sau chợ</ins>" in log
    assert "Nguyễn Thị An" in log


def test_the_number_is_that_of_choices_where_one_household_has_two(cast: Cast, an: Client):
    cast.send(edit(cast, address_note="cổng xanh", state=HouseholdState.MOVED))
    from_second(cast, edit(cast, address_note="sau chợ", state=HouseholdState.VACANT, who="m" * 21 + "A"))
    assert "2 việc cần xem về hộ dân" in text(an, "/")
    assert "2 việc cần xem" in text(an, "/ho-dan/")
    assert text(an, "/ho-dan/can-xem/").count("Người khác ghi") == 2


def test_only_one_of_the_two_can_be_chosen(cast: Cast, an: Client):
    differ(cast)
    (one,) = waiting()
    an.post(f"{PAGE}/chon", {"contest": one.id, "value": "ngõ khác"})
    an.post(f"{PAGE}/chon", {"contest": "x", "value": "sau chợ"})
    an.post(f"/ho-dan/{TWIN.id}/chon", {"contest": one.id, "value": "sau chợ"})
    assert (now().address_note, waiting()) == ("cổng xanh", [one])


def test_a_found_door_stands_beside_the_one_it_may_be(cast: Cast, an: Client):
    one = found(cast, DOOR.address_note)
    cast.send(one, edit(cast, TWIN, address_note="cuối xóm"))
    page = text(an, "/ho-dan/can-xem/")
    assert provisional_code(one.id) in page
    assert f"Gộp vào hộ {DOOR.code}" in page
    assert "Mới thêm ở cửa</span>" in page
    assert f"Gộp vào hộ {TWIN.code}" not in page
    assert "Đã gộp" in an.post(f"{PAGE}/gop", {"merged": one.id}, follow=True).content.decode()
    assert HouseholdRow.objects.get(id=one.id).merged_into == DOOR.id
    assert "đã gộp; lượt thăm tính cho hộ" in text(an, f"/ho-dan/{one.id}/")
    (merge,) = merging.mergers(NAM_DONG.code, DOOR.id)
    assert "Đã tách lại" in an.post(f"{PAGE}/tach", {"merge": merge.id}, follow=True).content.decode()
    assert HouseholdRow.objects.get(id=one.id).state == HouseholdState.ELIGIBLE


def test_of_a_door_that_nobody_said_how_to_find_the_lists_say_so(cast: Cast, an: Client):
    one = found(cast, "")
    cast.send(one)
    for page in ("/ho-dan/can-xem/", f"/ho-dan/?tim={provisional_code(one.id)}"):
        assert "Chưa ghi cách tìm nhà" in text(an, page)


def test_a_long_list_is_shown_in_parts_and_asks_the_database_no_more_often(
    cast: Cast, an: Client, django_assert_num_queries
):
    cast.send(*(found(cast, DOOR.address_note) for _ in range(2)))
    with CaptureQueriesContext(connection) as few:
        text(an, "/ho-dan/can-xem/")
    cast.send(*(found(cast, DOOR.address_note) for _ in range(SHOWN)), first=3)
    with django_assert_num_queries(len(few)):
        page = text(an, "/ho-dan/can-xem/")
    assert page.count("Đặt mã") == SHOWN
    assert "Còn 2 việc nữa" in page


def test_a_code_is_given_once_and_a_taken_one_refused(cast: Cast, an: Client):
    one = found(cast)
    cast.send(one)
    taken = an.post(f"/ho-dan/{one.id}/ma", {"code": TWIN.code}, follow=True).content.decode()
    assert "đã có hộ khác dùng" in taken
    assert "Đã đặt mã hộ" in an.post(f"/ho-dan/{one.id}/ma", {"code": "01-077"}, follow=True).content.decode()
    assert HouseholdRow.objects.get(id=one.id).code == "01-077"
    later = an.post(f"/ho-dan/{one.id}/ma", {"code": "01-078"}, follow=True).content.decode()
    assert "Trong lúc đó hộ này đã có mã “01-077”." in later
    assert HouseholdRow.objects.get(id=one.id).code == "01-077"
    assert "Không có gì phải xem" in text(an, "/ho-dan/can-xem/")


def test_a_refused_code_stays_in_its_field_with_the_reason(cast: Cast, an: Client):
    one, other = found(cast, DOOR.address_note), found(cast, DOOR.address_note)
    cast.send(one, other)
    address, typed = f"/ho-dan/{one.id}/ma", f'value="{TWIN.code}" autofocus aria-invalid="true"'
    for where, heading, forms in (("review", "Hộ cần xem", 2), ("household", "Hộ mới, chưa có mã", 1)):
        answer = an.post(address, {"code": TWIN.code, "from": where})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert heading in page
        assert f"cho hộ {provisional_code(one.id)}</span></label>" in page
        assert (page.count("Đặt mã"), page.count(typed), page.count("đã có hộ khác dùng")) == (forms, 1, 1)
    assert an.get(address)["Location"] == f"/ho-dan/{one.id}/"  # where a language was chosen on that page


def test_erasing_asks_first_and_then_lists_who_has_passed_it(cast: Cast, an: Client):
    reader = Reader(cast).all()
    cast.send(cast.visit())
    assert "1 lượt thăm" in text(an, f"{PAGE}/xoa")
    an.post(f"{PAGE}/xoa")
    assert HouseholdRow.objects.filter(id=DOOR.id).exists(), "nothing was confirmed"
    page = an.post(f"{PAGE}/xoa", {"sure": "yes"}, follow=True).content.decode()
    assert "0 trên 1 máy đã xóa" in page
    assert "Hộ này đã được xóa." in an.post(f"{PAGE}/xoa", {"sure": "yes"}, follow=True).content.decode()
    assert DOOR.code not in page
    reader.once()
    reader.once()
    assert "1 trên 1 máy đã xóa" in text(an, "/ho-dan/da-xoa/")
    assert an.get(f"{PAGE}/").status_code == 404


def test_a_tablet_under_a_new_name_is_waited_for_under_that_one_alone(cast: Cast, an: Client):
    an.post(f"{PAGE}/xoa", {"sure": "yes"})
    at = Tombstone.objects.get().at + timedelta(minutes=1)
    renewed = enrolment.renew(cast.tablet, Renew("A" * 22, "0.1.0", at), at)
    assert "0 trên 1 máy đã xóa" in text(an, "/ho-dan/da-xoa/")
    Reader(cast, renewed).all().once()
    assert "1 trên 1 máy đã xóa" in text(an, "/ho-dan/da-xoa/")


def test_erasures_of_years_stand_on_pages(cast: Cast, an: Client):
    for n in range(21):
        Tombstone.objects.create(commune=NAM_DONG.code, household=new_id(), seq=n, at=NOW, official=cast.an.official)
    first, second = (text(an, f"/ho-dan/da-xoa/?trang={n}") for n in (1, 2))
    assert (first.count("Xóa lúc"), second.count("Xóa lúc")) == (20, 1)
    assert 'href="?trang=2"' in first
    assert "Trang 2 trên 2" in second
