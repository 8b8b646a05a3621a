"""Who may open what. Each protected page is tried by those it is closed to before those it is open to."""

from unittest.mock import Mock, patch

import pytest
from django.test import Client
from django.urls import reverse

from outreach.domain.errors import OutreachError
from outreach.server.dashboard.decisions import decisions
from outreach.server.dashboard.urls import urlpatterns
from outreach.server.people.models import Role, User
from outreach.server.people.team import add_person, set_password
from tests.server.cast import HOUSEHOLDS, NAM_DONG, PASSWORD, Cast

LEADER_PAGES = (
    "/ho-dan/",
    "/ho-dan/nhap/",
    "/ho-dan/nhap/mau.xlsx",
    "/may/",
    "/may/ghep/",
    "/may/tep/",
    "/ho-dan/can-xem/",
    "/ho-dan/da-xoa/",
    "/ho-dan/{household}/xoa",
    "/cai-dat/",
)
TEAM_PAGES = ("/", "/huong-dan/", "/nho-giup/")


@pytest.mark.parametrize("page", [*TEAM_PAGES, *LEADER_PAGES])
def test_a_stranger_is_asked_to_log_in(cast: Cast, page: str) -> None:
    answer = Client().get(page.format(household=HOUSEHOLDS[0].id))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize("page", LEADER_PAGES)
def test_an_official_is_told_that_leaders_only_may(binh: Client, page: str) -> None:
    answer = binh.get(page.format(household=HOUSEHOLDS[0].id))
    assert answer.status_code == 403
    assert "chỉ dành cho lãnh đạo xã" in answer.content.decode()


@pytest.mark.parametrize("page", TEAM_PAGES)
def test_an_official_sees_coverage(binh: Client, page: str) -> None:
    answer = binh.get(page)
    assert answer.status_code == 200
    assert "/may/" not in answer.content.decode()


def test_who_only_changes_guides_sees_no_door_that_called_for_help(binh: Client) -> None:
    User.objects.filter(username="binh").update(role=Role.EDITOR)
    assert binh.get("/nho-giup/").status_code == 403
    user = User.objects.get(username="binh")
    with patch("outreach.server.dashboard.decisions.unknown_calls", return_value=[Mock()]):
        assert [line.address for line in decisions(user, "vi") if "nhờ giúp" in line.title] == [""]


@pytest.mark.parametrize("page", [*TEAM_PAGES, *LEADER_PAGES])
def test_a_leader_sees_everything_and_no_proxy_keeps_it(an: Client, page: str) -> None:
    answer = an.get(page.format(household=HOUSEHOLDS[0].id))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_another_communes_leader_sees_nothing_of_ours(cast: Cast, cuc: Client) -> None:
    cast.send(cast.visit())
    assert "Chưa có hộ nào trong diện" in cuc.get("/").content.decode()
    assert HOUSEHOLDS[0].code not in cuc.get("/ho-dan/").content.decode()
    assert "Trần Văn Bình" not in cuc.get("/may/").content.decode()
    assert "Trần Văn Bình" not in cuc.get("/may/ghep/").content.decode()


def test_another_communes_leader_cannot_revoke_our_tablet(cast: Cast, cuc: Client) -> None:
    assert cuc.post(f"/may/{cast.tablet.id}/thu-hoi").status_code == 404
    assert cast.tablet.revoked_at is None


def test_another_communes_leader_cannot_enrol_for_us(cast: Cast, cuc: Client) -> None:
    answer = cuc.post("/may/ghep/", {"official": cast.binh.official, "hamlets": [HOUSEHOLDS[0].hamlet]})
    assert answer.status_code == 400


@pytest.mark.parametrize("page", ["", "xoa", "chon", "ma", "gop", "tach"])
def test_another_communes_leader_cannot_touch_our_households(cast: Cast, cuc: Client, page: str) -> None:
    address = f"/ho-dan/{HOUSEHOLDS[0].id}/{page}"
    assert (cuc.get if page == "" else cuc.post)(address).status_code == 404


@pytest.mark.parametrize("page", ["xoa", "chon", "ma", "gop", "tach"])
def test_an_official_changes_no_household_on_a_page(binh: Client, page: str) -> None:
    assert binh.post(f"/ho-dan/{HOUSEHOLDS[0].id}/{page}").status_code == 403


@pytest.mark.parametrize("address", ["/may/{}/thu-hoi", "/ho-dan/nhap/{}/nhan"])
def test_nothing_changes_without_the_forms_token(cast: Cast, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(address.format(cast.tablet.id))
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()
    assert cast.tablet.revoked_at is None


def test_a_form_from_before_another_login_is_sent_again_with_all_that_was_typed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/cai-dat/")  # the form's token is that of this cookie
    filled = {"hotline": "0236 3822 123", "topic": ["vneid", "<dvc>"], "csrfmiddlewaretoken": "x" * 64}
    ours = client.post("/cai-dat/", filled, headers={"Origin": "http://testserver"})
    page = ours.content.decode()
    assert ours.status_code == 403
    assert "Gửi lại" in page
    for name, value in (("hotline", "0236 3822 123"), ("topic", "vneid"), ("topic", "&lt;dvc&gt;")):
        assert f'<textarea name="{name}" hidden>\n{value}</textarea>' in page
    assert page.count('name="csrfmiddlewaretoken"') == 1
    strange = client.post("/cai-dat/", filled).content.decode()  # whose page it was nobody says
    assert "Gửi lại" not in strange
    assert "0236" not in strange


def test_what_is_only_sent_goes_on_after_the_login(cast: Cast, an: Client) -> None:
    """Led back to such an address after the login, a browser would show an empty page: it cannot be opened."""
    sent = []
    for one in urlpatterns:
        filled = {name: 1 if name == "n" else cast.tablet.id for name in one.pattern.converters}
        address = reverse(str(one.name), kwargs=filled)
        if address.startswith(("/dang-", "/ngon-ngu/")):
            continue
        if an.get(address).status_code != 405 and one.name != "households_code":  # that leads to the household's page
            continue
        sent.append(one.name)
        answer = Client().post(address, {"code": "T5-012"})
        assert answer.status_code == 401, address
        assert '<textarea name="code" hidden>\nT5-012</textarea>' in answer.content.decode()
    assert {"tablets_admit", "households_code", "households_merge", "households_import_take"} < set(sent)


def test_what_was_chosen_for_a_new_tablet_goes_on_after_the_login(cast: Cast) -> None:
    chosen = {"official": cast.binh.official, "hamlets": list(cast.tablet.scope)}
    asked = Client().post("/may/ghep/", chosen)
    assert asked.content.decode().count('<textarea name="hamlets" hidden>') == len(chosen["hamlets"]) > 1
    shown = Client().post("/may/ghep/", chosen | {"username": "an", "password": PASSWORD})
    assert "Mã ghép máy" in shown.content.decode()


def test_a_second_press_on_the_login_leads_on(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    pressed = client.post("/dang-nhap/?next=/may/", {"username": "an", "password": "x"})
    assert (pressed.status_code, pressed.headers["Location"]) == (302, "/dang-nhap/?next=/may/")
    assert client.get("/dang-nhap/?next=/may/").headers["Location"] == "/may/"


@pytest.mark.parametrize("address", ["/?chu-de=%00", "/ho-dan/?tim=a%00b", "/ho-dan/a%00b/", "/may/tep/a%00b.gocua"])
def test_what_no_database_keeps_is_refused(an: Client, address: str) -> None:
    """PostgreSQL ended such a request in an error of the server."""
    assert an.get(address).status_code == 400
    refused = an.post(f"/ho-dan/{HOUSEHOLDS[0].id}/ma", {"code": "T5\0-012"})
    assert refused.status_code == 400
    assert "Chưa có gì thay đổi" in refused.content.decode()


def test_logging_in_and_out(cast: Cast) -> None:
    client = Client()
    wrong = client.post("/dang-nhap/", {"username": "an", "password": "sai"})
    assert "không đúng" in wrong.content.decode()
    right = client.post("/dang-nhap/?next=/may/", {"username": "an", "password": PASSWORD, "next": "/may/"})
    assert right["Location"] == "/may/"
    client.post("/dang-xuat/")
    assert client.get("/").status_code == 302


def test_nobody_is_sent_to_another_host_after_the_login(cast: Cast) -> None:
    answer = Client().post("/dang-nhap/", {"username": "an", "password": PASSWORD, "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_five_wrong_passwords_lock_that_name_for_a_while(cast: Cast) -> None:
    client = Client()
    for _ in range(5):
        answer = client.post("/dang-nhap/", {"username": "an", "password": "sai"})
    assert answer.status_code == 429
    assert "15 phút" in answer.content.decode()
    assert client.post("/dang-nhap/", {"username": "an", "password": PASSWORD}).status_code == 429
    assert client.post("/dang-nhap/", {"username": "binh", "password": PASSWORD}).status_code == 302


def test_a_forgotten_password_is_replaced(cast: Cast, an: Client) -> None:
    client = Client()
    for _ in range(5):
        client.post("/dang-nhap/", {"username": "an", "password": "sai"})
    set_password("an", "go-cua-tung-nha-2026")
    assert an.get("/").status_code == 302, "whoever was logged in has to log in again"
    assert client.post("/dang-nhap/", {"username": "an", "password": PASSWORD}).status_code == 200
    assert client.post("/dang-nhap/", {"username": "an", "password": "go-cua-tung-nha-2026"}).status_code == 302


def test_only_who_logs_in_is_given_another_password(cast: Cast) -> None:
    add_person(NAM_DONG.code, "hanh", "Lê Thị Hạnh", Role.OFFICIAL)
    for name in ("hanh", "nobody"):
        with pytest.raises(OutreachError, match="Không ai đăng nhập bằng tên"):
            set_password(name, "go-cua-tung-nha-2026")
    with pytest.raises(OutreachError, match="quá yếu"):
        set_password("an", "an")


def test_a_missing_page_says_so(an: Client) -> None:
    answer = an.get("/khong-co")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_pages_are_vietnamese_until_english_is_chosen(cast: Cast, an: Client) -> None:
    assert "Độ phủ" in an.get("/", headers={"Accept-Language": "en-US,en"}).content.decode()
    an.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = an.get("/").content.decode()
    assert '<html lang="en">' in page
    assert "Reached 0 of 12 households" in page


def test_nothing_is_loaded_from_another_host_or_run_inline(an: Client) -> None:
    answer = an.get("/")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page
    assert " style=" not in page
    assert NAM_DONG.name[1:] in page


def test_the_role_is_said_in_the_readers_language(an: Client) -> None:
    assert "Lãnh đạo xã</small>" in an.get("/").content.decode()
    an.cookies["django_language"] = "en"
    assert "Commune leader</small>" in an.get("/").content.decode()


def test_under_another_name_the_server_says_what_to_do(an: Client) -> None:
    answer = an.get("/", headers={"host": "khac.example"})
    assert answer.status_code == 400
    assert "Hãy mở trang bằng đúng địa chỉ của xã" in answer.content.decode()


@pytest.mark.parametrize("asked", ["/ho-dan/?tim=x", f"/may/ghep/{'0' * 64}"])
def test_a_page_left_open_until_the_session_ended_goes_to_the_login_itself(cast: Cast, asked):
    """Answered by the login page, its script put that into the middle of the list, or beside the code it waits for."""
    client, left = Client(), "http://testserver/ho-dan/?tim=x"
    answer = client.get(asked, headers={"HX-Request": "true", "HX-Current-URL": left})
    assert (answer.status_code, answer.content) == (401, b"")
    back = client.post(answer["HX-Redirect"], {"username": cast.an.username, "password": PASSWORD})
    assert back["Location"] == left


def test_after_the_login_nobody_is_led_to_another_site(cast: Cast):
    client = Client()
    for foreign in ("https://elsewhere.example/", "//elsewhere.example", "http://[", ""):
        answer = client.get("/ho-dan/", headers={"HX-Request": "true", "HX-Current-URL": foreign})
        back = client.post(answer["HX-Redirect"], {"username": cast.an.username, "password": PASSWORD})
        assert back["Location"] == "/"
        client.logout()
