"""Bản ghi cần xem lại: what a leader reads of a record, and what becomes of it by a button."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from outreach.domain.identity import new_id
from outreach.domain.records import Blank, NewHousehold
from outreach.server.devices import enrolment
from outreach.server.ingest import batch, checks
from outreach.server.ingest.accept import accept
from outreach.server.records.models import Admission, Quarantine, Visit
from outreach.server.rollups import keeping
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, PASSWORD, Cast

from .test_tablets import text

ELSEWHERE = HOUSEHOLDS[8]


@pytest.fixture
def kept(cast: Cast) -> str:
    """Four records in quarantine, of each kind one cannot take; the address of their tablet."""
    found = NewHousehold(new_id(), HAMLETS[2].id, cast.binh.official, NOW)
    refusal = replace(cast.refusal(), hamlet=HAMLETS[2].id)
    cast.send(cast.visit(ELSEWHERE), replace(cast.visit(), household="A" * 22), found, refusal)
    return f"/may/{cast.enrolled.tablet}"


def test_each_record_says_what_was_noted_and_why_it_waits(cast: Cast, an: Client, kept: str) -> None:
    page = text(an)
    assert "4 bản ghi chờ xem" in page
    assert f"Thăm hộ {ELSEWHERE.code}, Thôn 3 · Đã gặp" in page
    assert "21/11/2026 09:00" in page
    assert "Thôn này không giao cho máy ấy" in page
    assert "Máy chủ không có hộ này" in page
    assert "Hộ mới ở Thôn 3" in page
    assert "Một gia đình ở Thôn 3 không đồng ý ghi" in page


def test_a_correction_shows_the_moment_it_will_count_with(cast: Cast, an: Client) -> None:
    """That of the visit it corrects, whatever its tablet's clock says by now."""
    visit = cast.visit(at=NOW - timedelta(days=30))
    cast.send(visit)
    enrolment.revoke(cast.tablet)
    correction = replace(visit, id=new_id(), replaces=visit.id)
    push = replace(cast.push(correction, first=2), clock=NOW + timedelta(days=3653))
    accept(NAM_DONG.code, push.tablet, push, NOW)
    assert "22/10/2026 09:00" in text(an)
    an.post(f"/may/{cast.enrolled.tablet}/2/nhan")
    assert Visit.objects.get(id=correction.id).started_at == visit.started_at


def test_one_record_is_taken(cast: Cast, an: Client, kept: str) -> None:
    page = an.post(f"{kept}/1/nhan", follow=True).content.decode()
    assert "Đã nhận 1 bản ghi, tính vào số liệu." in page
    assert (Visit.objects.count(), Quarantine.objects.count()) == (1, 3)
    assert Admission.objects.get().official == cast.an.official
    assert "Nguyễn Thị An" in page
    assert an.post(f"{kept}/9/nhan").status_code == 404


def test_who_comes_second_is_told(cast: Cast, an: Client, kept: str) -> None:
    """Another leader was there first, or the button was pressed twice."""
    an.post(f"{kept}/1/nhan")
    for again in (f"{kept}/1/nhan", f"{kept}/1/khong-tinh"):
        assert "đã được xử lý rồi" in an.post(again, {"why": "nhầm"}, follow=True).content.decode()
    an.post(f"{kept}/3/khong-tinh", {"why": "ghi nhầm hộ"})
    page = an.post(f"{kept}/3/nhan", {"shown": "waiting"}, follow=True).content.decode()
    assert "đã có người để riêng bản ghi này, không tính: ghi nhầm hộ" in page
    assert Visit.objects.count() == 1
    Quarantine.objects.all().delete()
    assert "đã được xử lý rồi" in an.post(f"{kept}/nhan", follow=True).content.decode()


def test_what_cannot_be_taken_yet_says_so(cast: Cast, an: Client, kept: str) -> None:
    page = an.post(f"{kept}/2/nhan", follow=True).content.decode()
    assert "1 bản ghi vẫn chưa nhận được" in page
    assert Quarantine.objects.count() == 4


def test_all_of_a_revoked_tablet(cast: Cast, an: Client, kept: str) -> None:
    enrolment.revoke(cast.tablet)
    cast.send(cast.visit(), Blank(new_id()), first=5)
    page = text(an, f"{kept}/nhan")
    assert "Nhận 5 bản ghi từ máy của Trần Văn Bình?" in page
    assert "3 lượt thăm · 1 lượt không đồng ý ghi · 1 hộ mới" in page
    assert "Máy bị thu hồi" in page
    assert Quarantine.objects.count() == 5
    cast.send(cast.visit(), first=7)
    stale = an.post(f"{kept}/nhan", {"count": "5"})
    assert (stale.status_code, Quarantine.objects.count()) == (409, 6)
    assert "số bản ghi chờ xem đã khác" in stale.content.decode()
    assert "Nhận 6 bản ghi từ máy của Trần Văn Bình?" in stale.content.decode()
    page = an.post(f"{kept}/nhan", {"count": "6"}, follow=True).content.decode()
    assert "Đã nhận 5 bản ghi" in page
    assert "1 bản ghi vẫn chưa nhận được" in page
    assert Visit.objects.count() == 3


def test_a_record_is_set_aside_with_a_reason_and_can_be_taken_after_all(cast: Cast, an: Client, kept: str) -> None:
    assert "Không tính bản ghi này?" in text(an, f"{kept}/1/khong-tinh")
    assert an.post(f"{kept}/1/khong-tinh", {"why": " "}).status_code == 400
    for number, words in (("0912 345 678", "số điện thoại"), ("079123456789", "số giấy tờ")):
        refused = an.post(f"{kept}/1/khong-tinh", {"why": f"bác Tư {number} báo"})
        assert refused.status_code == 400
        assert f"Lý do có vẻ chứa {words}." in refused.content.decode()
        assert f'value="bác Tư {number} báo"' in refused.content.decode()
    assert not Quarantine.objects.exclude(aside_why="").exists()
    page = an.post(f"{kept}/1/khong-tinh", {"why": "ghi nhầm hộ <b>"}, follow=True).content.decode()
    assert "Đã để riêng bản ghi số 1" in page
    assert "ghi nhầm hộ &lt;b&gt;" in page
    assert "3 bản ghi chờ xem" in page
    assert Quarantine.objects.count() == 4
    an.post(f"{kept}/1/nhan")
    assert Visit.objects.count() == 1


def test_a_reason_that_was_typed_stays(cast: Cast, an: Client, kept: str) -> None:
    """Where the session had ended, and where somebody else decided meanwhile."""
    typed = {"why": 'ghi nhầm hộ "bác Tư"'}
    assert "ghi nhầm hộ &quot;bác Tư&quot;</textarea>" in Client().post(f"{kept}/1/khong-tinh", typed).content.decode()
    login = {"username": "an", "password": PASSWORD}
    assert Client().post(f"{kept}/1/khong-tinh", typed | login).status_code == 302
    assert Quarantine.objects.get(n=1).aside_why == typed["why"]
    again = an.post(f"{kept}/1/khong-tinh", typed)
    assert again.status_code == 400
    assert 'value="ghi nhầm hộ &quot;bác Tư&quot;"' in again.content.decode()


def test_only_the_communes_leader_decides(cast: Cast, binh: Client, cuc: Client, kept: str) -> None:
    for path in (f"{kept}/nhan", f"{kept}/1/nhan", f"{kept}/1/khong-tinh"):
        assert Client().post(path).status_code in (302, 401)
        assert binh.post(path).status_code == 403
        assert cuc.post(path).status_code == 404
    assert Quarantine.objects.count() == 4
    assert "chờ xem" not in text(cuc)


def test_a_record_nobody_can_read_can_be_looked_at(cast: Cast, an: Client) -> None:
    push = cast.push(cast.visit())
    push.records["visit"]["outcome"][0] = "asleep"
    push.records["song"] = {"n": [2], "title": ["<script>alert(1)</script>"]}
    accept(NAM_DONG.code, cast.enrolled.tablet, replace(push, made=2), NOW)
    page = text(an)
    assert page.count("Bản ghi không đọc được") == 2
    assert "<script>alert" not in page
    assert "2 bản ghi khác" not in page


class TestUnforeseen:
    """Records at which the server itself fails: the page says so, and shows them however they fail."""

    @pytest.fixture
    def failing(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
        """One of three, which fails when it is counted; its address."""
        sent = [cast.visit(household) for household in HOUSEHOLDS[:3]]
        well = keeping.visits_accepted

        def fails(commune, counted_from, visits, households):
            if sent[1] in visits:
                raise ZeroDivisionError
            well(commune, counted_from, visits, households)

        monkeypatch.setattr(keeping, "visits_accepted", fails)
        cast.send(*sent)
        return f"/may/{cast.enrolled.tablet}/2"

    def test_it_says_whom_to_ask(self, an: Client, failing: str) -> None:
        page = text(an)
        assert f"Thăm hộ {HOUSEHOLDS[1].code}, Thôn 1 · Đã gặp" in page
        assert "Máy chủ gặp lỗi khi nhận bản ghi này nên giữ nguyên ở đây. Hãy báo người quản trị" in page
        assert "INVALID: unforeseen: ZeroDivisionError" in page

    def test_in_vain_is_no_failure_of_the_page(self, an: Client, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
        page = an.post(f"{failing}/nhan", follow=True).content.decode()
        assert "1 bản ghi vẫn chưa nhận được; lý do ở bên dưới." in page
        assert (Visit.objects.count(), Quarantine.objects.count(), Admission.objects.count()) == (2, 1, 0)
        monkeypatch.undo()
        page = an.post(f"{failing}/nhan", follow=True).content.decode()
        assert "Đã nhận 1 bản ghi, tính vào số liệu." in page
        assert (Visit.objects.count(), Quarantine.objects.count(), Admission.objects.count()) == (3, 0, 1)

    def test_it_can_be_set_aside(self, an: Client, failing: str) -> None:
        page = an.post(f"{failing}/khong-tinh", {"why": "ghi lại rồi"}, follow=True).content.decode()
        assert "Đã để riêng bản ghi số 2" in page

    def test_one_that_fails_while_it_is_read(self, an: Client, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(batch, "upgraded", fails)
        assert "Bản ghi không đọc được" in text(an)

    def test_one_of_a_household_that_cannot_be(self, cast: Cast, an: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "_ids", lambda *_: None)
        push = cast.push(cast.visit(), cast.visit(HOUSEHOLDS[1]))
        push.records["visit"]["household"][1] = "a\x00b"
        accept(NAM_DONG.code, cast.enrolled.tablet, push, NOW)
        assert "Thăm hộ chưa biết, Thôn 1 · Đã gặp" in text(an)
        assert Visit.objects.count() == 1


def test_a_long_list_breaks_off(cast: Cast, an: Client) -> None:
    for first in (1, 61):
        cast.send(*[cast.visit(ELSEWHERE) for _ in range(60)], first=first)
    page = text(an)
    assert "120 bản ghi chờ xem" in page
    assert "Còn 20 bản ghi nữa" in page


def test_a_gap_is_shown_with_its_size(cast: Cast, an: Client) -> None:
    cast.send(*[cast.visit(household) for household in HOUSEHOLDS[:3]], made=8)
    cast.send(cast.visit(HOUSEHOLDS[3]), cast.visit(HOUSEHOLDS[4]), first=7, made=9)
    page = text(an)
    assert "Máy của Trần Văn Bình thiếu 3 bản ghi: số 4–6" in page
    assert "4 / 9" in page
    cast.send(*[cast.visit(household) for household in HOUSEHOLDS[5:8]], first=4, made=9)
    page = text(an)
    assert "1 / 9" in page
    assert "thiếu" not in page


def test_the_decision_page_counts_what_waits(cast: Cast, an: Client, kept: str) -> None:
    assert "4 bản ghi cần xem lại" in text(an, "/")
    an.post(f"{kept}/1/khong-tinh", {"why": "ghi nhầm"})
    assert "3 bản ghi cần xem lại" in text(an, "/")
    assert Visit.objects.filter(received_at__gt=NOW + timedelta(days=1)).count() == 0
