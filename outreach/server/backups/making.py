"""Making a backup: copy, restore, prove; only then is anything called safe."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.server.doors.erasure import erase_again
from outreach.server.places.models import Commune

from . import engines, files, folder, lasting
from .folder import Copy
from .models import Backup, Safe
from .proof import Held, NotWhole, prove


@dataclass(frozen=True, slots=True)
class Made:
    """A verified backup, what it holds, and how many old ones were deleted for it.

    ``ahead`` are others that carry a time still to come: only a person can know whether they may go. ``same_disk``: it
    was to lie elsewhere, and would be lost with the data all the same.
    """

    copy: Copy
    held: Held
    deleted: int
    ahead: tuple[Copy, ...] = ()
    same_disk: bool = False


def back_up() -> Made:
    """Make a backup and try it.

    Raises NotWhole for a copy that did not stand the trial (kept under another name, nothing is safe by it), Underway,
    and OutreachError where nothing could be written.
    """
    with _alone() as where:
        return _make(where)


def back_up_if_due() -> Made | None:
    """The same when the newest backup is a day old or there is none, else None."""
    with _alone() as where:
        return _make(where) if folder.is_due(where, now()) else None


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder of backups, with nobody else at work in it, and afterwards without drafts."""
    where = Path(settings.BACKUPS)
    with folder.alone(where):
        try:
            yield where
        except OSError as error:
            raise OutreachError(
                f"Không ghi được bản sao lưu vào {where}: {error.strerror}. Hãy dọn chỗ hoặc kiểm tra ổ đĩa.",
                f"The backup cannot be written to {where}: {error.strerror}. Make room or check the disk.",
            ) from None
        finally:
            folder.clear_drafts(where)


def _make(where: Path) -> Made:
    using = engines.current()
    lasting.replay(erase_again)  # its disk may have been away when the server started
    lasting.note_missed()
    before = next((one.files for one in folder.copies(where)), None)
    communes = list(Commune.objects.order_by("code").values_list("code", flat=True))
    copy = folder.new_copy(where, communes, using.suffix, now())
    draft = copy.draft()
    files.keep(draft.files, before)
    expected = using.copy(draft.path)
    files.keep(draft.files, before)
    try:
        with using.restored(draft.path):
            held = prove(using, expected)
            files.check(draft.files)
    except NotWhole:
        _set_aside(draft, copy)
        raise
    draft.files.replace(copy.files)
    draft.path.replace(copy.path)
    folder.on_disk(where)
    note(copy, held)
    found = folder.copies(where)
    old = folder.surplus(found, *settings.BACKUPS_KEPT, copy.at)
    for one in old:
        one.remove()
    ahead = tuple(one for one in found if one.at > copy.at)
    return Made(copy, held, len(old), ahead, folder.misses_disk(where, settings.HOME))


def note(copy: Copy, held: Held) -> None:
    """Write down, in the database that queries go to, that ``copy`` was verified, and what is safe by it."""
    same_disk = folder.shares_disk(copy.path.parent, settings.HOME)
    with transaction.atomic():
        for commune in held.seq:
            Backup.objects.update_or_create(
                commune=commune,
                made_at=copy.at,
                defaults={
                    "verified_at": now(),
                    "file": copy.path.name,
                    "records": held.records(commune),
                    "same_disk": same_disk,
                },
            )
            Safe.objects.filter(commune=commune).delete()
        Safe.objects.bulk_create(
            Safe(commune=key[0], tablet=key[1], have=have, beyond=held.beyond.get(key, []))
            for key, have in held.have.items()
        )


def _set_aside(draft: Copy, copy: Copy) -> None:
    """Keep the newest copy that failed: its records may be whole where only a figure is wrong."""
    for path in copy.path.parent.glob(f"*{folder.UNVERIFIED}"):
        path.unlink()
    with suppress(FileNotFoundError):
        draft.path.replace(copy.path.with_name(copy.path.name + folder.UNVERIFIED))
