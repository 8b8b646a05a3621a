"""The household list: found with or without accents, one page at a time."""

import pytest
from django.test import Client

from outreach.domain.identity import new_id
from outreach.domain.records import Household, HouseholdState, Need
from outreach.server.places import register
from tests.server.cast import HAMLETS, NAM_DONG, Cast


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
