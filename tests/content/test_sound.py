"""What a file holds is told by its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.content.sound import M4A, MP3, OGG, is_wav, sound_kind

from .. import recordings

ACCEPTED = {MP3: recordings.MP3, M4A: recordings.M4A, OGG: recordings.OGG}


@pytest.mark.parametrize("kind", ACCEPTED, ids=lambda kind: kind.extension)
def test_real_recordings_are_told_apart(kind):
    assert sound_kind(ACCEPTED[kind]) is kind


def test_opus_is_ogg_too():
    assert sound_kind(recordings.OPUS) is OGG


def test_a_recorder_may_write_sizes_in_eight_bytes():
    at = recordings.M4A.index(b"mdat") - 4
    size = int.from_bytes(recordings.M4A[at : at + 4], "big")
    long = b"\0\0\0\1mdat" + (size + 8).to_bytes(8, "big")
    assert sound_kind(recordings.M4A[:at] + long + recordings.M4A[at + 8 :]) is M4A


@pytest.mark.parametrize(
    "data",
    [
        b"",
        recordings.FILM,
        recordings.HTML,
        recordings.WAV,
        recordings.MP3[:60],
        b"ID3" + recordings.HTML,
        b"OggS" + recordings.HTML,
        b"\xff\xfb\x90\x00" + recordings.HTML * 20,
        recordings.M4A.replace(b"mp4a", b"samr"),
        recordings.OGG.replace(b"\x01vorbis", b"\x80theora"),
    ],
    ids=["empty", "film", "page", "wav", "cut off", "tag", "ogg page", "one header", "other codec", "film in ogg"],
)
def test_anything_else_is_not_a_recording(data):
    assert sound_kind(data) is None


@given(st.binary(max_size=200), st.sampled_from([b"", b"OggS\0", b"ID3", b"\0\0\0\x20ftypM4A ", b"\xff\xfb"]))
def test_no_bytes_break_the_look(data, start):
    kind = sound_kind(start + data)
    assert kind is None or kind in ACCEPTED


def test_a_wav_is_known_so_that_its_owner_gets_advice():
    assert is_wav(recordings.WAV)
    assert not is_wav(recordings.MP3)
