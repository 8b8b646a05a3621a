"""What the newest verified backup says, to tablets and to the leader."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.domain.clock import now
from outreach.domain.gaps import Run, common
from outreach.server.database.rows import find
from outreach.server.devices.models import Tablet
from outreach.server.records.held import runs_held

from .models import Backup, Safe

OLD_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest verified backup of a commune, as a leader is told of it; ``made_at`` is None when there is none.

    ``work`` says whether the server holds anything that came from a tablet: before that, nobody waits for a backup.
    ``same_disk``: it would be lost with the disk of the data.
    """

    made_at: datetime | None
    work: bool
    same_disk: bool

    @property
    def old_days(self) -> int:
        """Whole days of a backup that is too old, 0 while it is no worry or there is none."""
        age = now() - self.made_at if self.made_at else timedelta()
        return age.days if age > OLD_AFTER else 0

    @property
    def worrying(self) -> bool:
        """Whether somebody has to see to it."""
        return self.old_days > 0 if self.made_at else self.work


def newest(commune: str) -> Newest:
    """The newest verified backup of a commune. One from the future (the clock was set back since) says nothing of its
    age, and would hide for as long that no other is made."""
    query = Backup.objects.filter(commune=commune, made_at__lte=now()).order_by("-made_at")
    made_at, same_disk = query.values_list("made_at", "same_disk").first() or (None, False)
    return Newest(made_at, Tablet.objects.filter(commune=commune, have__gt=0).exists(), same_disk)


def safe(tablet: Tablet) -> int:
    """The number up to which everything that a tablet made is in the newest verified backup."""
    rows = find(Safe, ("have",), commune=tablet.commune, tablet=tablet.id)
    return min(rows[0][0] if rows else 0, tablet.have)


def safe_beyond(tablet: Tablet) -> tuple[Run, ...]:
    """The numbers beyond a gap that are in the newest verified backup, and held."""
    found = Safe.objects.filter(commune=tablet.commune, tablet=tablet.id).values_list("beyond", flat=True).first()
    return common(runs_held(tablet), found or [])
