"""A leader decides about records in quarantine, with a real tablet on the other side."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.records import NewHousehold
from outreach.server.devices import enrolment
from outreach.server.records.models import Quarantine, Visit
from outreach.store import Store
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync
from tests.browser.conftest import OpenPage
from tests.server.cast import HAMLETS, HOUSEHOLDS, Cast

from .accessibility import SMALL_TARGETS, violations
from .test_team_pages import FINGER


@pytest.fixture
def handed_in(lasting_cast: Cast) -> Cast:
    """Bình's tablet noted visits outside its hamlets, handed in more after it was revoked, and lost three numbers."""
    cast, at = lasting_cast, now()
    cast.send(cast.visit(HOUSEHOLDS[0], at), cast.visit(HOUSEHOLDS[8], at), made=9)
    enrolment.revoke(cast.tablet)
    found = NewHousehold(new_id(), HAMLETS[0].id, cast.binh.official, at)
    unknown = replace(cast.visit(HOUSEHOLDS[1], at), household="A" * 22)
    cast.send(cast.visit(HOUSEHOLDS[2], at), found, unknown, replace(cast.refusal()), first=6, made=9)
    return cast


@pytest.mark.parametrize("width", [360, 1440])
def test_everybody_can_use_the_pages(handed_in: Cast, team_page: OpenPage, width: int) -> None:
    page = team_page("/may/", "an", width=width)
    tablet = f"/may/{handed_in.enrolled.tablet}"
    for path in ("/may/", f"{tablet}/nhan", f"{tablet}/2/khong-tinh"):
        page.goto(page.url.split("/may/")[0] + path)
        assert violations(page) == []
        assert page.evaluate(SMALL_TARGETS, FINGER) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_leader_takes_sets_aside_and_tries_again(handed_in: Cast, team_page: OpenPage) -> None:
    page = team_page("/", "an")
    page.get_by_role("link", name="5 bản ghi cần xem lại").click()
    page.get_by_role("button", name="Nhận bản ghi số 8").click()
    expect(page.get_by_text("1 bản ghi vẫn chưa nhận được")).to_be_in_viewport()
    page.get_by_role("button", name="Thử lại bản ghi số 8").click()
    expect(page.get_by_text("1 bản ghi vẫn chưa nhận được")).to_be_visible()
    page.get_by_role("link", name="Không tính bản ghi số 8").click()
    page.get_by_label("Lý do").fill("Hộ đã chuyển đi từ năm ngoái")
    page.get_by_role("button", name="Không tính").click()
    expect(page.get_by_text("Đã để riêng bản ghi số 8, không tính.")).to_be_visible()
    page.get_by_role("link", name="Nhận cả 4").click()
    page.get_by_role("button", name="Nhận cả 4").click()
    expect(page.get_by_text("Đã nhận 4 bản ghi, tính vào số liệu.")).to_be_visible()
    page.get_by_text("Đã xử lý").click()
    expect(page.get_by_text("Hộ đã chuyển đi từ năm ngoái")).to_be_visible()
    assert (Visit.objects.count(), Quarantine.objects.count()) == (3, 1)
    page.goto(page.url.split("/may/")[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 trên 13")


def test_the_tablet_that_noted_it_hears_of_it(
    lasting_cast: Cast, server: str, team_page: OpenPage, tmp_path: Path
) -> None:
    cast, store = lasting_cast, Store.open(tmp_path / "tablet.db")
    store.enrol(identity_from(server, cast.enrolled))
    with Client(server, cast.enrolled.token) as client:
        store.add(cast.visit(HOUSEHOLDS[8], now()))
        sync(store, client)
        assert [one.n for one in store.sync_state().rejected] == [1]
        page = team_page("/may/", "an")
        page.get_by_role("button", name="Nhận bản ghi số 1").click()
        expect(page.get_by_text("Không còn bản ghi nào chờ xem.")).to_be_visible()
        sync(store, client)
        assert (store.sync_state().rejected, store.sync_state().mended) == ((), (1,))
    store.close()
