"""Recordings beside a guide: audio/<voice>/<step id>.<extension>, told by what they hold."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from outreach.domain.guide import VOICES, Guide, Recording
from outreach.domain.vietnamese import format_number

from .problems import Problem, Report
from .sound import KINDS, MAX_BYTES, is_wav, sound_kind

RULE = "audio"


def recording_of(voice: str, step: str, data: bytes) -> Recording:
    """The recording that these bytes are; raises ValueError when they are not one of ``KINDS``."""
    kind = sound_kind(data)
    if kind is None:
        raise ValueError("not an accepted kind of sound")
    return Recording(voice, step, f"{step}.{kind.extension}", hashlib.sha256(data).hexdigest(), len(data))


def recording_file(root: Path, guide: Guide, recording: Recording) -> Path:
    """Where a recording lies below the folder of guides that ``guide`` was read from."""
    return root / guide.topic / guide.id / "audio" / recording.voice / recording.file


def voice_files(folder: Path) -> dict[str, bytes]:
    """The files below audio/ in a guide's folder, by their path in it; hidden files are no recordings."""
    found = sorted(file for file in folder.glob("audio/**/*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def read_voices(folder: Path, guide: Guide, files: Mapping[str, bytes]) -> tuple[list[Recording], list[Problem]]:
    """The recordings among a guide's files, wherever they come from, and what to mend; ``folder`` only names it."""
    recordings: list[Recording] = []
    problems: list[Problem] = []
    for name, data in sorted(files.items()):
        file = folder / name
        report = Report(file)
        voice, step = file.parent.name, file.stem
        _check_place(file.parent == folder / "audio" / voice, voice, step, guide, report)
        _check_sound(file.suffix, data, report)
        if any((one.voice, one.step) == (voice, step) for one in recordings):
            report.add(1, RULE, "Bước này có hai bản thu. Xin giữ một.", "This step has two recordings. Keep one.")
        if not report.problems:
            recordings.append(recording_of(voice, step, data))
        problems += report.problems
    return recordings, problems


def refusal(data: bytes) -> tuple[str, str] | None:
    """Why these bytes cannot be a step's recording, in Vietnamese and English; None when they can."""
    if not data:
        return "Tệp này trống. Hãy thu lại.", "This file is empty. Record it again."
    if is_wav(data):
        return (
            "Tệp WAV quá nặng để tải ở vùng sóng yếu. Hãy lưu lại thành MP3 hoặc M4A.",
            "A WAV file is too heavy where the network is weak. Save it as MP3 or M4A.",
        )
    if len(data) > MAX_BYTES:
        most = format_number(MAX_BYTES // 1024)
        return (
            f"Bản thu nặng hơn {most} KB. Hãy đọc ngắn lại, hoặc lưu với chất lượng thấp hơn (64 kbit/s là đủ).",
            f"The recording is over {most} KB. Make it shorter, or save it in a lower quality (64 kbit/s is enough).",
        )
    if sound_kind(data) is None:
        return (
            "Tệp này không phải tệp âm thanh MP3, M4A hay OGG. Hãy thu bằng ứng dụng ghi âm của điện thoại.",
            "This is not an MP3, M4A or OGG sound file. Record it with the phone's voice recorder.",
        )
    return None


def _check_place(in_place: bool, voice: str, step: str, guide: Guide, report: Report) -> None:
    if not in_place:
        report.add(
            1,
            RULE,
            "Tệp tiếng đặt trong audio/<mã tiếng>/<tên bước>.mp3.",
            "A recording belongs into audio/<language code>/<step id>.mp3.",
        )
        return
    if voice not in VOICES:
        known = ", ".join(f"{code} ({name})" for code, name in VOICES.items())
        report.add(
            1, RULE, f'Không có mã tiếng "{voice}". Dùng: {known}.', f'"{voice}" is no language code. Use: {known}.'
        )
    if step not in {one.id for one in guide.steps}:
        report.add(1, RULE, f'Bài này không có bước "{step}".', f'This guide has no step "{step}".')


def _check_sound(suffix: str, data: bytes, report: Report) -> None:
    if why := refusal(data):
        report.add(1, RULE, *why)
        return
    kind = sound_kind(data)
    if kind and suffix != f".{kind.extension}":
        named = ", ".join(f".{extension}" for extension in KINDS)
        report.add(
            1,
            RULE,
            f"Bên trong là .{kind.extension} nhưng tên tệp là {suffix}. Hãy đổi đuôi tệp (dùng {named}).",
            f"Inside it is .{kind.extension} but the file is named {suffix}. Rename it (one of {named}).",
        )
