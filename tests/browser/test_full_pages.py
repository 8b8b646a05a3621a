"""The team's pages where something stands in every list, with names as long as they may be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.merge import edit_of
from outreach.domain.records import HouseholdEdit, NewHousehold, Said
from outreach.server.devices.models import Tablet
from outreach.server.doors import erasure, merging
from outreach.server.ingest.accept import accept
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet, Household
from outreach.server.records import answers
from outreach.server.rollups import closing
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from tests.browser.accessibility import BEYOND_ITS_CARD, SMALL_TARGETS, violations
from tests.browser.conftest import OpenPage
from tests.browser.test_team_pages import FINGER, WIDTHS
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, Cast
from tests.server.ingest.test_exchange import second_tablet
from tests.server.transfers.letters import sealed

DOOR, TWIN, GONE, ASKING = HOUSEHOLDS[:4]
ELSEWHERE = HOUSEHOLDS[8]
TOKEN = "t" * 36
GUIDES = ("kich-hoat-vneid", "quet-vietqr")
PAGES = (
    "/", "/?ky={month}", "/ho-dan/", f"/ho-dan/{DOOR.id}/", f"/ho-dan/{TWIN.id}/", f"/ho-dan/{DOOR.id}/xoa",
    "/ho-dan/can-xem/", "/ho-dan/da-xoa/", "/ho-dan/nhap/", "/may/", "/may/ghep/", "/may/tep/", "/may/{tablet}/thu-hoi",
    "/may/{tablet}/nhan", "/may/{tablet}/1/khong-tinh", "/nho-giup/", "/huong-dan/", "/cai-dat/",
)  # fmt: skip


def edit(cast: Cast, note: str, who: str = "") -> HouseholdEdit:
    made = edit_of(DOOR, replace(DOOR, address_note=note), who or cast.binh.official, now())
    assert made
    return made


@pytest.fixture
def full(lasting_cast: Cast) -> dict[str, str]:
    """What the addresses of PAGES name, in a commune in which everything has happened once."""
    cast, at = lasting_cast, now()
    Hamlet.objects.filter(id=HAMLETS[0].id).update(name="số 12 khu tái định cư Thủy điện A Lưới và lân cận")
    User.objects.filter(official=cast.binh.official).update(full_name="Công Tằng Tôn Nữ Nguyễn Diệu Hiền Phương")
    Household.objects.filter(id=DOOR.id).update(code="NAMDONG-THON12-KHUTAIDINHCU-2026-0000001")
    Household.objects.filter(id=ASKING.id).update(address_note="nhà cấp bốn mái tôn xanh sau nhà văn hóa, " * 4)
    Tablet.objects.update(device="Samsung-Galaxy-Tab-A9-Plus-5G-SM-X216B/DSN-cua-to-cong-nghe-so-cong-dong")
    long_ago = at - timedelta(days=62)
    cast.send(
        cast.visit(ELSEWHERE, at),
        cast.visit(DOOR, long_ago),
        cast.visit(TWIN, at - timedelta(days=9), next_visit=(at - timedelta(days=1)).date()),
        cast.visit(GONE, at - timedelta(days=8)),
        cast.visit(ASKING, at - timedelta(days=7), handout=TOKEN),
        NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, at, DOOR.address_note),
        edit(cast, "cổng xanh, hỏi nhà cô Sáu bán nước mía đầu ngõ rồi đi thẳng qua hai cái dốc"),
        made=12,
    )
    month, *_ = closing.close_due(NAM_DONG.code, at.date())
    cast.send(cast.visit(HOUSEHOLDS[4], long_ago), first=8, made=12)
    other = second_tablet(cast)
    accept(
        NAM_DONG.code,
        other.tablet,
        replace(cast.push(edit(cast, "sau chợ" * 9, "m" * 21 + "A")), tablet=other.tablet),
        at,
    )
    for token, guide in ((TOKEN, GUIDES[0]), ("u" * 36, GUIDES[1])):
        answers.say(NAM_DONG.code, cast.enrolled.tablet, token, guide, Said.HELP, at - timedelta(days=5))
    merging.merge_households(NAM_DONG.code, DOOR.id, TWIN.id, cast.an.official, at)
    take(sealed(cast, cast.push(cast.visit(HOUSEHOLDS[5], at), first=9, made=12)), Way.PAGE, at, NAM_DONG.code)
    erasure.erase(NAM_DONG.code, GONE.id, cast.an.official, at)
    return {"month": month, "tablet": cast.enrolled.tablet}


def test_nothing_sticks_out(full: dict[str, str], team_page: OpenPage, server: str) -> None:
    page = team_page("/", "an")
    for path in PAGES:
        page.goto(server + path.format(**full))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(BEYOND_ITS_CARD) == [], (path, width)


def test_words_without_end_stay_in_the_preview_of_a_list(full: dict[str, str], team_page: OpenPage) -> None:
    page = team_page("/ho-dan/nhap/", "an", width=360)
    listed = f"Thôn;Mã hộ;Ghi chú địa chỉ\nThôn 2;{'M' * 60};\nThôn 2;02-001;{'cạnhcầu' * 20}\n{'Thôn99' * 9};x;\n"
    page.get_by_label("Tệp danh sách hộ").set_input_files(
        {"name": "ho.csv", "mimeType": "text/csv", "buffer": listed.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/nhap/*/")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(BEYOND_ITS_CARD) == [], width


def test_everybody_can_use_them_on_a_phone(full: dict[str, str], team_page: OpenPage, server: str) -> None:
    page = team_page("/", "an", width=360, height=640)
    for path in PAGES:
        page.goto(server + path.format(**full))
        assert violations(page) == [], path
        assert page.evaluate(SMALL_TARGETS, FINGER) == [], path
