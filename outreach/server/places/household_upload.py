"""Uploaded household lists between their preview and the leader's yes: files in the data folder, for one day."""

import time
from pathlib import Path

from django.conf import settings

from outreach.domain.identity import is_id, new_id

KEPT_SECONDS = 24 * 3600


def keep(commune: str, data: bytes) -> str:
    """Put a list aside and return its name; lists nobody came back for are cleared away."""
    folder = _folder(commune)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear(folder)
    name = new_id()
    (folder / name).write_bytes(data)
    return name


def kept(commune: str, name: str) -> bytes | None:
    """The list put aside by this commune, or None when it is gone."""
    try:
        return (_folder(commune) / name).read_bytes() if is_id(name) else None
    except FileNotFoundError:
        return None


def forget(commune: str, name: str) -> None:
    """The list was taken over or turned down."""
    if is_id(name):
        (_folder(commune) / name).unlink(missing_ok=True)


def _folder(commune: str) -> Path:
    return Path(settings.HOME) / "uploads" / commune


def _clear(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
