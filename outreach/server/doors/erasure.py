"""Erasing a household at its own request: here, on every tablet, and again after any restore."""

from collections.abc import Iterable, Mapping
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
            stones = _erase(writer, [lasting.Erased(commune, one, official, at) for one in gone])
            for stone in stones:  # last: what cannot outlive a restore is not erased
                lasting.note_erased(stone)
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
            again = []
            for stone in {stone.household: stone for stone in own}.values():  # it may have been noted twice
                there = HouseholdRow.objects.filter(commune=commune, id=stone.household).exists()
                if there or stone.household not in known:
                    again.append(stone)
                    found += there
            if again:
                _erase(writer, again)
    if by_commune:
        transaction.on_commit(fold)  # the server may have died before it could
    return found


def erase_visits(writer: feed.FeedWriter, made: Mapping[str, str], official: str) -> None:
    """Erase visits, by id, that were made at households which are erased, and noted at others: only now the official
    who noted them says so. (Nobody else's word erases them. A restore hears of it from the next backup on.)"""
    commune = writer.head.commune
    theirs = Visit.objects.filter(commune=commune, official=official, id__in=made)
    noted = set(theirs.values_list("id", flat=True))
    erased = Tombstone.objects.filter(commune=commune, household__in={made[one] for one in noted})
    stones = {one.household: lasting.Erased(commune, one.household, one.official, one.at) for one in erased}
    if noted:
        _erase(writer, [replace(stones[made[one]], household=one, of=made[one]) for one in sorted(noted)])


def passed(commune: str, tablet: str, seq: int, at: datetime) -> None:
    """Note that a tablet has read the feed up to ``seq``: it has erased whatever was erased before."""
    newest = Tombstone.objects.filter(commune=commune).aggregate(newest=Max("seq"))["newest"]
    if newest is None:
        return
    before = Passed.objects.filter(commune=commune, tablet=tablet).values_list("seq", flat=True).first()
    if before is None or before < newest:
        upsert(Passed, ("commune", "tablet", "seq", "at"), [(commune, tablet, seq, at)])


def _erase(writer: feed.FeedWriter, stones: list[lasting.Erased]) -> list[lasting.Erased]:
    """Erase these, and visits that were made there and noted at other doors first; all that was erased."""
    commune = writer.head.commune
    transaction.on_commit(fold)
    named = {stone.household: stone for stone in stones}
    households = [stone.household for stone in stones if not stone.of]
    for visit, household in _made_there(commune, households).items():
        named.setdefault(visit, replace(named[household], household=visit, of=household))
    visits = named.keys() - households
    noted_at = Visit.objects.filter(commune=commune, id__in=visits).values_list("household", flat=True)
    doors = [*households, *set(noted_at).difference(households)]
    counted_from = mapping.counted_from(commune)
    ends, apart = mapping.merged_away(commune), _set_apart(commune, households)
    left = {ends.get(one, one) for one in doors}.difference(households).union(one.id for one in apart)
    before = keeping.registered_as(commune, left.union(households))
    keeping.regrouping(commune, counted_from, doors, ends)
    _erase_codes(commune, households)
    Visit.objects.filter(commune=commune, id__in=visits).delete()
    for visit in visits:
        Quarantine.objects.filter(commune=commune, body__contains=f'"id":"{visit}"').delete()
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
    columns = ("commune", "household", "of", "official", "at", "seq")
    # The households last: who has passed one has passed all that goes with it.
    ordered = sorted(named.values(), key=lambda stone: not stone.of)
    rows = [(commune, one.household, one.of, one.official, one.at) for one in ordered]
    upsert(Tombstone, columns, [(*row, writer.add("erased", row[1])) for row in rows])
    return ordered


def _made_there(commune: str, households: list[str]) -> dict[str, str]:
    """Visits that were made at these households and noted at other doors first: id -> at which of these it was made.

    They are known by the corrections that moved them, and by what they corrected themselves.
    """
    visits = Visit.objects.filter(commune=commune)
    here = visits.filter(household__in=households).values_list("id", "replaces", "household")
    own = {id_ for id_, *_ in here}
    made: dict[str, str] = {}
    found = {replaces: household for _, replaces, household in here if replaces and replaces not in own}
    while found:
        made |= found
        before = visits.filter(id__in=found).values_list("id", "replaces")
        found = {replaces: made[id_] for id_, replaces in before if replaces and replaces not in made.keys() | own}
    return made


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
