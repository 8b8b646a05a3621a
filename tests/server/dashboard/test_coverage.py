"""The coverage page: its figures, their certainty, and what it asks of a leader."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from outreach.domain.clock import now
from outreach.domain.coverage import total
from outreach.domain.identity import new_id
from outreach.domain.records import Ability, Help, Household, HouseholdState, NewHousehold, Outcome
from outreach.server.backups.models import Backup
from outreach.server.dashboard import coverage, decisions
from outreach.server.dashboard.hamlet_table import hamlet_lines
from outreach.server.dashboard.templatetags.gocua import moment
from outreach.server.devices.models import Tablet
from outreach.server.guides.catalog import shipped_guides
from outreach.server.places import commune_settings, register
from outreach.server.places.models import Commune
from outreach.server.rollups import closing, reading, retention
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, VINH_LOC, Cast

IN_OCTOBER = NOW.replace(month=10, day=20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages believe that it is the cast's day."""
    monkeypatch.setattr(coverage, "now", lambda: NOW)
    monkeypatch.setattr(decisions, "now", lambda: NOW)
    return NOW


def text(client: Client, address: str = "/") -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def test_before_anybody_was_visited(an: Client) -> None:
    page = text(an)
    assert "Đã tiếp cận 0 trên 12 hộ (0 %)" in page
    assert "Chưa tiếp cận hộ nào nên chưa có nhịp để dự báo." in page
    assert "Không có việc nào đang chờ." in page


def test_nothing_is_shown_as_a_share_of_no_household(an: Client) -> None:
    register.add_hamlets(NAM_DONG.code, [replace(HAMLETS[0], id=new_id(), name="4")])
    page = text(an)
    assert "trên 0 hộ" not in page
    assert "chưa tiếp cận hộ nào</small>" in page
    assert page.count("không có hộ trong diện") == 2  # in the bar's words, and in a phone's row


def test_a_visit_moves_every_figure_with_its_base(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(), cast.visit(HOUSEHOLDS[1], outcome=Outcome.NOBODY_HOME, agreed=None, help=()))
    page = text(an)
    assert "Đã tiếp cận 1 trên 12 hộ (8 %)" in page
    assert "Đã tiếp cận 1, đã giúp được 1 trên 4 hộ" in page
    assert "trên 1 hộ đã tiếp cận" in page
    assert "Mọi máy đã gửi đủ số liệu của kỳ này · đủ số liệu đến 21/11/2026 · theo ghi nhận của tổ" in page
    assert "không phải số liệu chính thức" in page


def test_a_silent_tablet_widens_the_band_and_asks_for_a_decision(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    Tablet.objects.update(last_full_sync=NOW - timedelta(days=4))
    page = text(an)
    assert "Chắc chắn 8 %, có thể đến 41 % khi 1 máy gửi nốt · đủ số liệu đến 17/11/2026" in page
    assert "1 máy chưa gửi quá 3 ngày" in page
    assert "Thôn 1, Thôn 2" in page


def test_a_campaign_that_has_not_begun_has_no_band_yet(cast: Cast, an: Client) -> None:
    Commune.objects.update(counted_from=NOW.date() + timedelta(days=9))
    Tablet.objects.update(last_full_sync=NOW - timedelta(days=4))
    assert "Chắc chắn 0 %, có thể đến 0 % khi 1 máy gửi nốt" in text(an)


def test_a_tablet_known_to_hold_more_is_awaited_though_it_synced_today(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    cast.send(cast.visit(HOUSEHOLDS[1], outcome=Outcome.NOBODY_HOME, agreed=None, help=()), first=4, made=4)
    page = text(an)
    assert "Chắc chắn 8 %, có thể đến 25 % khi 1 máy gửi nốt · đủ số liệu đến 21/11/2026" in page
    assert "Mọi máy đã gửi đủ" not in page
    assert "Thiếu 2 bản ghi" in page
    assert "Từ 1 máy; những số sau đã tới" in page


def test_the_thôn_with_most_left_comes_first_with_its_official(cast: Cast, an: Client) -> None:
    cast.send(*(cast.visit(household) for household in HOUSEHOLDS[:3]))
    page = text(an)
    assert page.index("Thôn 2<") < page.index("Thôn 3<") < page.index("Thôn 1<")
    assert page.count("Trần Văn Bình") >= 2
    assert page.count("chưa giao") == 2  # in its column, and in a phone's row


def test_one_household_is_one_in_english(cast: Cast, an: Client) -> None:
    gone = [(one, replace(one, state=HouseholdState.MOVED)) for one in HOUSEHOLDS[1:]]
    register.change_households(NAM_DONG.code, gone)
    cast.send(cast.visit())
    an.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = text(an)
    for words in ("Reached 1 of 1 household (100 %)", "of 1 household reached"):
        assert words in page


def test_a_month_and_a_topic_can_be_chosen(cast: Cast, an: Client) -> None:
    october = NOW - timedelta(days=40)
    cast.send(cast.visit(at=october), cast.visit(HOUSEHOLDS[1]))
    assert "Đã tiếp cận 2 trên 12 hộ" in text(an)
    assert "Đã tiếp cận 1 trên 12 hộ" in text(an, "/?ky=2026-10")
    assert "Đã giúp được · VNeID" in text(an, "/?ky=2026-10&chu-de=vneid")


def test_a_topic_of_a_month_before_the_campaign_can_still_be_chosen(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(at=IN_OCTOBER))
    closing.close_due(NAM_DONG.code, NOW.date())
    wanted = replace(commune_settings.settings_of(NAM_DONG.code), counted_from=NOW.date())
    commune_settings.change(NAM_DONG.code, wanted, 0, cast.an.official, NOW)
    assert "Đã giúp được · VNeID" in text(an, "/?ky=2026-10&chu-de=vneid")


@pytest.mark.parametrize("query", ["?ky=2026-13", "?ky=x", "?ky=campaign&chu-de=khong-co"])
def test_a_choice_that_does_not_exist_is_the_whole_campaign(cast: Cast, an: Client, query: str) -> None:
    cast.send(cast.visit())
    assert "Đã tiếp cận 1 trên 12 hộ" in text(an, f"/{query}")


def test_the_outlook_says_pace_range_and_effort(cast: Cast, an: Client) -> None:
    cast.send(*(cast.visit(household, NOW - timedelta(days=7 * week)) for week, household in enumerate(HOUSEHOLDS[:4])))
    page = text(an)
    # 4 of 12 reached, one in each of four weeks, 40 days (5.7 weeks) to go: 4 + 5 = 9 of 12.
    assert "<strong>75 %</strong> vào 31/12/2026 (từ 75 % đến 75 %)" in page
    assert "Số hộ mới tiếp cận trong 4 tuần đến 21/11/2026: 1, 1, 1, 1." in page
    # 80 % of 12 is 10 households: 6 more in 40 days, one visit each.
    assert "cần <strong>1</strong> lượt thăm mỗi ngày; 4 tuần qua là <strong>0,1</strong> (còn thiếu 6 hộ)" in page


def test_the_effort_is_that_of_the_campaigns_own_visits(cast: Cast, an: Client) -> None:
    Commune.objects.filter(pk=NAM_DONG.code).update(counted_from=(NOW - timedelta(days=7)).date())
    cast.send(
        *(cast.visit(household, NOW - timedelta(days=20)) for household in HOUSEHOLDS[4:8]),
        *(cast.visit(household) for household in HOUSEHOLDS[:2]),
    )
    # 8 of 12 more in 40 days, one visit each.
    assert "cần <strong>1</strong> lượt thăm mỗi ngày; 4 tuần qua là <strong>0,1</strong> (còn thiếu 8 hộ)" in text(an)


@pytest.mark.parametrize("days", [0, 1])
def test_a_deadline_that_has_come_has_no_forecast_though_a_tablet_is_silent(cast: Cast, an: Client, days: int) -> None:
    """Whose figures end weeks before: else the page said that nobody was reached in "the last four weeks"."""
    cast.send(cast.visit(at=NOW - timedelta(days=9)))
    Tablet.objects.update(last_full_sync=NOW - timedelta(days=8))
    Commune.objects.filter(pk=NAM_DONG.code).update(target_on=(NOW - timedelta(days=days)).date())
    page = text(an)
    assert f"Đã đến hạn {21 - days}/11/2026; còn thiếu 9 hộ." in page
    assert "Với nhịp 4 tuần qua" not in page
    assert "không tiếp cận thêm" not in page


def test_a_month_that_has_just_begun_can_be_chosen(cast: Cast, an: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.send(cast.visit())
    monkeypatch.setattr(coverage, "now", lambda: datetime(2026, 12, 1, tzinfo=NOW.tzinfo))
    page = text(an, "/?ky=2026-12")
    assert '<option value="2026-12" selected>Tháng 12/2026</option>' in page
    assert "Đã tiếp cận 0 trên 12 hộ (0 %)" in page


def test_after_the_only_tablet_was_lost_none_is_in_use(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    Tablet.objects.update(revoked_at=NOW)
    assert "Không có máy nào đang dùng · theo ghi nhận của tổ" in text(an)


def test_visits_promises_and_what_lasted_have_their_base(cast: Cast, an: Client) -> None:
    assert "Thăm và ghé lại" not in text(an)
    promised, again = NOW - timedelta(days=30), NOW - timedelta(days=10)
    cast.send(
        *(cast.visit(one, promised, next_visit=again.date()) for one in HOUSEHOLDS[:2]),
        cast.visit(HOUSEHOLDS[2], promised, next_visit=NOW.date() + timedelta(days=1)),
        cast.visit(HOUSEHOLDS[0], again, help=(Help("kich-hoat-vneid", "vneid", 1, Ability.DID_ALONE, finished=True),)),
        cast.visit(HOUSEHOLDS[0], again + timedelta(hours=2), outcome=Outcome.NOBODY_HOME, agreed=None, help=()),
        cast.visit(HOUSEHOLDS[3], outcome=Outcome.NOBODY_HOME, agreed=None, help=()),
    )
    page = text(an)
    assert '<strong>80 %</strong> <small class="muted">4 trên 5 lượt thăm<' in page
    assert '<strong>50 %</strong> <small class="muted">1 trên 2 hẹn đã đến ngày<' in page
    assert '<strong>1</strong> <small class="muted">hộ, sau 14 đến 45 ngày<' in page
    over = text(an, "/?ky=2026-10")
    assert "Đã tiếp cận 3 trên 12 hộ" in over
    assert "Thăm và ghé lại" not in over


def test_promises_are_no_revision_of_a_closed_month(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(at=IN_OCTOBER, next_visit=IN_OCTOBER.date() + timedelta(days=3)))
    closing.close_due(NAM_DONG.code, NOW.date())
    assert "điều chỉnh" not in text(an, "/?ky=2026-10")


def test_a_month_that_is_over_has_no_outlook(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(at=NOW - timedelta(days=40)), cast.visit(HOUSEHOLDS[1]))
    assert "Kịp chỉ tiêu không?" in text(an, "/?ky=2026-11")
    over = text(an, "/?ky=2026-10")
    assert "Kịp chỉ tiêu không?" not in over
    assert "lượt thăm mỗi ngày" not in over
    assert "outlook.js" not in over


def test_a_month_that_is_over_says_whether_it_is_closed(
    cast: Cast, an: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.send(cast.visit(at=IN_OCTOBER))
    assert "hốt" not in text(an, "/?ky=campaign")
    assert 'Chưa chốt</span> <span class="muted">sẽ chốt trong vòng một ngày' in text(an, "/?ky=2026-10")
    monkeypatch.setattr(coverage, "now", lambda: NOW.replace(day=2))
    assert "sẽ chốt ngày 06/11/2026, đợi các máy gửi nốt" in text(an, "/?ky=2026-10")
    monkeypatch.setattr(coverage, "now", lambda: NOW.replace(month=10, day=31))
    assert "hốt" not in text(an, "/?ky=2026-10")


def test_a_closed_month_keeps_its_figures_and_shows_the_difference_beside_them(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(at=IN_OCTOBER))
    closing.close_due(NAM_DONG.code, NOW.date())
    closed = text(an, "/?ky=2026-10")
    assert 'Đã chốt 21/11/2026</span> <span class="muted">lúc chốt mọi máy đã gửi đủ' in closed
    assert "điều chỉnh" not in closed
    cast.send(cast.visit(HOUSEHOLDS[1], IN_OCTOBER), cast.visit(at=IN_OCTOBER.replace(day=25)), first=2)
    new = Household(new_id(), HAMLETS[1].id, "02-099", "")
    register.add_households(NAM_DONG.code, [new])
    revised = text(an, "/?ky=2026-10&chu-de=vneid")
    assert "Đã tiếp cận 1 trên 12 hộ (8 %)" in revised
    assert "Tính đến hôm nay là 2 trên 13 hộ (15 %)." in revised
    for change in ("điều chỉnh 13 (+1)", "điều chỉnh 2 (+1)"):
        assert change in revised
    assert "Thôn 1 </span>điều chỉnh: tiếp cận 2 (+1), giúp được 2 (+1)<" in revised
    assert "Thôn 2 </span>điều chỉnh: trong diện 5 (+1)<" in revised
    assert "Thôn 3 </span>" not in revised


def test_a_second_visit_that_came_late_changes_nothing_that_is_shown(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(at=IN_OCTOBER))
    closing.close_due(NAM_DONG.code, NOW.date())
    cast.send(cast.visit(at=IN_OCTOBER.replace(day=25)), first=2)
    assert "điều chỉnh" not in text(an, "/?ky=2026-10")


def test_of_a_month_whose_visits_are_deleted_only_the_closed_figures_are_shown(
    cast: Cast, an: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_in_october = IN_OCTOBER.replace(day=31)
    cast.send(cast.visit(at=IN_OCTOBER), at=IN_OCTOBER)
    cast.send(cast.visit(HOUSEHOLDS[1], late_in_october), first=2, at=late_in_october)
    closing.close_due(NAM_DONG.code, NOW.date())
    cast.send(cast.visit(HOUSEHOLDS[2], IN_OCTOBER), cast.visit(HOUSEHOLDS[3], NOW), first=3)
    a_year_later = NOW.replace(year=2027, month=10)
    monkeypatch.setattr(coverage, "now", lambda: a_year_later)
    assert retention.delete_old(NAM_DONG.code, a_year_later.date())
    page = text(an, "/?ky=2026-10")
    assert "Đã tiếp cận 2 trên 12 hộ (16 %)" in page
    assert "Quá 12 tháng, lượt thăm của tháng này được xóa; còn lại là số đã chốt." in page
    assert "điều chỉnh" not in page
    campaign = text(an)
    assert "Đã tiếp cận 3 trên 12 hộ (25 %)" in campaign
    assert "Tính từ 21/10/2026: lượt thăm quá 12 tháng đã được xóa." in campaign
    assert "đã được xóa" not in text(an, "/?ky=2026-11")


def test_a_month_closed_while_a_tablet_was_silent_says_so(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(at=IN_OCTOBER))
    Tablet.objects.update(last_full_sync=IN_OCTOBER)
    closing.close_due(NAM_DONG.code, NOW.date())
    page = text(an, "/?ky=2026-10")
    assert "lúc chốt mới đủ số liệu đến 20/10/2026 · đến nay 1 máy chưa gửi nốt" in page


def test_a_tablet_that_last_sent_on_a_months_last_day_may_have_noted_more_on_it(
    cast: Cast, an: Client, today: datetime
) -> None:
    last_day = NOW.replace(month=10, day=31)
    cast.send(cast.visit(at=IN_OCTOBER), at=last_day)
    page = text(an, "/?ky=2026-10")
    assert "Chắc chắn 8 %, có thể đến 16 % khi 1 máy gửi nốt · đủ số liệu đến 31/10/2026" in page
    closing.close_due(NAM_DONG.code, NOW.date())
    page = text(an, "/?ky=2026-10")
    assert "lúc chốt mới đủ số liệu đến 31/10/2026 · đến nay 1 máy chưa gửi nốt" in page
    cast.send(first=2, made=1, at=last_day + timedelta(days=1))
    assert "chưa gửi nốt" not in text(an, "/?ky=2026-10")


def test_what_was_visited_is_itemised_in_the_tablets_words(cast: Cast, an: Client) -> None:
    away = [cast.visit(HOUSEHOLDS[3], NOW - timedelta(days=n, hours=5 * n), outcome=Outcome.NOBODY_HOME, agreed=None,
                       help=()) for n in range(3)]  # fmt: skip
    cast.send(
        cast.visit(),
        cast.visit(HOUSEHOLDS[1], outcome=Outcome.REFUSED, agreed=None, help=()),
        cast.visit(HOUSEHOLDS[2], outcome=Outcome.CALL_BACK, agreed=None, help=()),
        *away,
    )
    page = re.sub("</?a[^>]*>", "", text(an))
    assert '<span class="value">4 <small>33 %</small></span>' in page
    assert "đã tiếp cận 1 + từ chối 1 + khó gặp 1 + chưa gặp 1" in page


def test_a_hard_step_is_named_once_its_guide_was_shown_often(cast: Cast, an: Client) -> None:
    guide = shipped_guides()["kich-hoat-vneid"]
    step = guide.steps[2].id
    given = Help(guide.id, guide.topic, guide.version, Ability.SHOWN, False, stuck_step=step)
    visits = [cast.visit(HOUSEHOLDS[n % 8], NOW - timedelta(days=n), help=(given,)) for n in range(9)]
    cast.send(*visits)
    assert "mắc ở bước" not in text(an)
    cast.send(cast.visit(at=NOW - timedelta(days=20)), first=10)
    page = text(an)
    assert f"90 % mắc ở bước 3 bài “{guide.text('vi').title}”" in page
    assert "9 trên 10 lượt xem bài này" in page


def test_quarantined_records_wait_for_a_leader(cast: Cast, an: Client, binh: Client) -> None:
    cast.send(cast.visit(HOUSEHOLDS[-1]))  # outside the tablet's hamlets
    assert "1 bản ghi cần xem lại" in text(an)
    assert 'href="/may/#can-xem"' in text(an)
    assert "1 bản ghi cần xem lại" in text(binh)
    assert "/may/" not in text(binh)
    page = text(an, "/may/")
    assert "Thôn này không giao cho máy ấy lúc máy gửi." in page
    assert "SCOPE" in page


def test_a_backup_that_is_missing_or_old_asks_for_a_decision(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    assert "Chưa có bản sao lưu nào" in text(an)
    made_at = now() - timedelta(hours=30)
    backup = {"file": "20179-20261120T010000Z.sqlite3", "records": 1, "verified_at": now()}
    Backup.objects.create(commune=NAM_DONG.code, made_at=made_at, **backup)
    page = text(an)
    assert "sao lưu nào" not in page
    assert f"Bản sao lưu gần nhất: {moment(made_at)} (đã thử khôi phục)" in page
    assert f"Bản sao lưu gần nhất: {moment(made_at)} (đã thử khôi phục)" in text(an, "/may/")
    Backup.objects.update(made_at=now() - timedelta(days=3))
    assert "Bản sao lưu đã cũ 3 ngày" in text(an)
    assert "Hãy báo người quản trị máy chủ" in text(an, "/may/")


def test_a_backup_on_the_disk_of_the_data_is_told_to_who_answers_for_it(cast: Cast, an: Client, binh: Client) -> None:
    cast.send(cast.visit())
    backup = {"file": "x", "records": 1, "verified_at": now()}
    Backup.objects.create(commune=NAM_DONG.code, made_at=now() - timedelta(hours=1), **backup)
    words = "ùng ổ đĩa với dữ liệu: hỏng ổ ấy thì có thể mất cả hai."
    assert words not in text(an) + text(an, "/may/")
    Backup.objects.update(same_disk=True)
    page = text(an)
    assert words in page
    assert 'href="/may/#sao-luu"' in page
    assert "Hãy nhờ người quản trị máy chủ để bản sao lưu ở một ổ khác." in text(an, "/may/")
    assert words in text(binh)
    Backup.objects.update(made_at=now() - timedelta(days=3))
    assert "Bản sao lưu đã cũ 3 ngày" in text(an)
    assert words in text(an, "/may/")


def test_another_communes_backup_is_not_ones_own(cast: Cast, an: Client) -> None:
    cast.send(cast.visit())
    Backup.objects.create(commune=VINH_LOC.code, made_at=now(), verified_at=now(), file="x", records=0)
    assert "Chưa có bản sao lưu nào" in text(an)


def test_a_hamlet_unknown_since_a_restore_has_a_line_so_that_the_lines_add_up(cast: Cast) -> None:
    """Its tablet, enrolled since the backup, is known again and brings the doors that were found there."""
    gone = new_id()
    Tablet.objects.filter(id=cast.enrolled.tablet).update(scope=[gone])
    cast.send(NewHousehold(new_id(), gone, cast.binh.official, NOW, "cuối ngõ"))
    by_hamlet = reading.coverage(NAM_DONG.code)
    lines = hamlet_lines(NAM_DONG.code, by_hamlet, {})
    assert [one.title for one in lines][-1] == "Thôn đã bỏ"
    assert total(one.coverage for one in lines) == total(by_hamlet.values())
