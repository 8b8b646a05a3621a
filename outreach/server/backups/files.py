"""What a restore needs beside the database: the commune's recordings, keys, and whatever else the data folder keeps.

A backup's files are hard links to those of the backup before where nothing changed, so that a recording is on the disk
once, however many backups hold it.
"""

import filecmp
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from outreach.server.voices.models import Voice

from .folder import on_disk
from .proof import NotWhole

_PASSING = ("uploads",)
"""Household lists that wait an hour at most for their import."""
_PREFIXES = ("before-restore-",)
_SUFFIXES = (".lock",)


def keep(to: Path, before: Path | None) -> None:
    """Copy the data folder's files that ``to`` lacks; ``before`` is the folder of the backup before.

    Called before and after the database is copied, so that a recording that comes or goes meanwhile is not missed.
    """
    to.mkdir(mode=0o700, exist_ok=True)
    for path in _worth_keeping(settings.HOME):
        name = path.relative_to(settings.HOME)
        target = to / name
        if target.exists() or (before and _linked(before / name, path, target)):
            continue
        with suppress(FileNotFoundError):  # deleted since it was listed
            _copied(path, target)
    for folder in (to, *(path for path in to.rglob("*") if path.is_dir())):
        on_disk(folder)


def check(files: Path) -> None:
    """Every recording that the restored database names is among ``files`` and sounds as it did; raises NotWhole."""
    for name in lost(files):
        raise NotWhole(f"thiếu giọng đọc {name}", f"the recording {name} is missing")


def lost(files: Path) -> Iterator[str]:
    """The recordings that the database to which queries go names, and that ``files`` lacks or holds damaged."""
    for commune, hash_, extension in Voice.objects.values_list("commune", "hash", "extension").distinct():
        path = files / "voices" / commune / f"{hash_}.{extension}"
        if not path.is_file() or _hash(path) != hash_:
            yield path.name


def put_back(files: Path) -> int:
    """Give the data folder what it lacks of a backup's files; what is there stays. How many came back."""
    back = 0
    for path in _everything(files) if files.is_dir() else ():
        target = settings.HOME / path.relative_to(files)
        if not target.exists():
            _copied(path, target)
            back += 1
    return back


def _worth_keeping(home: Path) -> Iterator[Path]:
    database = Path(str(connection.settings_dict["NAME"])).name if connection.vendor == "sqlite" else None
    for path in sorted(home.iterdir()):
        passing = (
            path.name in _PASSING
            or path.name.startswith(_PREFIXES)
            or path.name.endswith(_SUFFIXES)
            or (database is not None and path.name.startswith(database))
        )
        if not passing:
            yield from _everything(path)


def _everything(path: Path) -> Iterator[Path]:
    """Plain files, links left aside: what lies elsewhere is kept elsewhere. So are the backups, wherever they lie."""
    if path.is_symlink() or path.resolve() == settings.BACKUPS.resolve():
        return
    if path.is_dir():
        for one in sorted(path.iterdir()):
            yield from _everything(one)
    elif path.is_file():
        yield path


def _linked(old: Path, path: Path, target: Path) -> bool:
    """Whether the backup before holds the same file and could lend it (not every disk has hard links).

    What it holds is looked at, for a disk may have damaged it since.
    """
    try:
        if old.stat().st_mtime_ns != path.stat().st_mtime_ns or not filecmp.cmp(old, path, shallow=False):
            return False
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.link(old, target)
    except OSError:
        return False
    return True


def _copied(path: Path, target: Path) -> None:
    """The whole file under its name or none, for its owner only."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{target.name}.draft")
    with (
        path.open("rb") as source,
        os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
    ):
        shutil.copyfileobj(source, out)
        out.flush()
        os.fsync(out.fileno())
    stamp = path.stat()
    os.utime(draft, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    draft.replace(target)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
