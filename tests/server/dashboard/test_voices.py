"""Giọng đọc: the leader's page for recordings, closed to others; what citizens then hear."""

import html
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.server.guides import work
from outreach.server.guides.catalog import shipped_guides
from outreach.server.guides.form import GuideForm
from outreach.server.guides.models import Revision
from outreach.server.places.models import Commune
from outreach.server.voices import keeping
from tests import recordings
from tests.server.cast import NAM_DONG, VINH_LOC, Cast
from tests.server.conftest import logged_in
from tests.server.guides.writing import draft, hire_em, retitle

GUIDE = shipped_guides()["kich-hoat-vneid"]
FIRST = GUIDE.steps[0].id
PAGE = f"/huong-dan/{GUIDE.id}/giong-doc/"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)


def sent(data: bytes = recordings.MP3, name: str = "ghi am 1.mp3", **changes: str) -> dict[str, Any]:
    file = SimpleUploadedFile(name, data, content_type="audio/mpeg")
    return {"voice": "ktv", "step": FIRST, "sound": file, **changes}


def kept(commune: str = NAM_DONG.code):
    return keeping.voices_of(commune, GUIDE.id)


def test_a_stranger_is_asked_to_log_in(cast: Cast) -> None:
    for address in (PAGE, f"{PAGE}xoa", f"{PAGE}{'a' * 64}.mp3"):
        client = Client()
        answer = client.post(address, sent()) if address != f"{PAGE}{'a' * 64}.mp3" else client.get(address)
        assert answer["Location"].startswith("/dang-nhap/")
    assert kept() == ()


def test_an_official_may_listen_but_not_add(cast: Cast, an: Client, binh: Client) -> None:
    assert binh.get(PAGE).status_code == 403
    assert binh.post(PAGE, sent()).status_code == 403
    an.post(PAGE, sent())
    assert binh.post(f"{PAGE}xoa", {"voice": "ktv", "step": FIRST}).status_code == 403
    assert binh.get(f"{PAGE}{kept()[0].name}").content == recordings.MP3


def test_another_communes_leader_hears_and_deletes_nothing_of_ours(cast: Cast, an: Client, cuc: Client) -> None:
    an.post(PAGE, sent())
    (recording,) = kept()
    assert "<audio" not in cuc.get(f"{PAGE}?tieng=ktv").content.decode()
    assert cuc.get(f"{PAGE}{recording.name}").status_code == 404
    cuc.post(f"{PAGE}xoa", {"voice": "ktv", "step": FIRST})
    cuc.post(PAGE, sent(recordings.OGG))
    assert kept() == (recording,)
    assert [one.file for one in kept(VINH_LOC.code)] == [f"{FIRST}.ogg"]


def test_nothing_changes_without_the_forms_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(PAGE, sent()).status_code == 403
    assert kept() == ()


def test_a_leader_adds_listens_replaces_and_deletes(an: Client) -> None:
    page = an.get(PAGE).content.decode()
    assert "đã có 0 trên 9 bước" in page
    assert page.count('type="file"') == len(GUIDE.steps)
    answer = an.post(PAGE, sent(), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{PAGE}?tieng=ktv#{FIRST}"
    assert "Đã lưu bản thu" in page
    assert "Cơ Tu: đã có 1 trên 9 bước" in page
    (address,) = re.findall(r'<audio [^>]*src="([^"]+)"', page)
    heard = an.get(html.unescape(address))
    assert (heard.content, heard["Content-Type"]) == (recordings.MP3, "audio/mpeg")
    an.post(PAGE, sent(recordings.M4A))
    assert [one.file for one in kept()] == [f"{FIRST}.m4a"]
    assert "Đã xóa bản thu" in an.post(f"{PAGE}xoa", {"voice": "ktv", "step": FIRST}, follow=True).content.decode()
    assert kept() == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (recordings.WAV, "lưu lại thành MP3"),
        (recordings.HTML, "không phải tệp âm thanh"),
        (recordings.MP3 * 400, "nặng hơn 1.024 KB"),
    ],
)
def test_a_wrong_file_is_told_beside_its_step(an: Client, data: bytes, words: str) -> None:
    answer = an.post(PAGE, sent(data))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert words in page[page.index(f'id="{FIRST}"') : page.index(f'id="{GUIDE.steps[1].id}"')]
    assert kept() == ()


def test_a_form_without_a_file_says_what_is_missing(an: Client) -> None:
    answer = an.post(PAGE, {"voice": "ktv", "step": FIRST})
    assert answer.status_code == 400
    assert "Chưa chọn tệp" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["../../commune.db", "/etc/passwd", "<script>alert(1)</script>.mp3", "a\x00b.mp3", "x.html", "ê" * 200]
)
def test_the_name_a_file_had_does_not_matter(an: Client, tmp_path, name: str) -> None:
    page = an.post(PAGE, sent(name=name), follow=True).content.decode()
    (recording,) = kept()
    assert "<script>alert" not in page
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [recording.name]


@pytest.mark.parametrize("step", ["khong-co", "../../x", ""])
def test_an_unknown_step_is_refused(an: Client, step: str) -> None:
    assert an.post(PAGE, sent(step=step)).status_code == 400
    assert kept() == ()


def test_an_unknown_guide_is_a_missing_page(an: Client) -> None:
    assert an.get("/huong-dan/khong-co/giong-doc/").status_code == 404


def test_english_says_it_in_english(an: Client) -> None:
    an.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert "Recorded voice" in an.get(PAGE).content.decode()


def test_who_approves_new_words_is_told_which_recordings_still_say_the_old_ones(cast: Cast, an: Client) -> None:
    def reword(form: GuideForm) -> None:
        form.steps[0].action["vi"] = 'Bấm "VNeID" trên điện thoại của mình.'
        form.steps[1].otherwise["vi"] = "Kéo màn hình lên."  # which nobody reads aloud

    second = GUIDE.steps[1].id
    for step in (FIRST, second):
        an.post(PAGE, sent(step=step))
    an.post(PAGE, sent(voice="en"))
    em = hire_em()
    work.send(cast.an, draft(cast.an, retitle("Mở VNeID")))
    review = f"/huong-dan/{GUIDE.id}/duyet"
    assert "lời cũ" not in logged_in(em).get(review).content.decode()
    work.take_back(Revision.objects.get())
    work.send(cast.an, draft(cast.an, reword))
    page = logged_in(em).get(review).content.decode()
    assert "bản thu còn đọc lời cũ" in page
    assert re.findall(r"<li>(.*?)</li>", page) == ["Bước 1 · Cơ Tu"]


def test_leaders_find_the_page_from_the_guides(an: Client, binh: Client) -> None:
    assert f'href="{PAGE}"' in an.get("/huong-dan/").content.decode()
    assert PAGE not in binh.get("/huong-dan/").content.decode()


# -- what citizens hear


@pytest.fixture
def site(cast: Cast) -> None:
    """Nam Đông's own address is the one the tests ask."""
    Commune.objects.filter(code=NAM_DONG.code).update(site="http://testserver")


def test_citizens_hear_it_without_a_login(site: None, an: Client) -> None:
    an.post(PAGE, sent())
    (recording,) = kept()
    page = Client().get(f"/g/{GUIDE.id}")
    assert f'src="/g/voice/{recording.name}"' in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
    answer = Client().get(f"/g/voice/{recording.name}")
    assert (answer.content, answer["Content-Type"]) == (recordings.MP3, "audio/mpeg")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert Client().post(f"/g/voice/{recording.name}").status_code == 405


@pytest.mark.parametrize("name", [f"{'0' * 64}.mp3", "secret_key", "..%2f..%2fsecret_key", f"{'0' * 64}.html"])
def test_nothing_else_is_served(cast: Cast, name: str) -> None:
    assert Client().get(f"/g/voice/{name}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=0-999999", 206, slice(None)),
        ("bytes=999999-", 416, slice(0, 0)),
        ("bytes=5-2", 416, slice(0, 0)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("pages=1", 200, slice(None)),
        (f"bytes={'9' * 5000}-", 200, slice(None)),
    ],
)
def test_phones_may_ask_for_a_part(site: None, an: Client, asked: str, status: int, part: slice) -> None:
    an.post(PAGE, sent())
    answer = Client().get(f"/g/voice/{kept()[0].name}", headers={"Range": asked})
    assert answer.status_code == status
    assert answer.content == recordings.MP3[part]
    if status == 206:
        first = len(recordings.MP3[: part.start or 0]) if (part.start or 0) >= 0 else len(recordings.MP3) + part.start
        last = first + len(answer.content) - 1
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(recordings.MP3)}"
