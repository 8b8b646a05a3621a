"""Erasing a household at its own request: here, on every tablet, and again after any restore."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import Error, transaction
from django.db.models import Max, Q

from outreach.domain.duplicates import merged_groups
from outreach.domain.errors import OutreachError
from outreach.domain.records import Erased, Household, HouseholdState
from outreach.server.backups import lasting
from outreach.server.database.folding import fold
from outreach.server.database.rows import upsert
from outreach.server.places import mapping
from outreach.server.places.models import Commune
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import feed
from outreach.server.records.models import Answer, Quarantine, Visit
from outreach.server.rollups import keeping

from .editing import write_household
from .models import Change, Contest, Edit, Finding, Merge, Passed, Tombstone


def erase(commune: str, household: str, official: str, at: datetime) -> None:
    """Delete everything about a household and whatever was merged with it, and tell every tablet of the commune.

    Raises OutreachError when there is no such household (any more), or when a later restore could not know of it, and
    DoneLater where only that restore knows of it so far.
    """
    noted = False
    try:
        with feed.writing(commune) as writer:
            if not HouseholdRow.objects.filter(commune=commune, id=household).exists():
                raise OutreachError(
                    "Hộ này không còn trên máy chủ; có lẽ đã được xóa.",
                    "This household is no longer on the server; it was probably erased.",
                )
            gone = sorted(merged_groups([household], mapping.merged_away(commune)))
            _erase(writer, gone, official, at)
            for one in gone:  # last: what cannot outlive a restore is not erased
                lasting.note_erased(commune, one, official, at)
                noted = True
    except (Error, OutreachError) as error:
        if noted:
            raise lasting.DoneLater from error
        raise


def erased(commune: str, households: Iterable[str] | None = None) -> list[Erased]:
    """What tablets are told, of all households that were erased or of those of ``households``."""
    query = Tombstone.objects.filter(commune=commune).order_by("seq")
    if households is not None:
        query = query.filter(household__in=list(households))
    return [Erased(*row) for row in query.values_list("household", "at")]


def erase_again(stones: Iterable[lasting.Erased]) -> int:
    """After a restore, and at every start: erase whatever is there (again); how many households that were.

    Those that the backup does not know are noted as erased too, for a tablet may still bring them.
    """
    found = 0
    by_commune: dict[str, list[lasting.Erased]] = {}
    for stone in stones:
        by_commune.setdefault(stone.commune, []).append(stone)
    for commune, own in by_commune.items():
        if not Commune.objects.filter(pk=commune).exists():
            continue
        with feed.writing(commune) as writer:
            known = set(Tombstone.objects.filter(commune=commune).values_list("household", flat=True))
            together: dict[tuple[str, datetime], list[str]] = {}
            for stone in {stone.household: stone for stone in own}.values():  # it may have been noted twice
                there = HouseholdRow.objects.filter(commune=commune, id=stone.household).exists()
                if there or stone.household not in known:
                    together.setdefault((stone.official, stone.at), []).append(stone.household)
                    found += there
            for (official, at), households in together.items():
                _erase(writer, households, official, at)
    if by_commune:
        transaction.on_commit(fold)  # the server may have died before it could
    return found


def passed(commune: str, tablet: str, seq: int, at: datetime) -> None:
    """Note that a tablet has read the feed up to ``seq``: it has erased whatever was erased before."""
    newest = Tombstone.objects.filter(commune=commune).aggregate(newest=Max("seq"))["newest"]
    if newest is None:
        return
    before = Passed.objects.filter(commune=commune, tablet=tablet).values_list("seq", flat=True).first()
    if before is None or before < newest:
        upsert(Passed, ("commune", "tablet", "seq", "at"), [(commune, tablet, seq, at)])


def _erase(writer: feed.FeedWriter, households: list[str], official: str, at: datetime) -> None:
    commune = writer.head.commune
    transaction.on_commit(fold)
    counted_from = mapping.counted_from(commune)
    ends, apart = mapping.merged_away(commune), _set_apart(commune, households)
    left = {ends.get(one, one) for one in households}.difference(households).union(one.id for one in apart)
    before = keeping.registered_as(commune, left.union(households))
    keeping.regrouping(commune, counted_from, households, ends)
    _erase_codes(commune, households)
    for model in (Visit, Answer, Edit, Change, Contest):
        model.objects.filter(commune=commune, household__in=households).delete()
    Finding.objects.filter(commune=commune, id__in=households).delete()
    Merge.objects.filter(Q(kept__in=households) | Q(merged__in=households), commune=commune).delete()
    HouseholdRow.objects.filter(commune=commune, id__in=households).delete()
    for household in households:
        Quarantine.objects.filter(commune=commune, body__contains=household).delete()
    for one in apart:
        write_household(writer, one)
    after = keeping.registered_as(commune, left)
    keeping.regrouped(commune, counted_from, before, after, mapping.merged_away(commune))
    columns = ("commune", "household", "official", "at", "seq")
    upsert(Tombstone, columns, [(commune, one, official, at, writer.add("erased", one)) for one in households])


def _set_apart(commune: str, gone: list[str]) -> list[Household]:
    """What is merged into households that go while it stays, as it was before.

    Whoever erases a household erases all that is merged with it. A replay finds what was merged with it at another
    time: before a restore, or after the disk was too full for the erasure.
    """
    query = HouseholdRow.objects.filter(commune=commune, merged_into__in=gone).exclude(id__in=gone)
    merged = list(mapping.load_households(query))
    kept = Merge.objects.filter(commune=commune, merged__in=[one.id for one in merged], undone_at=None)
    states = dict(kept.values_list("merged", "state"))
    return [
        replace(one, state=HouseholdState(states[one.id]), merged_into=None, version=one.version + 1) for one in merged
    ]


def _erase_codes(commune: str, households: list[str]) -> None:
    """Delete what other households' logs say of these: the code of the one they were merged with for a while."""
    codes = set(HouseholdRow.objects.filter(commune=commune, id__in=households).values_list("code", flat=True))
    for pair in Change.objects.filter(commune=commune, household__in=households, field="code").values_list(
        "old", "new"
    ):
        codes.update(pair)
    named = Q(old__in=codes) | Q(new__in=codes)
    Change.objects.filter(named, commune=commune, field__in=("merged", "restored")).delete()
