"""What must outlive a restore: what was erased, which tablets were enrolled or revoked, which months were closed.

The database is set back by a restore; this file beside the backups is only ever appended to. Replaying it is harmless
however often, and is done by ``restore``, at every start of the server and before every backup, so that an old file
that was merely copied back brings no erased household back, trusts no revoked tablet, knows every tablet that was
enrolled since, and reports every closed month as it was reported.

What it lacks, because its disk was away, every backup and ``restore`` makes up for from the database.

One JSON object a line: ``{"at", "commune", "erased": household id, "by": official id}``, or instead of the last two
``"revoked": tablet id``, ``"enrolled": {column: value}``, or ``"closed": {column: value}, "counts": [{column: value}]``
(without noughts). ``"sum"`` ends it, the CRC-32 of the line without that. A line that a power cut left unfinished or a
disk has damaged is passed over; what the database knows of it, the next backup notes again.
"""

import json
import logging
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.server.devices.models import Tablet
from outreach.server.doors.models import Tombstone
from outreach.server.places.models import Commune
from outreach.server.rollups.models import ClosedCount, ClosedMonth

NAME = "lasting.jsonl"
_SUM = ', "sum": '
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """A household of a commune, erased at a moment by an official; or a visit made ``of`` it (see Tombstone)."""

    commune: str
    household: str
    official: str
    at: datetime
    of: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay brought: households erased, tablets known, tablets revoked and months closed once more."""

    erased: int = 0
    enrolled: int = 0
    revoked: int = 0
    closed: int = 0


class DoneLater(OutreachError):
    """It was noted, and then the database refused it: the next replay does it, whatever anybody was told."""

    def __init__(self) -> None:
        super().__init__(
            "Máy chủ chưa làm xong việc này, thường là vì ổ đĩa đầy. Việc đã được ghi lại, nên lần khởi động tới máy "
            "chủ sẽ làm. Muốn xong ngay, hãy nhờ người quản trị dọn ổ đĩa của máy chủ rồi bấm lại.",
            "The server could not finish this, most often because its disk is full. It is noted, so the server will do "
            "it at its next start. To have it done at once, ask the administrator to make room, then press again.",
        )


def note_erased(stone: Erased) -> None:
    """Keep outside the database that it was erased.

    The last step of the erasing transaction: raises OutreachError, and then nothing must be erased.
    """
    try:
        _append(_erased(stone))
    except OSError as error:
        raise OutreachError(
            f"Không ghi được việc xóa vào {settings.BACKUPS}: {error.strerror}. Chưa xóa; hãy báo người quản trị.",
            f"The erasure cannot be noted in {settings.BACKUPS}: {error.strerror}. "
            "Nothing was erased; tell the administrator.",
        ) from None


def note_revoked(commune: str, tablet: str, at: datetime) -> bool:
    """Keep outside the database that a tablet was revoked; whether it is: a disk that is away must not stop that."""
    return _note(_revoked(commune, tablet, at))


def tablet_saved(instance: Tablet, update_fields: frozenset[str] | None, **_: Any) -> None:
    """Keep outside the database that a tablet was enrolled, once that is committed (a Django ``post_save``)."""
    if update_fields is None:
        line = _enrolled(instance)
        transaction.on_commit(lambda: _note(line))


def note_closed(month: ClosedMonth, counts: Iterable[ClosedCount]) -> None:
    """Keep outside the database how a month was reported, once that is committed."""
    line = _closed(month, counts)
    transaction.on_commit(lambda: _note(line))


def note_missed() -> None:
    """Note what the database that queries go to knows and the file does not: the disk was away when it happened, or
    another is in its place. Raises OSError."""
    noted = {_what(line) for line in _lines(_path())}
    for line in _known():
        if _what(line) not in noted:
            _append(line)


def replay(erase_again: Callable[[list[Erased]], int], beside: Path | None = None) -> Replayed:
    """Do again, in the database that queries go to, what it does not know of; for communes that are in it.

    ``beside`` is the folder of the backup that was restored: it may be another's than that of this server's backups.
    ``erase_again`` (that of ``doors.erasure``) erases households that may be erased already, and says of how many there
    was anything left.
    """
    known = set(Commune.objects.values_list("code", flat=True))
    erased: list[Erased] = []
    enrolled = revoked = closed = 0
    files = dict.fromkeys(folder.resolve() / NAME for folder in (Path(settings.BACKUPS), beside) if folder)
    for line in (line for file in files for line in _lines(file)):
        if line["commune"] not in known:
            continue
        at = datetime.fromisoformat(line["at"])
        if "erased" in line:
            erased.append(Erased(line["commune"], line["erased"], line["by"], at, line.get("of", "")))
        elif "revoked" in line:
            rows = Tablet.objects.filter(commune=line["commune"], id=line["revoked"], revoked_at=None)
            revoked += rows.update(revoked_at=at)
        elif "closed" in line:
            closed += _close_again(line)
        else:
            enrolled += _enrol_again(Tablet(**_columns(Tablet, line["enrolled"])), at)
    return Replayed(erase_again(erased), enrolled, revoked, closed)


def _enrol_again(tablet: Tablet, at: datetime) -> bool:
    """Whether the tablet was not known."""
    known = Tablet.objects.filter(commune=tablet.commune, id=tablet.id)
    if known.exists():
        # An answer that was lost was asked for again, and brought another token. That ends with the first record.
        told_before = known.filter(made=0, last_seen__lt=tablet.last_seen)
        told_before.update(token_hash=tablet.token_hash, last_seen=tablet.last_seen)
        return False
    Tablet.objects.bulk_create([tablet])  # no signal: it is noted already
    before = Tablet.objects.filter(commune=tablet.commune, id=tablet.renewed_from, superseded_at=None)
    before.update(superseded_at=at)
    return True


def _close_again(line: dict[str, Any]) -> bool:
    """Whether the month of ``line`` was open."""
    month = ClosedMonth(**_columns(ClosedMonth, line["closed"]))
    if ClosedMonth.objects.filter(commune=month.commune, month=month.month).exists():
        return False
    with transaction.atomic():
        ClosedMonth.objects.bulk_create([month])
        ClosedCount.objects.bulk_create(ClosedCount(**_columns(ClosedCount, counts)) for counts in line["counts"])
    return True


def _known() -> Iterator[dict[str, Any]]:
    for stone in Tombstone.objects.order_by("commune", "seq"):
        yield _erased(Erased(stone.commune, stone.household, stone.official, stone.at, stone.of))
    for tablet in Tablet.objects.order_by("enrolled_at"):
        yield _enrolled(tablet)
        if tablet.revoked_at:
            yield _revoked(tablet.commune, tablet.id, tablet.revoked_at)
    for month in ClosedMonth.objects.order_by("commune", "month"):
        yield _closed(month, ClosedCount.objects.filter(commune=month.commune, month=month.month))


def _what(line: dict[str, Any]) -> tuple[str, ...]:
    """What a line is about; of two about the same a replay needs one."""
    if "closed" in line:
        return line["commune"], "closed", line["closed"]["month"]
    if "enrolled" in line:
        return line["commune"], "enrolled", line["enrolled"]["id"], line["enrolled"]["token_hash"]
    return line["commune"], *(("erased", line["erased"]) if "erased" in line else ("revoked", line["revoked"]))


def _erased(stone: Erased) -> dict[str, Any]:
    line = {"at": stone.at.isoformat(), "commune": stone.commune, "erased": stone.household, "by": stone.official}
    return line | ({"of": stone.of} if stone.of else {})


def _revoked(commune: str, tablet: str, at: datetime) -> dict[str, Any]:
    return {"at": at.isoformat(), "commune": commune, "revoked": tablet}


def _enrolled(tablet: Tablet) -> dict[str, Any]:
    """The tablet as it was enrolled: of what it handed in since, a database that was set back knows nothing."""
    first = {"have": 0, "made": 0, "last_full_sync": min(tablet.last_full_sync, tablet.enrolled_at)}
    at = tablet.enrolled_at.isoformat()
    return {"at": at, "commune": tablet.commune, "enrolled": {**_values(tablet), **first}}


def _closed(month: ClosedMonth, counts: Iterable[ClosedCount]) -> dict[str, Any]:
    short = [{name: value for name, value in _values(one).items() if value != 0} for one in counts]
    return {"at": now().isoformat(), "commune": month.commune, "closed": _values(month), "counts": short}


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _columns(model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
    """Those columns that this version has, as its fields want them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in kept.items() if name in fields}


def _note(line: dict[str, Any]) -> bool:
    try:
        _append(line)
    except OSError as error:
        _log.warning("%s: %s", _path(), error)
        return False
    return True


def _append(line: dict[str, Any]) -> None:
    """One line more, on the disk when this returns."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        # The newline goes first as well: whatever a power cut left unfinished stays a line of its own.
        rest = f"\n{_summed(text)}\n".encode()
        while rest:  # a disk that is nearly full takes a part and says so only of what follows
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return
    passed = 0
    for line in text.split("\n"):  # what else ends a line may stand in one
        bare = line.rpartition(_SUM)[0] + "}"
        if line == _summed(bare):
            yield json.loads(bare)
        elif line:
            passed += 1
    if passed:
        _log.warning("%s: passed over %d lines that are unfinished or damaged", path, passed)


def _summed(text: str) -> str:
    """A line as it stands in the file: its object as ``text``, with the sum."""
    return f"{text[:-1]}{_SUM}{zlib.crc32(text.encode())}}}"


def _path() -> Path:
    return Path(settings.BACKUPS) / NAME
