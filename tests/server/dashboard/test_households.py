"""The household list: found with or without accents, one page at a time."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from outreach.domain.identity import new_id
from outreach.domain.records import Household, HouseholdState, Need, Outcome
from outreach.server.dashboard import coverage, households
from outreach.server.places import register
from outreach.server.rollups import closing
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.doors.test_finding import found


@pytest.fixture
def mill(cast: Cast) -> Household:
    """A household like no other."""
    household = Household(
        new_id(), HAMLETS[2].id, "T3-CỐI", "Gần cối xay Đình Hạ", HouseholdState.VACANT, (Need.EVENING_VISIT,), 99
    )
    register.add_households(NAM_DONG.code, [household])
    return household


@pytest.mark.parametrize("words", ["coi xay", "CỐI", "dinh ha", "ha  xay t3"])
def test_search_needs_no_accents_and_no_order(mill: Household, an: Client, words: str) -> None:
    page = an.get("/ho-dan/", {"tim": words}).content.decode()
    assert "T3-CỐI" in page
    assert "1 hộ" in page
    assert "Nhà trống" in page
    assert "Thăm buổi tối" in page


def test_a_thôn_can_be_chosen(mill: Household, an: Client) -> None:
    page = an.get("/ho-dan/", {"thon": HAMLETS[2].id}).content.decode()
    assert "5 hộ" in page
    assert "01-001" not in page


def test_households_stand_in_walking_order(mill: Household, an: Client) -> None:
    page = an.get("/ho-dan/").content.decode()
    assert page.index("01-001") < page.index("02-001") < page.index("03-004") < page.index("T3-CỐI")


def test_a_household_is_found_by_what_its_page_calls_it(an: Client) -> None:
    page = an.get("/ho-dan/", {"tim": "Hộ 02-003"}).content.decode()
    assert "1 hộ" in page
    assert "02-003" in page


def test_nothing_found_says_what_to_try(an: Client) -> None:
    assert "Hãy thử ít chữ hơn" in an.get("/ho-dan/", {"tim": "khong dau ca"}).content.decode()


def test_no_households_yet_leads_to_the_import(cuc: Client) -> None:
    assert "Chưa có hộ nào" in cuc.get("/ho-dan/").content.decode()


def test_typing_asks_for_the_list_alone(an: Client) -> None:
    page = an.get("/ho-dan/", {"tim": "01"}, headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith('<section id="found"')


def test_a_long_list_comes_in_pages(cast: Cast, an: Client) -> None:
    many = [Household(new_id(), HAMLETS[0].id, f"X{n:03}", position=100 + n) for n in range(60)]
    register.add_households(NAM_DONG.code, many)
    first = an.get("/ho-dan/", {"tim": "x0"}).content.decode()
    assert "Trang 1 trên 2" in first
    assert "tim=x0&amp;trang=2" in first
    assert "X059" in an.get("/ho-dan/", {"tim": "x0", "trang": "2"}).content.decode()


class TestBehindAFigure:
    """The households behind a number of the coverage page are as many as it says, found where it leads."""

    @pytest.fixture(autouse=True)
    def visited(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        """One reached, one refused a month before, one three times not at home; of Thôn 1, as the cast's day."""
        for page in (coverage, households):
            monkeypatch.setattr(page, "now", lambda: NOW)
        plain = {"agreed": None, "help": ()}
        away = [
            cast.visit(HOUSEHOLDS[2], NOW - timedelta(days=n, hours=5 * n), outcome=Outcome.NOBODY_HOME, **plain)
            for n in range(3)
        ]
        refused = cast.visit(HOUSEHOLDS[1], NOW - timedelta(days=30), outcome=Outcome.REFUSED, **plain)
        cast.send(cast.visit(), refused, *away)

    @pytest.mark.parametrize("query", ["", "?ky=2026-11", "?ky=2026-10", "?chu-de=vneid", "?ky=2026-11&chu-de=vneid"])
    def test_every_number_leads_to_as_many(self, an: Client, query: str) -> None:
        found = re.findall(r'href="(/ho-dan/\?so=[^"]+)">([^<]+)</a>', an.get(f"/{query}").content.decode())
        assert len(found) >= 8
        for address, words in found:
            number = re.search(r"\d+", words)
            assert number
            assert f"<h2>{number[0]} hộ</h2>" in an.get(unescape(address)).content.decode(), (address, words)

    def test_it_says_what_it_lists_and_a_search_stays_within(self, an: Client) -> None:
        page = an.get("/ho-dan/", {"so": "kho-gap", "ky": "2026-11"}).content.decode()
        assert "Khó gặp · Tháng 11/2026" in page
        assert HOUSEHOLDS[2].code in page
        assert HOUSEHOLDS[0].code not in page
        assert '<input type="hidden" name="so" value="kho-gap">' in page
        assert "Không tìm thấy" in an.get("/ho-dan/", {"so": "kho-gap", "tim": HOUSEHOLDS[0].code}).content.decode()

    def test_a_household_is_of_the_hamlet_of_its_last_visit(self, cast: Cast, an: Client) -> None:
        cast.send(cast.visit(HOUSEHOLDS[3], hamlet=HAMLETS[1].id), first=6)
        page = an.get("/ho-dan/", {"so": "da-tiep-can", "thon": HAMLETS[1].id}).content.decode()
        assert HOUSEHOLDS[3].code in page
        assert HOUSEHOLDS[0].code not in page

    def test_a_long_list_comes_in_pages_of_the_same_figure(self, an: Client) -> None:
        many = [Household(new_id(), HAMLETS[0].id, f"X{n:03}", position=100 + n) for n in range(60)]
        register.add_households(NAM_DONG.code, many)
        asked = {"so": "chua-tiep-can", "thon": HAMLETS[0].id, "tim": "x0"}
        assert "so=chua-tiep-can" in an.get("/ho-dan/", asked).content.decode().partition('class="pager"')[2]
        assert "X059" in an.get("/ho-dan/", {**asked, "trang": "2"}).content.decode()

    def test_who_may_not_see_households_is_led_to_none(self, binh: Client) -> None:
        assert "/ho-dan/" not in binh.get("/").content.decode()

    def test_what_was_reported_otherwise_is_not_listed(self, cast: Cast, an: Client) -> None:
        closing.close_due(NAM_DONG.code, NOW.date())
        assert "so=tu-choi" in an.get("/?ky=2026-10").content.decode()
        cast.send(cast.visit(HOUSEHOLDS[1], NOW - timedelta(days=29)), first=6)
        assert "so=" not in an.get("/?ky=2026-10").content.decode()


def links(client: Client, address: str) -> list[str]:
    """Where a page leads, and what its forms are sent to."""
    page = client.get(address, follow=True).content.decode()
    return [unescape(one) for one in re.findall(r'(?:href|action)="([^"]*)"', page)]


def link(client: Client, address: str, to: str) -> str:
    """The one link of a page that ``to`` stands in."""
    (one,) = {link for link in links(client, address) if to in link}
    return one


def test_a_household_s_page_leads_back_to_the_list_as_it_was_left(an: Client, monkeypatch) -> None:
    monkeypatch.setattr(households, "PAGE", 2)
    left = f"/ho-dan/?thon={HAMLETS[0].id}&tim=%C4%91%C3%ACnh&trang=2"
    page = link(an, left, HOUSEHOLDS[2].id)
    assert left in links(an, page)


def test_so_it_does_after_something_was_done_there(cast: Cast, an: Client) -> None:
    one, left = found(cast, "đầu ngõ"), "/ho-dan/?tim=ngo"
    cast.send(one)
    page = link(an, left, one.id)
    code, erase = link(an, page, f"{one.id}/ma"), link(an, page, f"{one.id}/xoa")
    assert f'href="{left}"' in an.post(code, {"code": HOUSEHOLDS[0].code}).content.decode(), "refused"
    assert an.get(code)["Location"] == page, "in another language"
    assert page in links(an, erase), "not to be erased after all"
    assert an.post(erase)["Location"] == erase, "nothing was confirmed"
    assert an.post(code, {"code": "01-077"})["Location"] == page
    assert left in links(an, page)


@pytest.mark.parametrize(
    "foreign", ["https://elsewhere.example/", "//elsewhere.example", "\\elsewhere.example", '"><b>']
)
def test_whatever_stands_in_its_address_it_leads_to_the_list_and_nowhere_else(an: Client, foreign: str) -> None:
    page = an.get(f"/ho-dan/{HOUSEHOLDS[0].id}/", {"tu": foreign}).content.decode()
    told = [one for one in re.findall('href="([^"]*)"', page) if "elsewhere" in one or "%3Cb%3E" in one]
    assert told
    assert all(one.startswith("/ho-dan/") for one in told)
    assert "<b>" not in page


def test_opened_from_elsewhere_it_leads_to_the_whole_list(an: Client) -> None:
    page = an.get(f"/ho-dan/{HOUSEHOLDS[0].id}/").content.decode()
    assert 'class="button" href="/ho-dan/"' in page
