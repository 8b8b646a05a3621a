"""Whether a restored copy is whole, judged by what it holds itself."""

from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import F

from outreach.domain.clock import day_of, now
from outreach.domain.errors import OutreachError
from outreach.domain.gaps import Run, size
from outreach.server.devices.models import Tablet
from outreach.server.places.models import Commune
from outreach.server.records.held import runs_held
from outreach.server.records.models import CommuneFeed, Receipt
from outreach.server.rollups.recount import differences, progress_differences

from .engine import Counts, Engine, counted


class NotWhole(OutreachError):
    """A copy that must not be relied on; ``wrong`` is what is wrong with it, in Vietnamese and in English."""

    def __init__(self, vi: str, en: str) -> None:
        self.wrong = vi, en
        super().__init__(
            f"Bản sao lưu không đạt khi thử khôi phục: {vi}. Chưa có gì an toàn thêm; hãy báo người quản trị.",
            f"The backup did not stand the trial restore: {en}. Nothing more counts as safe; tell the administrator.",
        )


@dataclass(frozen=True, slots=True)
class Held:
    """What a database holds: per (commune, tablet) the number up to which nothing is missing, and the numbers beyond a
    gap where there is one; per commune how far its feed goes. ``revoked`` are the tablets that will not send again."""

    have: dict[tuple[str, str], int]
    beyond: dict[tuple[str, str], tuple[Run, ...]]
    seq: dict[str, int]
    revoked: frozenset[tuple[str, str]]

    def counts(self) -> dict[tuple[str, str], int]:
        """Records of every tablet."""
        return {key: have + size(self.beyond.get(key, ())) for key, have in self.have.items()}

    def records(self, commune: str) -> int:
        """Records of a commune's tablets."""
        return sum(count for (code, _), count in self.counts().items() if code == commune)


def held() -> Held:
    """What the database that queries go to says it holds."""
    tablets = list(Tablet.objects.values_list("commune", "id", "have", "revoked_at"))
    return Held(
        {(commune, id_): have for commune, id_, have, _ in tablets},
        {(one.commune, one.id): runs_held(one) for one in Tablet.objects.filter(made__gt=F("have"))},
        dict(CommuneFeed.objects.values_list("commune", "seq")),
        frozenset((commune, id_) for commune, id_, _, revoked_at in tablets if revoked_at),
    )


def prove(engine: Engine, expected: Counts | None = None) -> Held:
    """What the copy that queries go to really holds; raises NotWhole.

    The database's own check, every table's rows (where ``expected`` gives them), every number of every tablet, and
    every kept figure counted again from the records.
    """
    try:
        if wrong := engine.check():
            raise NotWhole(wrong, wrong)
        if expected is not None:
            _count_rows(expected)
        found = held()
        _check_numbers(found)
        _recount()
    except DatabaseError as error:
        raise NotWhole(str(error), str(error)) from None
    return found


def _count_rows(expected: Counts) -> None:
    found = counted()
    for table in sorted(expected.keys() | found.keys()):
        if expected.get(table) != found.get(table):
            missing = f"{table}: {expected.get(table)} → {found.get(table)}"
            raise NotWhole(missing, missing)


def _check_numbers(found: Held) -> None:
    """Every tablet's ``have`` is borne out by a receipt for each number."""
    for (commune, tablet), have in found.have.items():
        numbers = Receipt.objects.filter(commune=commune, tablet=tablet, n__lte=have).count()
        if numbers != have:
            raise NotWhole(
                f"máy {tablet} có {numbers} trên {have} số", f"tablet {tablet} has {numbers} of {have} numbers"
            )


def _recount() -> None:
    for commune in Commune.objects.values_list("code", flat=True):
        wrong = len(list(differences(commune, day_of(now())))) + len(list(progress_differences(commune)))
        if wrong:
            raise NotWhole(
                f"đếm lại xã {commune} thấy {wrong} chỗ sai lệch", f"recounting {commune} finds {wrong} differences"
            )
