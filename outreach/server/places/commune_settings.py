"""What a commune's leader sets for it: whom people may call, from when on visits count, and the target."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from outreach.domain.errors import OutreachError
from outreach.server.database.rows import insert
from outreach.server.records import feed
from outreach.server.rollups import campaign

from . import mapping
from .models import Commune, CommuneChange

_COLUMNS = ("commune", "seq", "field", "old", "new", "official", "at")


@dataclass(frozen=True, slots=True)
class CommuneSettings:
    """The fields of ``domain.records.Commune`` that its leader may change; both of the target, or neither."""

    hotline: str = ""
    counted_from: date | None = None
    target: int | None = None
    target_on: date | None = None

    def __post_init__(self) -> None:
        if (self.target is None) != (self.target_on is None):
            raise ValueError("a target goes with its day")


class ChangedMeanwhile(OutreachError):
    """The settings were changed since they were shown: by somebody else, or by the same person in another window."""

    def __init__(self) -> None:
        super().__init__(
            "Cài đặt của xã đã được đổi sau khi trang này mở ra (“Ai đã đổi gì” ở dưới cho biết ai đổi). Những gì vừa "
            "ghi vẫn còn đây: hãy xem lại rồi lưu.",
            "The commune's settings were changed after this page was opened (“Who changed what” below tells by whom). "
            "What you wrote is still here: look again, then save.",
        )


def settings_of(commune: str) -> CommuneSettings:
    """The settings as they are now."""
    now = mapping.commune(commune)
    with_target = now.target is not None and now.target_on is not None
    return CommuneSettings(now.hotline, now.counted_from, *((now.target, now.target_on) if with_target else ()))


def last_change(commune: str) -> int:
    """The ``seq`` of the newest change, 0 before the first: what a form was shown upon."""
    newest = CommuneChange.objects.filter(commune=commune).order_by("-seq").values_list("seq", flat=True)
    return newest.first() or 0


def change(commune: str, wanted: CommuneSettings, seen: int, official: str, at: datetime) -> frozenset[str]:
    """Put the settings as wanted, note who did it, and tell the tablets; returns the names of what changed.

    ``seen`` is the ``last_change`` that was shown. Raises ChangedMeanwhile, and changes nothing, when there is a newer
    one. When the first day that counts moves, the campaign's figures are counted anew in the same transaction.
    """
    with feed.writing(commune) as writer:
        was, now = asdict(settings_of(commune)), asdict(wanted)
        changed = frozenset(name for name in now if now[name] != was[name])
        if not changed:  # as after a second press
            return changed
        if last_change(commune) != seen:
            raise ChangedMeanwhile
        Commune.objects.filter(pk=commune).update(**now)
        seq = writer.add("commune", commune)
        rows = [(commune, seq, name, _text(was[name]), _text(now[name]), official, at) for name in sorted(changed)]
        insert(CommuneChange, _COLUMNS, rows)
        if "counted_from" in changed:
            campaign.count_anew(commune, wanted.counted_from)
    return changed


def _text(value: str | int | date | None) -> str:
    return "" if value is None else str(value)
