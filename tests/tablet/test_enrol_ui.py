"""Enrolling in a real window against a real server: every refusal says what to do, and the code works once."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from outreach.domain.records import Refusal
from outreach.store import Store
from outreach.tablet.settings import Settings
from tests.driver import PHONE, Tablet
from tests.end_to_end.commune_server import CommuneServer

from ..domain.cast import START
from ..faults.proxy import Proxy, Weather
from ..store.cast import NAM_DONG, identity
from .test_look import contrast_of_words

FORGET = """
from outreach.server.cli import session
session.migrate()
from outreach.server.devices.models import Tablet
Tablet.objects.latest("enrolled_at").delete()
"""
COUNT = """
from outreach.server.cli import session
session.migrate()
from outreach.server.devices.models import Tablet
print(Tablet.objects.count())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommuneServer]:
    """A commune's server, for all tests of this module."""
    one = CommuneServer(tmp_path_factory.mktemp("commune"))
    one.fill()
    one.start()
    yield one
    one.stop()


def enrol(tablet: Tablet, address: str, code: str) -> None:
    """Type both, and send."""
    tablet.tap("namdong.example")
    tablet.type(address)
    tablet.tap("ABCD 2345")
    tablet.type(code)
    tablet.key("enter")


def test_what_is_missing_is_asked_for(tmp_path):
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.tap("ABCD 2345")
        tablet.key("enter")
        tablet.wait_for("Hãy gõ địa chỉ máy chủ của xã.")
        assert tablet.problems() == []


def test_what_is_wrong_is_in_sight_from_its_first_word(tmp_path):
    """However far down the field or the button is from which it was sent: it follows the head of the page."""
    Settings(text_scale=2.0).save(tmp_path / "settings.json")
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.tap("ABCD 2345")
        tablet.key("enter")
        tablet.wait_for("Hãy gõ địa chỉ máy chủ của xã.")
        tablet.settle()
        assert tablet.sees("Làm một lần, khi có mạng")
        tablet.sound()


def test_a_server_that_is_not_there(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Tablet(tmp_path) as tablet:
        enrol(tablet, address, "ABCD2345")
        tablet.wait_for("Chưa kết nối được với máy chủ ở địa chỉ này. Hãy xem địa chỉ có đúng như")


@pytest.mark.parametrize("outdoor", [False, True])
def test_that_it_is_under_way_can_be_read(tmp_path, outdoor):
    Settings(outdoor=outdoor, calm=True).save(tmp_path / "settings.json")
    with socket.create_server(("127.0.0.1", 0)) as silent, Tablet(tmp_path, PHONE) as tablet:
        enrol(tablet, f"http://127.0.0.1:{silent.getsockname()[1]}", "ABCD2345")
        tablet.wait_for("Đang ghép máy…")
        tablet.settle()
        picture = tablet.screenshot(tmp_path / "busy.png")
        assert contrast_of_words(picture, tablet.where("Đang ghép máy…")) >= (7 if outdoor else 4.5)


def test_what_was_typed_stays_when_the_language_is_changed(tmp_path):
    with Tablet(tmp_path, PHONE) as tablet:
        tablet.tap("namdong.example")
        tablet.type("https://xa.example")
        tablet.tap("ABCD 2345")
        tablet.type("ABCD23")
        tablet.tap("English")
        tablet.wait_for("Enrol with the commune")
        tablet.wait_for("https://xa.example")
        tablet.wait_for("ABCD23")


def test_an_address_that_is_not_safe(tmp_path):
    with Tablet(tmp_path) as tablet:
        enrol(tablet, "http://namdong.example", "ABCD2345")
        tablet.wait_for("phải bắt đầu bằng https://")


def test_wrong_and_expired_codes(tmp_path, server):
    with Tablet(tmp_path) as tablet:
        enrol(tablet, server.address, "ZZZZ2345")
        tablet.wait_for("Mã ghép máy không đúng")
    with Tablet(tmp_path) as tablet:
        enrol(tablet, server.address, server.code(minutes_ago=16))
        tablet.wait_for("đã hết hạn")


def test_a_code_works_once_and_the_list_arrives_by_itself(tmp_path, server):
    code = server.code()
    first, second = tmp_path / "first", tmp_path / "second"
    with Tablet(first) as tablet:
        enrol(tablet, server.address, code)
        tablet.wait_for("Nên ghé theo thứ tự đường đi")
        tablet.wait_for("Đã gửi hết")
        tablet.wait_for("hộ nên ghé")
    with Tablet(second) as tablet:
        enrol(tablet, server.address, code)
        tablet.wait_for("đã dùng rồi")
    server.revoke_newest()
    with Tablet(first) as tablet:
        tablet.wait_for("Máy này đã bị thu hồi")
        tablet.wait_for("Mã ghép máy")


def test_a_code_whose_answer_was_lost_is_sent_again_as_it_stands(tmp_path, server):
    """Also when the app is closed meanwhile; the commune waits for one tablet more, not for two."""
    code, before = server.code(), int(server.run(COUNT))
    through = Proxy(int(server.bind.rpartition(":")[2]))
    through.weather = Weather(cut_down=-1)
    address = f"http://127.0.0.1:{through.port}"
    with Tablet(tmp_path, PHONE) as tablet:
        enrol(tablet, address, code)
        tablet.wait_for("Chưa kết nối được với máy chủ ở địa chỉ này.")
    through.weather = Weather()
    with Tablet(tmp_path, PHONE) as tablet:
        enrol(tablet, address, code)
        tablet.wait_for("Đã gửi hết")
    through.close()
    assert int(server.run(COUNT)) == before + 1


def test_a_tablet_that_is_not_known_any_more_goes_on_with_a_new_code(tmp_path, server):
    """As after a server that was set up anew: what was noted meanwhile is not lost, and there is a way on."""
    with Tablet(tmp_path, PHONE) as tablet:
        enrol(tablet, server.address, server.code())
        tablet.wait_for("Đã gửi hết")
        server.run(FORGET)
        tablet.tap("Gõ cửa hộ tiếp theo")
        tablet.tap("Vắng nhà")
        tablet.tap("Ghi vắng nhà")
        tablet.tap("Đồng bộ")
        tablet.wait_for("Máy chủ không nhận ra máy này")
        tablet.tap("Nhập mã ghép máy mới")
        tablet.wait_for("Những gì đã ghi vẫn còn trên máy")
        tablet.sound()
        tablet.tap("ABCD 2345")
        tablet.type("ABCD23")
        tablet.tap("English")
        tablet.wait_for("ABCD23")
        tablet.tap("Tiếng Việt")
        tablet.wait_for("ABCD23")
        tablet.tap("Thôi, để như cũ")
        tablet.tap("Nhập mã ghép máy mới")
        tablet.tap("ABCD 2345")  # what stands in an empty field: nothing is left of the last try
        tablet.type(server.code())
        tablet.key("enter")
        tablet.wait_for("Đã gửi hết")
        tablet.tap("Đồng bộ")
        tablet.settle()
        words = tablet.texts()
        assert words[words.index("đã gửi") - 1] == "1"


def test_while_another_commune_is_owed_work_the_code_stays_unused(tmp_path, server):
    """The tablet keeps its place in its own commune, and the new one gets none that never sends anything."""
    first, second, code = tmp_path / "first", tmp_path / "second", server.code()
    first.mkdir()
    store = Store.open(first / "tablet.db")
    store.enrol(identity(commune=replace(NAM_DONG, code="20182", name="xã Khe Tre"), server=server.address))
    store.add(Refusal("r", "thon-1", "hanh", START))
    store.close()
    with Tablet(first, PHONE) as tablet:
        tablet.tap("Đồng bộ")
        tablet.tap("Nhập mã ghép máy mới")
        tablet.tap("ABCD 2345")
        tablet.type(code)
        tablet.key("enter")
        tablet.wait_for("mã chưa dùng, còn hạn đến")
        tablet.sound()
    with Tablet(second) as tablet:
        enrol(tablet, server.address, code)
        tablet.wait_for("Đã gửi hết")
