"""A leader adds a voice in a real browser, and a citizen hears it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from outreach.server.guides.catalog import shipped_guides
from outreach.server.places.models import Commune
from tests.browser.accessibility import violations
from tests.browser.conftest import OpenPage
from tests.browser.test_team_pages import WIDTHS
from tests.server.cast import NAM_DONG

GUIDE = shipped_guides()["kich-hoat-vneid"]
HEAR = "sound => new Promise(done => { sound.onended = () => done(sound.duration); sound.play(); })"
RECORDINGS = Path(__file__).parents[1] / "recordings"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)


def test_a_voice_goes_from_the_leader_to_the_citizen(server: str, team_page: OpenPage) -> None:
    Commune.objects.filter(code=NAM_DONG.code).update(site=server)
    page = team_page("/huong-dan/", "an")
    page.get_by_role("link", name=f"Giọng đọc {GUIDE.text('vi').title}").click()
    page.wait_for_load_state()
    page.get_by_label("Tiếng", exact=True).select_option("tth")
    expect(page.get_by_text("Tà Ôi: đã có 0 trên 9 bước")).to_be_visible()
    page.get_by_label("Tệp thu của bước 2").set_input_files(RECORDINGS / "speech.ogg")
    page.get_by_role("button", name="Tải lên cho bước 2").click()
    expect(page.get_by_text("Tà Ôi: đã có 1 trên 9 bước")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []

    phone = team_page(f"/g/{GUIDE.id}", width=360, height=640)
    voice = phone.locator("#buoc-2 audio")
    expect(voice).to_be_visible()
    assert voice.evaluate("sound => sound.networkState") != 2, "nothing is fetched before somebody listens"
    sound = re.compile("/g/voice/")
    phone.route(sound, lambda route: route.fulfill(status=400))
    voice.evaluate("sound => sound.play().catch(() => 0)")
    expect(phone.get_by_text("Chưa nghe được. Xem máy có mạng không, rồi bấm lại.")).to_be_visible()
    phone.unroute(sound)
    seconds = voice.evaluate(HEAR)
    expect(phone.get_by_text("Chưa nghe được.")).to_have_count(0)
    assert 1 < seconds < 2
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
