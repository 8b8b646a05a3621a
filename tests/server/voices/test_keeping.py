"""Recordings are kept whole, under the name of what they hold, and gone when they are deleted."""

import hashlib
import resource
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from outreach.server.guides.catalog import guides_of, shipped_guides
from outreach.server.voices import keeping
from outreach.server.voices.models import Voice
from outreach.server.whole_file import write_whole
from tests import recordings
from tests.server.cast import NAM_DONG, VINH_LOC

GUIDE = shipped_guides()["kich-hoat-vneid"]
FIRST, SECOND = GUIDE.steps[0].id, GUIDE.steps[1].id
pytestmark = pytest.mark.usefixtures("lasting_cast")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    return tmp_path


def keep(data=recordings.MP3, commune=NAM_DONG.code, voice="ktv", step=FIRST):
    return keeping.keep(commune, GUIDE, voice, step, data, "an")


def files(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_a_recording_is_kept_by_its_content(home):
    recording = keep()
    digest = hashlib.sha256(recordings.MP3).hexdigest()
    assert (recording.hash, recording.size, recording.file) == (digest, len(recordings.MP3), f"{FIRST}.mp3")
    assert keeping.voices_of(NAM_DONG.code, GUIDE.id) == (recording,)
    found = keeping.recording_path(NAM_DONG.code, recording.name)
    assert found
    assert found[0].read_bytes() == recordings.MP3
    assert found[1].content_type == "audio/mpeg"
    assert found[0].stat().st_mode & 0o077 == 0


def test_another_commune_has_none_of_it(home):
    recording = keep()
    assert keeping.voices_of(VINH_LOC.code, GUIDE.id) == ()
    assert keeping.recording_path(VINH_LOC.code, recording.name) is None
    assert not keeping.forget(VINH_LOC.code, GUIDE.id, "ktv", FIRST)
    assert files(home) == [recording.name]


def test_replacing_keeps_one_row_and_one_file(home):
    keep()
    later = keep(recordings.OGG)
    assert keeping.voices_of(NAM_DONG.code, GUIDE.id) == (later,)
    assert files(home) == [later.name]
    assert keep(recordings.OGG) == later
    assert files(home) == [later.name]


def test_a_file_goes_once_it_is_certain_that_its_row_does(home):
    """An import of guides may be taken back as a whole after their recordings were."""
    recording = keep()
    with transaction.atomic():
        keep(recordings.OGG)
        transaction.set_rollback(True)
    assert keeping.voices_of(NAM_DONG.code, GUIDE.id) == (recording,)
    assert keeping.recording_path(NAM_DONG.code, recording.name)


def test_without_room_for_it_nothing_is_left(home):
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(recordings.MP3) // 2, most[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            keep()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert files(home) == []
    assert keeping.voices_of(NAM_DONG.code, GUIDE.id) == ()


def test_a_file_that_two_steps_share_goes_with_the_last(home):
    recording = keep()
    keep(step=SECOND)
    assert keeping.forget(NAM_DONG.code, GUIDE.id, "ktv", FIRST)
    assert files(home) == [recording.name]
    assert keeping.forget(NAM_DONG.code, GUIDE.id, "ktv", SECOND)
    assert files(home) == []
    assert not keeping.forget(NAM_DONG.code, GUIDE.id, "ktv", SECOND)


def test_a_file_that_is_deleted_for_one_step_while_another_takes_it_stays(lasting_cast, home, monkeypatch):
    """Else the row names a file that is gone: nobody hears it, and no backup stands its trial."""
    keep()

    def forgotten():
        keeping.forget(NAM_DONG.code, GUIDE.id, "ktv", FIRST)
        connection.close()

    other = threading.Thread(target=forgotten)

    def writing(path, data):
        write_whole(path, data)
        other.start()
        other.join(1)

    monkeypatch.setattr(keeping, "write_whole", writing)
    recording = keep(step=SECOND)
    other.join()
    assert keeping.voices_of(NAM_DONG.code, GUIDE.id) == (recording,)
    assert files(home) == [recording.name]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "trống"),
        (recordings.WAV, "WAV quá nặng"),
        (recordings.FILM, "không phải tệp âm thanh"),
        (recordings.HTML, "không phải tệp âm thanh"),
        (recordings.MP3 * 400, "nặng hơn 1.024 KB"),
    ],
    ids=["empty", "wav", "film", "page", "too large"],
)
def test_what_is_no_recording_leaves_the_former_one(home, data, words):
    former = keep()
    with pytest.raises(keeping.VoiceRefused, match=words):
        keep(data)
    assert keeping.voices_of(NAM_DONG.code, GUIDE.id) == (former,)
    assert files(home) == [former.name]


@pytest.mark.parametrize(("voice", "step"), [("xx", FIRST), ("ktv", "khong-co"), ("../..", FIRST), ("ktv", "../x")])
def test_unknown_languages_and_steps_are_refused(home, voice, step):
    with pytest.raises(keeping.VoiceRefused):
        keep(voice=voice, step=step)
    assert (files(home), Voice.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "name", ["", "a.mp3", "../secret_key", "..%2fsecret_key", f"{'a' * 64}.exe", f"{'A' * 64}.mp3"]
)
def test_no_other_file_can_be_named(home, name):
    (home / "secret_key").write_text("key")
    assert keeping.recording_path(NAM_DONG.code, name) is None


def test_the_communes_voices_join_those_of_the_guide():
    recording = keep()
    assert guides_of(NAM_DONG.code)[GUIDE.id].recording("ktv", FIRST) == recording
    assert guides_of(VINH_LOC.code)[GUIDE.id].recording("ktv", FIRST) is None
