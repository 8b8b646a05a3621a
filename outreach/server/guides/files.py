"""Recorded voices and other bytes of a commune's guides, each under its SHA-256 in the data folder."""

import hashlib
import os
import re
from pathlib import Path

from django.conf import settings

_HASH = re.compile(r"[0-9a-f]{64}")


def keep(commune: str, data: bytes) -> str:
    """Keep some bytes for ever and return their hash; the same bytes are kept once."""
    name = hashlib.sha256(data).hexdigest()
    path = _folder(commune) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(data)
        draft.replace(path)
    return name


def kept(commune: str, name: str) -> Path | None:
    """Where the bytes of that hash lie, or None when this commune has none."""
    path = _folder(commune) / name
    return path if _HASH.fullmatch(name) and path.is_file() else None


def _folder(commune: str) -> Path:
    return Path(settings.HOME) / "files" / commune
