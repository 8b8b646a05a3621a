"""Máy: the list, a code for a new one, revoking one."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, SyncError
from outreach.server.devices import enrolment
from outreach.server.devices.models import EnrolmentCode, Tablet
from outreach.server.ingest.exchange import exchange
from outreach.server.places.models import Hamlet
from outreach.sync.wire import Enrol, Push, Renew
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast


def text(client: Client, address: str = "/may/") -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def made_code(client: Client, cast: Cast) -> str:
    data = {"official": cast.binh.official, "hamlets": [HAMLETS[0].id, HAMLETS[2].id]}
    page = client.post("/may/ghep/", data).content.decode()
    return "".join(re.findall(r"<span>([2-9A-Z]{4})</span>", page))


def test_the_list_tells_how_far_each_tablet_is(cast: Cast, an: Client) -> None:
    cast.exchange(cast.push(cast.visit(), made=5, app="gocua 9.8.7", clock=NOW - timedelta(seconds=700)))
    Tablet.objects.update(last_full_sync=now() - timedelta(days=6))
    page = text(an)
    assert "gocua 9.8.7" in page
    assert "Trần Văn Bình" in page
    assert "Thôn 1, Thôn 2" in page
    assert "6 ngày chưa gửi" in page
    assert "4 / 5" in page
    assert "chậm 12 phút" in page


def test_a_tablet_known_to_hold_more_is_not_said_to_have_sent_all(cast: Cast, an: Client) -> None:
    Tablet.objects.update(last_full_sync=now())
    assert "đã gửi</span>" in text(an)
    Tablet.objects.update(made=5)
    page = text(an)
    assert "đã gửi</span>" not in page
    assert "chưa gửi hết</span>" in page


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(minutes=5), "đúng giờ"),
        (timedelta(minutes=6), "nhanh 6 phút"),
        (timedelta(hours=-7), "chậm 7 giờ"),
        (timedelta(days=3653), "nhanh 3.653 ngày"),
    ],
)
def test_a_wrong_clock_is_told_in_the_unit_people_would_say(cast: Cast, an: Client, offset, words) -> None:
    Tablet.objects.update(clock_offset=offset // timedelta(seconds=1))
    assert words in text(an)


def test_a_code_enrols_one_tablet_of_that_person_for_those_thôn(cast: Cast, an: Client) -> None:
    code = made_code(an, cast)
    assert len(code) == 8
    enrolled = enrolment.enrol(Enrol(code, "máy mới", "0.1.0", now()))
    assert enrolled.official.id == cast.binh.official
    assert set(enrolled.scope) == {HAMLETS[0].id, HAMLETS[2].id}


def test_the_code_comes_with_the_steps_on_the_tablet_in_their_order(cast: Cast, an: Client) -> None:
    data = {"official": cast.binh.official, "hamlets": [HAMLETS[0].id]}
    page = an.post("/may/ghep/", data).content.decode()
    again, address, press = (
        page.index(words) for words in ("“Nhập mã ghép máy mới”", "địa chỉ máy chủ:", "bấm “Ghép máy với xã”")
    )
    assert again < address < press


def test_where_no_thôn_is_registered_the_page_says_whom_to_ask(cast: Cast, an: Client) -> None:
    assert "Xã chưa khai báo thôn nào" not in text(an, "/may/ghep/")
    Hamlet.objects.all().delete()
    assert "Xã chưa khai báo thôn nào. Hãy nhờ người quản trị máy chủ khai báo, rồi mở lại trang này." in text(
        an, "/may/ghep/"
    )


def test_who_is_not_in_the_list_yet_is_added_by_the_administrator(an: Client) -> None:
    assert "Chưa có tên người ấy thì nhờ người quản trị máy chủ thêm." in text(an, "/may/ghep/")


def test_the_page_learns_that_the_code_was_used_or_ran_out(cast: Cast, an: Client, cuc: Client) -> None:
    code = made_code(an, cast)
    address = f"/may/ghep/{EnrolmentCode.objects.get(used_at=None).code_hash}"
    assert cuc.get(address).status_code == 404
    assert "Đang chờ máy" in text(an, address)
    enrolment.enrol(Enrol(code, "máy mới", "0.1.0", now()))
    assert "Đã ghép xong" in text(an, address)
    EnrolmentCode.objects.update(used_at=None, expires_at=now() - timedelta(seconds=1))
    assert "Mã đã hết hạn" in text(an, address)


def test_a_code_needs_a_person_and_a_thôn(cast: Cast, an: Client) -> None:
    nobody = an.post("/may/ghep/", {"hamlets": [HAMLETS[0].id]})
    nowhere = an.post("/may/ghep/", {"official": cast.binh.official})
    assert (nobody.status_code, nowhere.status_code) == (400, 400)
    assert "Hãy chọn người dùng máy." in nobody.content.decode()
    assert "ít nhất một thôn" in nowhere.content.decode()


def test_revoking_asks_once_more(cast: Cast, an: Client) -> None:
    address = f"/may/{cast.tablet.id}/thu-hoi"
    assert "Thu hồi máy của Trần Văn Bình?" in text(an, address)
    assert cast.tablet.revoked_at is None
    answer = an.post(address, follow=True)
    assert "Đã thu hồi máy của Trần Văn Bình." in answer.content.decode()
    revoked_at = cast.tablet.revoked_at
    assert revoked_at is not None
    again = an.post(address, follow=True).content.decode()
    assert "Máy của Trần Văn Bình đã được thu hồi." in again
    assert cast.tablet.revoked_at == revoked_at


TOLD, NOT_TOLD = "đã nhận lệnh xóa", "dữ liệu còn trên máy"


def is_told(cast: Cast, push: Push, at: datetime = NOW) -> None:
    """A revoked tablet hands in the last of what it noted."""
    with pytest.raises(SyncError) as told:
        cast.exchange(push, at)
    assert told.value.code is ErrorCode.REVOKED


@pytest.mark.parametrize("seen", [NOW - timedelta(hours=7), NOW, NOW + timedelta(hours=7)])
@pytest.mark.parametrize("back", [NOW - timedelta(hours=7), NOW, NOW.replace(year=2036)])
def test_the_list_tells_whether_a_revoked_tablet_was_told_to_erase_whatever_our_clock_said(
    cast: Cast, an: Client, seen: datetime, back: datetime
) -> None:
    cast.exchange(cast.push(cast.visit()), seen)
    enrolment.revoke(cast.tablet, NOW)
    assert NOT_TOLD in text(an)
    is_told(cast, cast.push(cast.visit(), first=2), back)
    assert TOLD in text(an)


def test_a_revoked_tablet_that_lost_records_was_told_once_the_rest_is_here(cast: Cast, an: Client) -> None:
    enrolment.revoke(cast.tablet, NOW)
    is_told(cast, cast.push(cast.visit(), first=3, lost=((1, 2),)))
    assert TOLD in text(an)


def test_one_that_noted_more_since_it_was_told_still_holds_it(cast: Cast, an: Client) -> None:
    enrolment.revoke(cast.tablet, NOW)
    is_told(cast, cast.push(cast.visit()))  # the answer was lost on the way
    cast.exchange(cast.push(cast.visit(), first=2, made=3))
    assert NOT_TOLD in text(an)
    is_told(cast, cast.push(cast.visit(), first=3))
    assert TOLD in text(an)


def test_its_copy_that_takes_a_new_name_holds_all_until_it_is_told_itself(cast: Cast, an: Client) -> None:
    enrolment.revoke(cast.tablet, NOW)
    enrolment.renew(cast.tablet, Renew("A" * 22, "0.1.0", NOW), NOW)
    page = text(an)
    assert NOT_TOLD in page
    assert TOLD not in page


def test_a_file_says_nothing_of_what_the_tablet_was_told(cast: Cast, an: Client) -> None:
    enrolment.revoke(cast.tablet, NOW)
    with pytest.raises(SyncError):
        exchange(NAM_DONG.code, cast.tablet.id, cast.push(cast.visit()), NOW, late=True)
    assert NOT_TOLD in text(an)


def test_a_tablet_that_took_a_new_name_is_awaited_no_more(cast: Cast, an: Client) -> None:
    week_ago = now() - timedelta(days=7)
    Tablet.objects.update(last_full_sync=week_ago, superseded_at=week_ago)
    page = text(an)
    assert "Đã mang tên mới" in page
    assert "ngày chưa gửi" not in page


def test_only_what_is_awaited_counts_as_in_use(cast: Cast, an: Client) -> None:
    enrolment.renew(cast.tablet, Renew("A" * 22, "0.1.0", NOW), NOW)
    page = text(an)
    assert "1 máy đang dùng" in page
    in_use, renamed = page.split("<h2>Đã mang tên mới</h2>")
    assert f"/may/{cast.tablet.id}/thu-hoi" not in in_use
    assert f"/may/{cast.tablet.id}/thu-hoi" in renamed
    cast.send(cast.visit())  # heard of again: there are two
    assert "2 máy đang dùng" in text(an)
    assert "Đã mang tên mới" not in text(an)


def test_revoking_an_old_name_tells_that_the_tablet_goes_on_under_a_new_one(cast: Cast, an: Client) -> None:
    old = cast.tablet
    an.get(f"/may/{old.id}/thu-hoi")
    between = enrolment.renew(old, Renew("A" * 22, "0.1.0", NOW), NOW)
    renewed = enrolment.renew(Tablet.objects.get(id=between.tablet), Renew("B" * 22, "0.1.0", NOW), NOW)
    page = text(an, f"/may/{old.id}/thu-hoi")
    assert "Thu hồi ở đây chỉ thu hồi tên cũ" in page
    assert f'href="/may/{renewed.tablet}/thu-hoi"' in page
    assert between.tablet not in page
    told = an.post(f"/may/{old.id}/thu-hoi", follow=True).content.decode()
    assert "Chỉ tên cũ bị thu hồi. Máy của Trần Văn Bình nay mang tên mới và vẫn dùng được." in told
    assert f'<a href="/may/{renewed.tablet}/thu-hoi">Xem máy mang tên mới</a>' in told
    assert "Đã thu hồi máy của" not in told
    assert "dữ liệu còn trên máy" not in told
    assert Tablet.objects.get(id=renewed.tablet).revoked_at is None


def test_an_old_name_that_is_in_use_again_is_a_tablet_of_its_own(cast: Cast, an: Client) -> None:
    enrolment.renew(cast.tablet, Renew("A" * 22, "0.1.0", NOW), NOW)
    cast.send(cast.visit())
    told = an.post(f"/may/{cast.tablet.id}/thu-hoi", follow=True).content.decode()
    assert "Đã thu hồi máy của Trần Văn Bình." in told
    assert "tên cũ" not in told


def test_an_official_cannot_revoke(cast: Cast, binh: Client) -> None:
    assert binh.post(f"/may/{cast.tablet.id}/thu-hoi").status_code == 403
    assert cast.tablet.revoked_at is None


def test_what_a_tablet_wrote_in_quarantine_is_shown_as_text(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(HOUSEHOLDS[-1], note="<script>alert(1)</script>"))
    page = an.get("/may/").content.decode()
    assert "Bản ghi cần xem lại" in page
    assert "<script>alert" not in page
    assert NAM_DONG.code not in page
