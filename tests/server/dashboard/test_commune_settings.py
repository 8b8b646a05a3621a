"""The leader's settings page: what is taken, what comes back as it was typed, and where the values show afterwards."""

from datetime import date, timedelta

import pytest
from django.test import Client

from outreach.domain.clock import day_of, now
from outreach.domain.vietnamese import format_date
from outreach.server.places import commune_settings
from outreach.server.places.commune_settings import CommuneSettings, settings_of
from outreach.server.places.models import Commune, CommuneChange
from outreach.server.records.models import Deletion
from tests.server.cast import HOUSEHOLDS, NAM_DONG, PASSWORD, Cast

PAGE = "/cai-dat/"
AHEAD = day_of(now()) + timedelta(days=40)
TYPED = {"hotline": "0234 3000 000", "counted_from": "01/09/2026", "target": "75", "target_on": format_date(AHEAD)}


def posted(client: Client, **fields: str):
    seen = str(commune_settings.last_change(NAM_DONG.code))
    return client.post(PAGE, {"seen": seen, **TYPED, **fields})


def test_only_the_communes_own_leader_changes_its_settings(cast: Cast, binh: Client, cuc: Client) -> None:
    before = settings_of(NAM_DONG.code)
    assert Client().post(PAGE, TYPED).status_code == 401
    assert posted(binh).status_code == 403
    posted(cuc)
    assert settings_of(NAM_DONG.code) == before


def test_what_is_saved_stands_where_it_is_used(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    Commune.objects.filter(pk=NAM_DONG.code).update(site="http://testserver")
    page = posted(an).headers["Location"]
    assert settings_of(NAM_DONG.code) == CommuneSettings("0234 3000 000", date(2026, 9, 1), 75, AHEAD)
    saved = an.get(page).content.decode()
    assert "Đã lưu. Các máy nhận ở lần đồng bộ tới." in saved
    assert "<del>80 %</del> → <ins>75 %</ins>" in saved
    assert "Nguyễn Thị An" in saved
    assert f"chỉ tiêu 75 % đến {format_date(AHEAD)}" in an.get("/").content.decode()
    assert 'href="tel:02343000000"' in Client().get("/g/kich-hoat-vneid").content.decode()


def test_saving_the_same_again_notes_nothing(an: Client) -> None:
    posted(an)
    noted = CommuneChange.objects.count()
    assert "Không có gì thay đổi." in an.get(posted(an).headers["Location"]).content.decode()
    assert CommuneChange.objects.count() == noted


def test_everything_may_be_empty_and_no_page_stumbles(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    empty = dict.fromkeys(TYPED, "")
    saved = an.get(posted(an, **empty).headers["Location"]).content.decode()
    assert "đếm lại số liệu cả đợt" in saved
    assert "<ins>để trống</ins>" in saved
    coverage = an.get("/").content.decode()
    for words in ("Từ đầu", "Xã chưa đặt chỉ tiêu và hạn.", f'href="{PAGE}">Đặt chỉ tiêu', "trên 12 hộ trong diện"):
        assert words in coverage
    citizen = Client().get("/g/kich-hoat-vneid").content.decode()
    for page in (saved, coverage, citizen):
        assert "None" not in page


def test_an_official_is_not_offered_what_leaders_set(cast: Cast, binh: Client) -> None:
    cast.send(cast.visit())
    Commune.objects.filter(pk=NAM_DONG.code).update(target=None, target_on=None)
    assert PAGE not in binh.get("/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"hotline": "số của xã"}, "Số này không gọi được"),
        ({"target": "101"}, "từ 1 đến 100"),
        ({"target": "7,5"}, "từ 1 đến 100"),
        ({"target": "0"}, "từ 1 đến 100"),
        ({"target": "²"}, "từ 1 đến 100"),
        ({"target": ""}, "Có hạn thì cần cả chỉ tiêu"),
        ({"target": "%"}, "Có hạn thì cần cả chỉ tiêu"),
        ({"target_on": ""}, "Có chỉ tiêu thì cần cả hạn"),
        ({"target_on": "30/02/2027"}, "Không có ngày này"),
        ({"target_on": "31/12/26"}, "năm đủ bốn chữ số"),
        ({"target_on": "12/31/2026"}, "Không có ngày này"),
        ({"counted_from": "01/09/0206"}, "Không có ngày này"),
        ({"target_on": "1.1.2026"}, "Ngày này đã đến hoặc đã qua"),
        ({"counted_from": "01/01/2099"}, "Hạn phải sau ngày bắt đầu đếm, 01/01/2099."),
    ],
)
def test_a_slip_is_told_and_nothing_typed_is_lost(an: Client, fields: dict[str, str], sentence: str) -> None:
    answer = posted(an, **fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert page.count('aria-invalid="true"') == 1
    for name, value in {**TYPED, **fields}.items():
        assert f'name="{name}" value="{value}"' in page
    assert not CommuneChange.objects.exists()


def test_a_target_day_that_is_over_does_not_stand_in_the_way(cast: Cast, an: Client) -> None:
    cast.send(*(cast.visit(household) for household in HOUSEHOLDS))
    over = date(2026, 10, 31)
    Commune.objects.filter(pk=NAM_DONG.code).update(target=60, target_on=over)
    assert posted(an, target="60", target_on=format_date(over)).status_code == 302
    assert "Đã đến hạn 31/10/2026; đã đạt chỉ tiêu." in an.get("/").content.decode()


def test_who_comes_second_sees_what_the_first_did_and_keeps_what_they_typed(an: Client) -> None:
    posted(an)
    answer = posted(an, seen="0", hotline="1022")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "đã được đổi sau khi trang này mở ra" in page  # by whom, the log tells: it may be the same person
    assert 'name="hotline" value="1022"' in page
    assert settings_of(NAM_DONG.code).hotline == TYPED["hotline"]
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert posted(an, seen=seen, hotline="1022").status_code == 302
    assert settings_of(NAM_DONG.code).hotline == "1022"


def test_a_second_press_is_no_other_persons_change(an: Client) -> None:
    assert [posted(an, seen="0").status_code for _ in range(2)] == [302, 302]
    assert settings_of(NAM_DONG.code).hotline == TYPED["hotline"]


def test_a_session_that_ended_loses_nothing(cast: Cast) -> None:
    client = Client()
    asked = client.post(PAGE, {"seen": "0", **TYPED})
    assert TYPED["hotline"] in asked.content.decode()
    again = client.post(PAGE, {"seen": "0", **TYPED, "username": "an", "password": PASSWORD})
    assert again.status_code == 302
    assert settings_of(NAM_DONG.code).hotline == TYPED["hotline"]


def test_the_leader_sees_what_was_deleted_after_twelve_months(an: Client, cuc: Client) -> None:
    assert "Chưa có gì đến hạn xóa." in an.get(PAGE).content.decode()
    first = date(2027, 11, 1)
    Deletion.objects.bulk_create(
        Deletion(commune=NAM_DONG.code, day=first + timedelta(days=n), visits=1000 + n, answers=0, aside=n % 2)
        for n in range(13)
    )
    page = an.get(PAGE).content.decode()
    assert "Đã xóa sau 12 tháng" in page
    assert "<strong>13/11/2027</strong>: 1.012 lượt thăm</p>" in page
    assert "<strong>12/11/2027</strong>: 1.011 lượt thăm, 1 bản ghi không tính</p>" in page
    assert "01/11/2027" not in page  # the last twelve
    assert "11/2027" not in cuc.get(PAGE).content.decode()
    an.cookies["django_language"] = "en"
    assert "1.011 visits, 1 record set aside" in an.get(PAGE).content.decode()
