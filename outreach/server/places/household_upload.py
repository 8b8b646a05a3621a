"""Uploaded household lists between their preview and the leader's yes: files in the data folder, for one hour.

A list may hold names and numbers that are not to be kept, so one that nobody came back for is cleared at the next
request of anybody (``clear`` is called by a middleware) and when a command opens the database.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from outreach.domain.identity import is_id, new_id

KEPT_SECONDS = 3600


def keep(commune: str, data: bytes) -> str:
    """Put a list aside and return its name."""
    folder = _folder(commune)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
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


def clear() -> None:
    """Remove what nobody came back for, of every commune."""
    oldest = time.time() - KEPT_SECONDS
    for path in _all().glob("*/*"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:  # another request was faster
            continue


def clearing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The first of the middleware: every request, a tablet's as well, clears what is too old."""

    def handle(request: HttpRequest) -> HttpResponse:
        clear()
        return get_response(request)

    return handle


def _all() -> Path:
    return Path(settings.HOME) / "uploads"


def _folder(commune: str) -> Path:
    return _all() / commune
