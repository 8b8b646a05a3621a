"""Guides for the tablet: fetch only what changed, and put a pack in the old one's place only when all of it is here.

On the tablet a pack is the folder <packs>/<hash>/ with pack.json and its audio. It is gathered in
<packs>/.part/<hash>/, where a later try goes on, and moved by one rename; the store's row is what makes it count.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from outreach.content import GuidePack, GuideProblems, PackBroken, open_pack, place_of
from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, OutreachError, SyncError
from outreach.domain.guide import Recording
from outreach.store import KeptPack, Store, Trouble, of_storage

from .ahead import in_a_thread
from .exchange import SyncResult
from .transfer import CarryingLine, sync_carrying
from .wire import Pack

PACK_FILE = "pack.json"
_PART = ".part"


class GuideTooNew(SyncError):
    """CLIENT_TOO_OLD for a guide by the rules of a newer app; everything else was sent and received."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(ErrorCode.CLIENT_TOO_OLD, f"guide {pack.id} {pack.version}")
        OutreachError.__init__(
            self,
            "Đã gửi và nhận đủ, trừ bài hướng dẫn mới mà bản ứng dụng này chưa đọc được. Hãy cập nhật ứng dụng.",
            "Everything was sent and received but a new guide, which this version of the app cannot read. Update the "
            "app.",
        )


class PackLine(Protocol):
    """Whatever brings packs and files from the server; both raise OutreachError."""

    def pack(self, name: str) -> bytes:
        """The canonical bytes of a pack, by its hash."""
        ...

    def file(self, name: str, start: int) -> Iterator[bytes]:
        """The bytes of a file by its hash, from byte ``start`` on."""
        ...


class WholeLine(CarryingLine, PackLine, Protocol):
    """A line for records, for other tablets' files and for guides."""


def sync_all(store: Store, line: WholeLine, packs: Path) -> SyncResult:
    """One whole sync: records first, then other tablets' files, then guides. How it ended is kept in the store; raises
    as ``sync``."""
    with in_a_thread() as start:
        result = sync_carrying(store, line, start)
    try:
        fetch_packs(store, line, result.packs, packs)
    except OutreachError as error:
        trouble = Trouble.of(error)
        # A pack that is not whole is so at the server, where somebody has to see to it.
        store.note_try(now(), replace(trouble, retry=False) if isinstance(error, PackBroken) else trouble)
        raise
    return result


def fetch_packs(store: Store, line: PackLine, listed: Sequence[Pack], packs: Path) -> None:
    """Bring the tablet's packs up to ``listed``. Packs that are not listed are forgotten.

    A pack that cannot be used does not hold up the others; the first such trouble is raised at the end.
    """
    trouble: OutreachError | None = None
    for pack in listed:
        kept = store.packs().get(pack.id)
        if kept and kept.hash == pack.hash and (packs / pack.hash / PACK_FILE).is_file():
            continue
        try:
            _fetch(line, pack, packs, kept.hash if kept else None)
        except OSError as error:
            raise of_storage(error) from error
        except GuideProblems:
            # The server could read it: it was written by the rules of a newer version of the app.
            trouble = trouble or GuideTooNew(pack)
        except PackBroken as error:
            trouble = trouble or error
        except SyncError as error:
            if error.code is not ErrorCode.INVALID:
                raise
            # It, or a recording of it, was replaced since it was listed; the next exchange names what took its place.
            trouble = trouble or PackBroken(error.detail)
        else:
            store.keep_pack(KeptPack(pack.id, pack.version, pack.hash, pack.changed_on))
    for guide in store.packs().keys() - {pack.id for pack in listed}:
        store.forget_pack(guide)
    _clear(packs, {one.hash for one in store.packs().values()} | {pack.hash for pack in listed})
    if trouble:
        raise trouble


def kept_pack(packs: Path, name: str) -> GuidePack:
    """The pack of that hash as it lies on the tablet; raises PackBroken when it is damaged or gone."""
    try:
        data = (packs / name / PACK_FILE).read_bytes()
    except OSError as error:
        raise PackBroken(str(error)) from None
    return open_pack(data, name)


def _fetch(line: PackLine, pack: Pack, packs: Path, old: str | None) -> None:
    """Gather one pack and move it to its place; ``old`` is the hash of the one before."""
    part = packs / _PART / pack.hash
    part.mkdir(parents=True, exist_ok=True)
    try:
        opened = kept_pack(packs / _PART, pack.hash)
    except PackBroken:
        data = line.pack(pack.hash)
        opened = open_pack(data, pack.hash)
        (part / PACK_FILE).write_bytes(data)
        _on_disk(part / PACK_FILE)
    if opened.id != pack.id or opened.guide().version != pack.version:
        raise PackBroken("another guide")
    lie_here = _recordings(packs, old) if old else {}
    for recording in opened.voices:
        _gather(line, recording, part / place_of(recording), lie_here.get(recording.hash))
    target = packs / pack.hash
    if target.exists():
        shutil.rmtree(target)
    part.rename(target)


def _gather(line: PackLine, recording: Recording, path: Path, same: Path | None) -> None:
    """One recording, from where it lies already (``same``, if it is not damaged) or where the last try broke off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if same and same.is_file() and _digest(same) == recording.hash:
        shutil.copyfile(same, path)
    have = path.stat().st_size if path.exists() else 0
    if have < recording.size:
        with path.open("ab") as file:
            for some in line.file(recording.hash, have):
                file.write(some)
    if path.stat().st_size != recording.size or _digest(path) != recording.hash:
        path.unlink()
        raise PackBroken(f"{recording.name} is not what was asked for")
    _on_disk(path)


def _recordings(packs: Path, name: str) -> dict[str, Path]:
    """Where the recordings of a pack lie, by their hashes; {} where it is damaged."""
    try:
        voices = kept_pack(packs, name).voices
    except PackBroken:
        return {}
    return {one.hash: packs / name / place_of(one) for one in voices}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _on_disk(path: Path) -> None:
    """Return once the file's bytes are on the disk: the store's row, which makes them count, must not outlive them."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _clear(packs: Path, wanted: set[str]) -> None:
    """Remove packs that were replaced, and parts that nobody asks for any more."""
    for folder in (packs, packs / _PART):
        with contextlib.suppress(FileNotFoundError):
            for path in list(folder.iterdir()):
                if path.name != _PART and path.name not in wanted:
                    shutil.rmtree(path, ignore_errors=True)
