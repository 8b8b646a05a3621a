"""Taking in, finding and forgetting recordings. A file is named by what it holds, so it is never half replaced."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from outreach.content.sound import KINDS, SoundKind
from outreach.content.voices import recording_of, refusal
from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.guide import VOICES, Guide, Recording
from outreach.server.records import feed
from outreach.server.whole_file import write_whole

from .models import Voice

_NAME = re.compile(rf"[0-9a-f]{{64}}\.(?:{'|'.join(KINDS)})")


class VoiceRefused(OutreachError):
    """This file cannot be a step's recording; the sentence says what to do."""


def keep(commune: str, guide: Guide, voice: str, step: str, data: bytes, by: str) -> Recording:
    """Keep the recording of a step, in place of a former one; raises ``VoiceRefused``.

    ``by`` is the user name of who added it. The name the file had elsewhere is of no interest.
    """
    if voice not in VOICES or step not in {one.id for one in guide.steps}:
        raise VoiceRefused(
            "Bài này không có bước hoặc tiếng ấy. Hãy mở lại trang và thử lại.",
            "The guide has no such step or language. Open the page anew and try again.",
        )
    if why := refusal(data):
        raise VoiceRefused(*why)
    recording = recording_of(voice, step, data)
    key: dict[str, Any] = {"commune": commune, "guide": guide.id, "voice": voice, "step": step}
    facts = {
        "extension": recording.file.rpartition(".")[2],
        "hash": recording.hash,
        "size": recording.size,
        "added_at": now(),
        "added_by": by,
    }
    with feed.writing(commune):  # nobody clears the file away before its row is there
        write_whole(_folder(commune) / recording.name, data)
        replaced = list(Voice.objects.filter(**key))
        Voice.objects.update_or_create(**key, defaults=facts)
        transaction.on_commit(lambda: _clear(commune, replaced))
    return recording


def forget(commune: str, guide: str, voice: str, step: str) -> bool:
    """Delete a recording, row and file; whether there was one."""
    rows = Voice.objects.filter(commune=commune, guide=guide, voice=voice, step=step)
    removed = list(rows)
    rows.delete()
    _clear(commune, removed)
    return bool(removed)


def voices_of(commune: str, guide: str) -> tuple[Recording, ...]:
    """What the commune recorded of a guide."""
    rows = Voice.objects.filter(commune=commune, guide=guide).order_by("voice", "step")
    return tuple(Recording(row.voice, row.step, f"{row.step}.{row.extension}", row.hash, row.size) for row in rows)


def all_voices(commune: str) -> dict[str, list[Recording]]:
    """What the commune recorded, by guide."""
    found: dict[str, list[Recording]] = {}
    for row in Voice.objects.filter(commune=commune).order_by("guide", "voice", "step"):
        recording = Recording(row.voice, row.step, f"{row.step}.{row.extension}", row.hash, row.size)
        found.setdefault(row.guide, []).append(recording)
    return found


def recording_path(commune: str, name: str) -> tuple[Path, SoundKind] | None:
    """The file of <hash>.<extension> and its kind; None where this commune keeps none of that name."""
    if not _NAME.fullmatch(name):
        return None
    path = _folder(commune) / name
    return (path, KINDS[path.suffix[1:]]) if path.is_file() else None


def _folder(commune: str) -> Path:
    """One for each commune, so that a recording can be deleted without asking the others."""
    return Path(settings.HOME) / "voices" / commune


def _clear(commune: str, removed: list[Voice]) -> None:
    """Delete the files of removed rows that no other step uses."""
    if not removed:
        return
    with feed.writing(commune):
        for row in removed:
            if not Voice.objects.filter(commune=commune, hash=row.hash).exists():
                (_folder(commune) / f"{row.hash}.{row.extension}").unlink(missing_ok=True)
