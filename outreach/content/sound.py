"""What kind of sound a file holds, told by its bytes: a name or a browser's word is no evidence."""

from dataclasses import dataclass

MAX_BYTES = 1024 * 1024
"""The most a recording of one step may weigh: two minutes of speech in a usual quality."""

_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


@dataclass(frozen=True, slots=True)
class SoundKind:
    """An accepted kind: its file extension and its content type."""

    extension: str
    content_type: str


MP3 = SoundKind("mp3", "audio/mpeg")
M4A = SoundKind("m4a", "audio/mp4")
OGG = SoundKind("ogg", "audio/ogg")
KINDS = {kind.extension: kind for kind in (MP3, M4A, OGG)}
"""By extension. MP3 plays everywhere; M4A (AAC) and Ogg (Vorbis or Opus) on every phone that Android 7 runs on."""


def sound_kind(data: bytes) -> SoundKind | None:
    """The kind of a recording, or None when it is not one of ``KINDS`` (a picture, a film, a WAV, a broken file)."""
    if _is_ogg_speech(data):
        return OGG
    if _is_aac_in_mp4(data):
        return M4A
    return MP3 if _is_mp3(data) else None


def is_wav(data: bytes) -> bool:
    """A sound without compression, which is right in kind but ten times too heavy."""
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def _is_ogg_speech(data: bytes) -> bool:
    """The first packet of the first page says Vorbis or Opus."""
    if data[:5] != b"OggS\0" or len(data) < 28:
        return False
    packet = data[27 + data[26] :]
    return packet.startswith((b"\x01vorbis", b"OpusHead"))


def _is_aac_in_mp4(data: bytes) -> bool:
    """An MP4 whose tracks are AAC sound and nothing to look at."""
    if data[4:8] != b"ftyp":
        return False
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"moov":
            movie = data[at : at + size]
            return b"soun" in movie and b"mp4a" in movie and b"vide" not in movie
        if size == 1:  # then it stands in eight bytes behind the name
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:
            return False
        at += size
    return False


def _is_mp3(data: bytes) -> bool:
    """Behind a tag if any, two whole frames of layer III follow each other."""
    at = 0
    if data[:3] == b"ID3" and len(data) > 10:
        tag = data[6:10]
        at = 10 + (tag[0] << 21 | tag[1] << 14 | tag[2] << 7 | tag[3])
    for _ in range(2):
        length = _frame_length(data[at : at + 4])
        if not length:
            return False
        at += length
    return at <= len(data)


def _frame_length(header: bytes) -> int:
    """Bytes of the MP3 frame with this header; 0 when it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, bitrate = header[1] >> 3 & 3, header[2] >> 2 & 3, header[2] >> 4
    if version not in _RATES or rate == 3 or not 0 < bitrate < 15:
        return 0
    kilobits = (_BITRATES if version == 3 else _BITRATES_LOW)[bitrate]
    samples_in_bytes = 144 if version == 3 else 72
    return samples_in_bytes * 1000 * kilobits // _RATES[version][rate] + (header[2] >> 1 & 1)
