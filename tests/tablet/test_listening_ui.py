"""The real app read aloud: the machine's voice, a person's recording, stopping, and no voice at all."""

import shutil
import time
from pathlib import Path

import pytest

from .. import recordings
from ..driver import PATIENCE, PHONE, TALL, WIDE, Tablet
from .visit_cast import GUIDES, HOME, VNEID, prepare

SIZES = [WIDE, TALL, PHONE]
TITLE = GUIDES[VNEID].texts["vi"].title
FIRST, SECOND = (step.id for step in GUIDES[VNEID].steps[:2])
MISSING = "Máy này chưa có giọng đọc tiếng Việt"


@pytest.fixture
def espeak(tmp_path):
    """A PATH whose espeak-ng writes down what it is to say and then speaks for a minute; and where it writes."""
    folder = tmp_path / "bin"
    folder.mkdir()
    said = tmp_path / "said"
    script = folder / "espeak-ng"
    script.write_text(f'#!/bin/sh\necho "$@" >> {said}\nexec /bin/sleep 60\n')
    script.chmod(0o755)
    return {"PATH": str(folder)}, said


@pytest.fixture
def recorded(tmp_path):
    """The project's guides, the first step of one also recorded in Cơ Tu."""
    root = tmp_path / "guides"
    shutil.copytree(Path(__file__).parents[2] / "guides", root)
    file = root / f"vneid/{VNEID}/audio/ktv/{FIRST}.mp3"
    file.parent.mkdir(parents=True)
    file.write_bytes(recordings.MP3)
    return root


def data(tmp_path, scale=1.0):
    folder = tmp_path / "data"
    folder.mkdir()
    return prepare(folder, scale)


def wait_for_sound(file, patience=PATIENCE):
    """Until something that is not silence was written to what stands for the loudspeaker."""
    deadline = time.monotonic() + patience
    while not file.exists() or len(set(file.read_bytes())) <= 100:
        assert time.monotonic() < deadline, "nothing was heard"
        time.sleep(0.05)


def open_guide(tablet):
    tablet.tap("Hướng dẫn")
    tablet.tap(TITLE)
    tablet.wait_for("Bước 1")


@pytest.mark.parametrize("size", SIZES)
def test_a_step_is_read_and_a_tap_stops_it(tmp_path, espeak, size):
    path, said = espeak
    with Tablet(data(tmp_path), size, **path) as tablet:
        open_guide(tablet)
        tablet.tap("Nghe")
        tablet.wait_for("Dừng")
        tablet.settle()
        assert tablet.problems() == []
        tablet.tap("Dừng")
        tablet.wait_for("Nghe")
        tablet.tap("Nghe")
        tablet.wait_for("Dừng")
        tablet.tap("Bước sau")
        tablet.wait_for("Bước 2")
        tablet.wait_for("Nghe")
        assert tablet.problems() == []
    first, again = said.read_text().splitlines()
    assert first == again
    assert "-v vi" in first
    assert "vi en i đi" in first


def test_in_english_the_english_words_are_read(tmp_path, espeak):
    path, said = espeak
    with Tablet(data(tmp_path), WIDE, **path) as tablet:
        open_guide(tablet)
        tablet.tap("English")
        tablet.tap("Nghe")
        tablet.wait_for("Dừng")
    assert "-v en" in said.read_text()
    assert "V N E I D" in said.read_text()


@pytest.mark.parametrize(("size", "scale"), [(WIDE, 1.0), (TALL, 2.0), (PHONE, 1.0), (PHONE, 2.0)])
def test_the_greeting_is_read_and_falls_silent_with_the_answer(tmp_path, espeak, size, scale):
    path, said = espeak
    with Tablet(data(tmp_path, scale), size, **path) as tablet:
        tablet.tap("Hộ dân")
        tablet.tap(HOME)
        tablet.tap("Bắt đầu thăm")
        tablet.wait_for("Kính chào gia đình")
        tablet.tap("Nghe")
        tablet.wait_for("Dừng")
        tablet.settle()
        assert tablet.problems() == []
        tablet.tap("Đồng ý ghi nhận")
        tablet.wait_for("Gặp người lớn trong nhà")
        tablet.key("back")
    words = said.read_text()
    assert "Gia đình có quyền không đồng ý" in words
    assert "Không bao giờ xin tiền." in words


def test_without_a_voice_it_says_what_to_do(tmp_path):
    with Tablet(data(tmp_path), WIDE, PATH=str(tmp_path)) as tablet:
        open_guide(tablet)
        tablet.tap("Nghe")
        tablet.wait_for(MISSING)
        tablet.settle()
        assert tablet.problems() == []
        tablet.tap("Đã hiểu")
        tablet.wait_gone(MISSING)
        tablet.wait_for("Nghe")


def test_a_recording_is_heard_in_the_language_that_was_chosen(tmp_path, espeak, recorded):
    path, said = espeak
    heard = tmp_path / "heard.raw"
    sound = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(heard), "GUIDES_OF_TEST": str(recorded)}
    with Tablet(data(tmp_path), WIDE, **path, **sound) as tablet:
        open_guide(tablet)
        tablet.tap("Tiếng Việt")
        tablet.wait_for("Nghe bằng tiếng nào?")
        tablet.settle()
        assert tablet.problems() == []
        tablet.tap("Cơ Tu")
        tablet.wait_gone("Nghe bằng tiếng nào?")
        tablet.tap("Nghe")
        wait_for_sound(heard)  # "Dừng" may be gone before a look at the screen: the recording is short
        tablet.wait_gone("Dừng")  # it came to its end by itself
        assert not said.exists()
        tablet.tap("Bước sau")
        tablet.wait_for("Bước 2")
        tablet.tap("Nghe")  # nobody recorded this step: the machine reads its words
        tablet.wait_for("Dừng")
    assert "-v vi" in said.read_text()


def test_a_recording_this_machine_cannot_play_is_told(tmp_path, recorded):
    (recorded / f"vneid/{VNEID}/audio/ktv/{FIRST}.mp3").unlink()
    (recorded / f"vneid/{VNEID}/audio/ktv/{FIRST}.m4a").write_bytes(recordings.M4A)
    sound = {"SDL_AUDIODRIVER": "dummy", "GUIDES_OF_TEST": str(recorded)}
    with Tablet(data(tmp_path), WIDE, **sound) as tablet:
        open_guide(tablet)
        tablet.tap("Tiếng Việt")
        tablet.tap("Cơ Tu")
        tablet.tap("Nghe")
        tablet.wait_for("không phát được bản thu")
