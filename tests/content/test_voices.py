"""Recordings in a guide's folder: read, named by their content, and refused with a reason."""

import hashlib

import pytest

from outreach.content import build_site, guide_page, load_guides, recording_file, sound_guides
from outreach.content.sound import MAX_BYTES
from outreach.domain.guide import VOICES, Recording

from .. import recordings
from .sample import NAM_DONG, TODAY


def put(sample, place, data):
    file = sample.folder / "audio" / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def only_problem(sample):
    (problem,) = sound_guides(sample.root)[1]
    return problem


def test_recordings_are_read_in_the_order_of_voices_and_steps(sample):
    put(sample, "ktv/buoc-2.mp3", recordings.MP3)
    put(sample, "vi/buoc-1.m4a", recordings.M4A)
    put(sample, "ktv/buoc-1.ogg", recordings.OGG)
    guide = load_guides(sample.root)["bai-mau"]
    assert [(one.voice, one.step, one.file) for one in guide.voices] == [
        ("vi", "buoc-1", "buoc-1.m4a"),
        ("ktv", "buoc-1", "buoc-1.ogg"),
        ("ktv", "buoc-2", "buoc-2.mp3"),
    ]
    assert guide.recorded_voices == ("vi", "ktv")
    last = guide.voices[-1]
    assert (last.hash, last.size) == (hashlib.sha256(recordings.MP3).hexdigest(), len(recordings.MP3))
    assert recording_file(sample.root, guide, last).read_bytes() == recordings.MP3
    assert guide.recording("ktv", "buoc-2") is last
    assert guide.recording("ktv", "buoc-3") is None


def test_a_guide_without_recordings_has_none(sample):
    assert load_guides(sample.root)["bai-mau"].voices == ()


@pytest.mark.parametrize(
    ("place", "data", "words"),
    [
        ("ktv/buoc-9.mp3", recordings.MP3, 'không có bước "buoc-9"'),
        ("ctu/buoc-1.mp3", recordings.MP3, 'Không có mã tiếng "ctu"'),
        ("buoc-1.mp3", recordings.MP3, "audio/<mã tiếng>"),
        ("ktv/them/buoc-1.mp3", recordings.MP3, "audio/<mã tiếng>"),
        ("ktv/buoc-1.mp3", recordings.OGG, "Bên trong là .ogg"),
        ("ktv/buoc-1.mp3", recordings.HTML, "không phải tệp âm thanh"),
        ("ktv/buoc-1.mp3", recordings.FILM, "không phải tệp âm thanh"),
        ("ktv/buoc-1.wav", recordings.WAV, "WAV quá nặng"),
        ("ktv/buoc-1.mp3", b"", "trống"),
        ("ktv/buoc-1.mp3", recordings.MP3 * (MAX_BYTES // len(recordings.MP3) + 1), "nặng hơn 1.024 KB"),
    ],
)
def test_a_wrong_recording_names_its_file_and_what_to_do(sample, place, data, words):
    file = put(sample, place, data)
    problem = only_problem(sample)
    assert (problem.file, problem.rule) == (file, "audio")
    assert words in problem.vi


def test_two_recordings_of_a_step_are_one_too_many(sample):
    put(sample, "ktv/buoc-1.mp3", recordings.MP3)
    put(sample, "ktv/buoc-1.ogg", recordings.OGG)
    assert "hai bản thu" in only_problem(sample).vi


def test_the_communes_recording_goes_before_the_guides(sample):
    put(sample, "ktv/buoc-1.mp3", recordings.MP3)
    guide = load_guides(sample.root)["bai-mau"]
    own = Recording("ktv", "buoc-1", "buoc-1.ogg", "f" * 64, 10)
    gone = Recording("ktv", "buoc-77", "buoc-77.ogg", "e" * 64, 10)
    assert guide.with_recordings([own, gone]).voices == (own,)


def test_a_page_offers_each_voice_and_fetches_none(sample):
    put(sample, "ktv/buoc-1.mp3", recordings.MP3)
    put(sample, "bru/buoc-1.ogg", recordings.OGG)
    guide = load_guides(sample.root)["bai-mau"]
    page = guide_page(guide, "vi", NAM_DONG, today=TODAY)
    assert page.count("<audio ") == page.count('<audio controls preload="none"') == 2
    for recording in guide.voices:
        assert f'src="/g/voice/{recording.name}"' in page
        assert f"Giọng đọc: {VOICES[recording.voice]}" in page
    assert "media-src &#x27;self&#x27;" in page
    assert len(page.encode()) < 100_000


def test_the_static_site_brings_its_recordings(sample, tmp_path):
    put(sample, "ktv/buoc-1.mp3", recordings.MP3)
    guides = load_guides(sample.root)
    build_site(guides, tmp_path / "with", NAM_DONG, today=TODAY, root=sample.root)
    (recording,) = guides["bai-mau"].voices
    assert (tmp_path / "with/g/voice" / recording.name).read_bytes() == recordings.MP3
    build_site(guides, tmp_path / "without", NAM_DONG, today=TODAY)
    assert "<audio" not in (tmp_path / "without/g/bai-mau/index.html").read_text("utf-8")
