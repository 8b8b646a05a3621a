"""Communes, hamlets and households between the domain and their tables."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from outreach.domain.duplicates import kept_for
from outreach.domain.records import Commune, Hamlet, Household, HouseholdState, Need
from outreach.domain.vietnamese import fold
from outreach.server.database.rows import chunks, find

from . import models

HOUSEHOLD_COLUMNS = (
    "commune", "id", "hamlet", "code", "address_note", "state", "needs", "position", "merged_into", "version", "folded",
    "seq",
)  # fmt: skip
HAMLET_COLUMNS = ("commune", "id", "kind", "name", "valid_from", "valid_to", "merged_into", "seq")
_COMMUNE = (
    "code", "name", "province", "site", "hotline", "counted_from", "target", "target_on", "invented",
)  # fmt: skip


def commune(code: str) -> Commune:
    """The commune as its tablets know it; raises ``models.Commune.DoesNotExist``."""
    return Commune(*models.Commune.objects.values_list(*_COMMUNE).get(pk=code))


def counted_from(code: str) -> date | None:
    """The first day of a registered commune's campaign."""
    day: date | None = find(models.Commune, ("counted_from",), code=code)[0][0]
    return day


def hamlets(code: str, ids: Iterable[str] | None = None) -> list[Hamlet]:
    """The commune's hamlets in the order in which they were registered, or those of ``ids``."""
    query = models.Hamlet.objects.filter(commune=code).order_by("seq")
    if ids is not None:
        query = query.filter(id__in=list(ids))
    return [Hamlet(*row) for row in query.values_list(*HAMLET_COLUMNS[1:-1])]


def hamlet_row(code: str, hamlet: Hamlet, seq: int) -> tuple[Any, ...]:
    """The values of ``HAMLET_COLUMNS``."""
    return (
        code, hamlet.id, hamlet.kind, hamlet.name, hamlet.valid_from, hamlet.valid_to, hamlet.merged_into, seq,
    )  # fmt: skip


def households(code: str, ids: Iterable[str]) -> Iterator[Household]:
    """The households with these ids, in no order."""
    for some in chunks(ids):
        yield from load_households(models.Household.objects.filter(commune=code, id__in=some))


def load_households(query: QuerySet[models.Household]) -> Iterator[Household]:
    """The households of a query."""
    for id_, hamlet, household_code, note, state, needs, position, merged_into, version in query.values_list(
        *HOUSEHOLD_COLUMNS[1:-2]
    ):
        needed = tuple(Need(need) for need in needs.split())
        yield Household(
            id_, hamlet, household_code, note, HouseholdState(state), needed, position, merged_into, version
        )


def merged_away(code: str) -> dict[str, str]:
    """For each household that was merged away, the one that is kept (see ``domain.duplicates.kept_for``)."""
    rows = find(models.Household, ("id", "merged_into"), "AND merged_into IS NOT NULL", commune=code)
    return kept_for(dict(rows))


def household_row(code: str, household: Household, seq: int) -> tuple[Any, ...]:
    """The values of ``HOUSEHOLD_COLUMNS``; ``folded`` is what a search without accents looks through."""
    return (
        code,
        household.id,
        household.hamlet,
        household.code,
        household.address_note,
        household.state.value,
        " ".join(household.needs),
        household.position,
        household.merged_into,
        household.version,
        fold(f"{household.code} {household.address_note}")[: models.LONGEST_FOLDED],
        seq,
    )
