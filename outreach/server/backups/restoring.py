"""Putting a backup in the place of the database, so that every tablet heals what it does not hold."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.retention import SAFE_KEPT
from outreach.server.doors.erasure import erase_again
from outreach.server.ingest.kinds import KINDS
from outreach.server.places.models import Commune
from outreach.server.records import feed
from outreach.server.records.models import CommuneFeed, Feed

from . import engine, engines, files, folder, lasting, making, serving
from .folder import Copy
from .proof import Held, NotWhole, held, prove


@dataclass(frozen=True, slots=True)
class Behind:
    """What the database in use holds of the backup's communes, and the backup does not.

    ``again`` records will be sent again by ``tablets`` tablets; ``gone`` are of revoked tablets, and ``other`` are
    changes of households, hamlets, people and answers, of which at most so many no tablet brings back.
    """

    again: int
    tablets: int
    gone: int
    other: int

    def __bool__(self) -> bool:
        return bool(self.again or self.gone or self.other)


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that is done. ``kept`` is where the database before is, ``behind`` None when it could not be read.

    ``fresh``: there was none before, so that both say nothing. ``communes`` are the names of those in the backup.
    ``files`` came back; ``lost`` recordings are nowhere.
    """

    copy: Copy
    communes: tuple[str, ...]
    held: Held
    behind: Behind | None
    replayed: lasting.Replayed
    files: int
    lost: int
    kept: str
    fresh: bool

    @property
    def too_old(self) -> bool:
        """Whether tablets may have let go of something that this backup does not hold."""
        return now() - self.copy.at > SAFE_KEPT


class Newer(OutreachError):
    """The database in use holds what the backup does not; nothing was changed."""

    def __init__(self, behind: Behind) -> None:
        super().__init__(
            f"Dữ liệu đang dùng mới hơn bản sao lưu này: có thêm {behind.again} bản ghi mà {behind.tablets} máy sẽ gửi "
            f"lại; {behind.gone} bản ghi của máy đã thu hồi và {behind.other} thay đổi khác có thể không tự trở lại. "
            "Chưa có gì thay đổi. Nếu vẫn muốn khôi phục, thêm --discard-newer.",
            f"The data in use is newer than this backup: it holds {behind.again} more records that {behind.tablets} "
            f"tablets will send again; {behind.gone} records of revoked tablets and {behind.other} other changes may "
            "not come back. Nothing was changed. To restore all the same, add --discard-newer.",
        )


class OtherCommune(OutreachError):
    """The backup lacks a commune that the database in use serves; nothing was changed."""

    def __init__(self, holds: Iterable[str], lacks: Iterable[str]) -> None:
        there, missing = ", ".join(holds), ", ".join(lacks)
        super().__init__(
            f"Bản sao lưu này là của {there}, không có {missing} mà máy chủ đang phục vụ. Khôi phục nó thì máy chủ "
            f"không còn dữ liệu của {missing}, và máy bảng ở đó không gửi được nữa. Chưa có gì thay đổi. Đúng là muốn "
            "vậy thì thêm --other-commune.",
            f"This backup is of {there}, without {missing}, which this server serves. With it in place the server has "
            f"no data of {missing} any more, and no tablet there can send. Nothing was changed. If that is what you "
            "want, add --other-commune.",
        )


class Empty(OutreachError):
    """A file without a single table: to SQLite a database like any other, to people a copy that was cut off."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Bản sao lưu {path} trống, không có gì để khôi phục; chưa có gì thay đổi. Hãy chép lại tệp ấy, hoặc khôi "
            "phục một bản khác.",
            f"The backup {path} is empty, so there is nothing to restore, and nothing was changed. Copy that file "
            "again, or restore another one.",
        )


class Unsound(OutreachError):
    """The backup did not stand its trial; nothing was changed."""

    def __init__(self, found: NotWhole) -> None:
        vi, en = found.wrong
        super().__init__(
            f"Bản sao lưu này không đạt khi thử: {vi}. Chưa có gì thay đổi. Hãy chép lại tệp ấy, hoặc khôi phục một "
            "bản khác.",
            f"This backup did not stand its trial: {en}. Nothing was changed. Copy that file again, or restore another "
            "one.",
        )


def restore(
    path: Path, bring_up_to_date: Callable[[], None], discard_newer: bool = False, other_commune: bool = False
) -> Restored:
    """Put the backup in ``path`` in the place of the database, which is kept aside.

    The copy is restored beside it, brought to this version, proved, and told that it was restored (a new epoch for
    every commune, so that tablets read anew and offer again what is missing) before it takes the place. Raises
    Unsound, Empty, OtherCommune, Newer, Underway, and OutreachError when the server runs or nothing can be written.
    """
    using = engines.current()
    if not path.is_file():
        raise OutreachError(f"Không thấy tệp {path}.", f"There is no file {path}.")
    if not path.name.endswith(using.suffix):
        raise OutreachError(
            f"{path} không phải bản sao lưu của cơ sở dữ liệu này (tệp {using.suffix}).",
            f"{path} is no backup of this kind of database (a {using.suffix} file).",
        )
    copy = folder.copy_of(path)
    in_use = connection.settings_dict["NAME"]
    with serving.stopped(), folder.alone(Path(settings.BACKUPS), to_read=True):
        fresh = using.is_empty()
        try:
            with using.prepared(path):
                _check_ours(path)
                bring_up_to_date()
                proved = prove(using)
                communes = _communes()
                if not communes:
                    raise Empty(path)
                behind = None if fresh else _beyond(in_use, proved, communes, discard_newer, other_commune)
                replayed = lasting.replay(erase_again, path.parent)
                making.note(copy, proved)
                _announce()
                back = files.put_back(copy.files)
                lost = sum(1 for _ in files.lost(settings.HOME))
            kept = using.put_in_place(f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
        except NotWhole as found:
            raise Unsound(found) from None
        except OSError as error:
            raise OutreachError(
                f"Không ghi được khi khôi phục: {error}. Dữ liệu đang dùng vẫn nguyên. Hãy xem ổ đĩa ấy còn chỗ và ghi "
                "được, rồi chạy lại.",
                f"The restore could not be written: {error}. The data in use is as it was. See that this disk has room "
                "and can be written to, then run this again.",
            ) from None
    return Restored(copy, tuple(communes.values()), proved, behind, replayed, back, lost, kept, fresh)


def _check_ours(path: Path) -> None:
    """Raises Empty, or OutreachError, unless the copy that queries go to is of a server like this one."""
    tables = connection.introspection.table_names()
    if not tables:
        raise Empty(path)
    if Commune._meta.db_table not in tables:
        raise OutreachError(
            f"{path} là cơ sở dữ liệu của phần mềm khác, không phải bản sao lưu của máy chủ Gõ Cửa; chưa có gì thay "
            "đổi. Hãy tìm lại đúng tệp.",
            f"{path} is another program's database, not a backup of a Gõ Cửa server; nothing was changed. Look for the "
            "right file.",
        )


def _beyond(
    in_use: str, proved: Held, communes: Mapping[str, str], discard_newer: bool, other_commune: bool
) -> Behind | None:
    """What the database ``in_use`` holds beyond the backup, which is of ``communes``; raises OtherCommune, Newer."""
    with engine.instead(NAME=in_use):
        behind, served = _behind(proved), _communes()
        with suppress(DatabaseError):  # it may be the reason for the restore that it cannot be read
            lasting.note_missed()
    if (lacks := served.keys() - communes) and not other_commune:
        raise OtherCommune(communes.values(), (served[code] for code in sorted(lacks)))
    if behind and not discard_newer:
        raise Newer(behind)
    return behind


def _behind(proved: Held) -> Behind | None:
    """What the database in use, to which queries go, holds beyond the backup; None when it cannot be read."""
    try:
        present = held()
        proven = proved.counts()
        missing = {key: n - proven.get(key, 0) for key, n in present.counts().items()}
        missing = {key: n for key, n in missing.items() if n > 0 and key[0] in proved.seq}
        again = {key: n for key, n in missing.items() if key not in present.revoked}
        other = sum(
            Feed.objects.filter(commune=commune, seq__gt=proved.seq[commune]).exclude(kind__in=KINDS).count()
            for commune in present.seq.keys() & proved.seq.keys()
        )
    except DatabaseError:
        return None
    return Behind(sum(again.values()), len(again), sum(missing.values()) - sum(again.values()), other)


def _communes() -> dict[str, str]:
    """The communes in the database that queries go to, by code, as people name them; none where it cannot be read."""
    try:
        return {one.code: f"{one} ({one.code})" for one in Commune.objects.order_by("code")}
    except DatabaseError:
        return {}


def _announce() -> None:
    for commune, epoch in CommuneFeed.objects.values_list("commune", "epoch"):
        feed.new_epoch(commune, epoch)
