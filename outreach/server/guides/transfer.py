"""Guides out and in as the folder that git keeps: guides/<topic>/<name>/, on a disk or in a zip file."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from outreach.content import (
    FILES,
    GuideProblems,
    examine,
    guide_files,
    place_of,
    read_voices,
    recording_file,
    voice_files,
    write_guide,
)
from outreach.content.sound import MAX_BYTES as MOST_SOUND
from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.guide import Guide
from outreach.domain.identity import new_id
from outreach.server.people.models import User
from outreach.server.voices import keeping

from .catalog import ROOT, guides_of, shipped_guides
from .form import form_of
from .models import Revision, State
from .names import LONGEST
from .work import open_revision

MAX_BYTES = 64 * 1024 * 1024
"""Most bytes of a zip file, and of what it unpacks to: every guide read aloud in one more language has about 30 MB."""
_MOST_FILES = 2000
_MOST_TEXT = 512 * 1024
"""Most bytes one text of a guide may unpack to; the longest that ships has 9 KB."""
_PLACE = re.compile(
    rf"(?:.*/)?(?P<topic>[^/]+)/(?P<guide>[^/]+)/(?P<file>{'|'.join(map(re.escape, FILES))}|audio/[^/]+/[^./][^/]*)"
)
COMMAND = "guides import"
"""Who added a recording that a command took in."""

Files = dict[str, bytes]
"""A guide's texts and recordings by their path in its folder."""


class ImportRefused(OutreachError):
    """The file is no zip of guides; nothing was taken in."""


@dataclass(slots=True)
class Imported:
    """What became of each guide: ``begun`` is new work, ``busy`` has a change under way already.

    ``voices`` counts the recordings taken in, ``left`` those that only a leader may add.
    """

    begun: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    voices: int = 0
    left: int = 0


def folder_of(commune: str, only: str | None = None) -> dict[str, bytes]:
    """Every guide of a commune (or ``only`` one) as files by their path below guides/, recordings too.

    A guide the commune did not change is byte for byte what ships.
    """
    files: dict[str, bytes] = {}
    for guide in guides_of(commune).values():
        if only in (None, guide.id):
            place = f"{guide.topic}/{guide.id}"
            files |= {f"{place}/{name}": text for name, text in _texts(guide).items()}
            for recording in guide.voices:
                kept = keeping.recording_path(commune, recording.name)
                path = kept[0] if kept else recording_file(ROOT, guide, recording)
                files[f"{place}/{place_of(recording)}"] = path.read_bytes()
    return files


def zip_of(commune: str, only: str | None = None) -> bytes:
    """The same as a zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in folder_of(commune, only).items():
            archive.writestr(zipfile.ZipInfo(f"guides/{name}", (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def read_zip(data: bytes) -> dict[tuple[str, str], Files]:
    """The files in a zip file by (topic, guide), unpacked in memory; whatever else is in it is passed over.

    Raises ImportRefused.
    """
    found: dict[tuple[str, str], Files] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(data) > MAX_BYTES or len(entries) > _MOST_FILES:
                raise _too_large()
            left = MAX_BYTES
            for entry in entries:
                if place := _PLACE.fullmatch(entry.filename):
                    most = min(left, _MOST_TEXT if place["file"] in FILES else MOST_SOUND)
                    with archive.open(entry) as file:
                        content = file.read(most + 1)
                    if len(content) > most:
                        raise _too_large()
                    left -= len(content)
                    found.setdefault((place["topic"], place["guide"]), {})[place["file"]] = content
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise ImportRefused(
            "Tệp này không phải tệp .zip đọc được. Hãy nén thư mục của bài thành .zip rồi tải lên lại.",
            "This is not a zip file that can be read. Pack the guide's folder as .zip and upload it again.",
        ) from error
    return _not_empty(found)


def read_folder(root: Path) -> dict[tuple[str, str], Files]:
    """The files of every guide under ``root`` by (topic, guide); raises ImportRefused."""
    folders = sorted(folder for folder in root.glob("*/*") if folder.is_dir())
    return _not_empty(
        {(folder.parent.name, folder.name): guide_files(folder) | voice_files(folder) for folder in folders}
    )


def take_in(commune: str, found: Mapping[tuple[str, str], Files], user: User | None) -> Imported:
    """Begin a change for each guide that differs from the one in use, all of them or none.

    A person's becomes a draft of theirs; without one (a command), it goes straight to review. Recordings are the
    commune's own from now on, as those a leader uploads: an editor's are left out.
    Raises ``GuideProblems`` when anything is to mend.
    """
    guides = _sound(found)
    imported = Imported()
    with transaction.atomic():
        used = guides_of(commune)
        for guide in guides:
            _take_voices(commune, guide, used.get(guide.id), found[guide.topic, guide.id], user, imported)
            before = used.get(guide.id)
            if before and _same(before, guide):
                imported.same.append(guide.id)
            elif open_revision(commune, guide.id):
                imported.busy.append(guide.id)
            else:
                _begin(commune, guide, user)
                imported.begun.append(guide.id)
    return imported


def _texts(guide: Guide) -> Files:
    shipped = shipped_guides().get(guide.id)
    if shipped and replace(shipped, voices=()) == replace(guide, voices=()):
        return guide_files(ROOT / guide.topic / guide.id)
    return {name: text.encode() for name, text in write_guide(guide).items()}


def _sound(found: Mapping[tuple[str, str], Files]) -> list[Guide]:
    guides, problems = [], []
    for (topic, guide_id), files in found.items():
        guide, wrong = examine(guide_id, topic, files)
        problems += wrong
        if guide:
            sounds = {name: data for name, data in files.items() if name not in FILES}
            voices, wrong = read_voices(Path(topic) / guide_id, guide, sounds)
            guide = guide.with_recordings(voices)
            problems += wrong
        if guide and len(guide.id) > LONGEST:
            raise ImportRefused(
                f"Tên thư mục “{guide.id}” dài quá {LONGEST} ký tự. Hãy đặt tên ngắn hơn.",
                f'The folder name "{guide.id}" has more than {LONGEST} characters. Choose a shorter one.',
            )
        if guide:
            guides.append(guide)
    if problems:
        raise GuideProblems(sorted(problems))
    return guides


def _same(one: Guide, other: Guide) -> bool:
    """Whether only the version and the recordings differ: those are given here, not by a folder."""
    return replace(one, version=1, voices=()) == replace(other, version=1, voices=())


def _take_voices(
    commune: str, guide: Guide, used: Guide | None, files: Files, user: User | None, imported: Imported
) -> None:
    for recording in guide.voices:
        if used and recording in used.voices:
            continue
        if user and not user.is_leader:
            imported.left += 1
            continue
        by = user.username if user else COMMAND
        keeping.keep(commune, guide, recording.voice, recording.step, files[place_of(recording)], by)
        imported.voices += 1


def _begin(commune: str, guide: Guide, user: User | None) -> None:
    Revision(
        commune=commune,
        id=new_id(),
        guide=guide.id,
        topic=guide.topic,
        fields=form_of(guide).to_keep(),
        authors=[user.official] if user else [],
        changed_by=user.official if user else "",
        state=State.DRAFT if user else State.REVIEW,
        sent_at=None if user else now(),
    ).save(force_insert=True)


def _not_empty(found: dict[tuple[str, str], Files]) -> dict[tuple[str, str], Files]:
    if not found:
        raise ImportRefused(
            "Không có bài hướng dẫn nào trong đó. Mỗi bài là một thư mục <chủ đề>/<tên>/ có guide.toml, vi.md, en.md.",
            "There are no guides in it. A guide is a folder <topic>/<name>/ with guide.toml, vi.md and en.md.",
        )
    return found


def _too_large() -> ImportRefused:
    return ImportRefused(
        "Tệp quá lớn: nhiều nhất 64 MB, mỗi bản thu 1 MB.", "The file is too large: 64 MB at most, 1 MB a recording."
    )


def write_folder(root: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files below ``root``; how many."""
    count = 0
    for name, content in files:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        count += 1
    return count
