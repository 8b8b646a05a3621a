"""Taking edits of households: what fits is in force at once, what does not waits for a choice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from outreach.domain.errors import OutreachError
from outreach.domain.merge import Author, Dossier, choice, merge, text_of
from outreach.domain.records import Contested, Field, Household, HouseholdEdit
from outreach.server.database.rows import insert
from outreach.server.places import mapping
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import feed
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from . import rows
from .models import Change, Contest

_CHANGE = ("commune", "household", "version", "field", "old", "new", "official", "at")


def edits_came(writer: feed.FeedWriter, edits: Iterable[HouseholdEdit]) -> None:
    """Merge edits of registered households, one after the other, in the transaction that took them in."""
    commune = writer.head.commune
    edits = list(edits)
    if not edits:
        return
    dossiers = _dossiers(commune, {edit.household for edit in edits})
    counted_from = mapping.counted_from(commune)
    for edit in edits:
        before = dossiers[edit.household]
        after = dossiers[edit.household] = merge(before, edit)
        _save(writer, before, after, edit, counted_from)


def choose(commune: str, household: Household, contest: str, value: str, official: str, at: datetime) -> None:
    """A leader's choice between the value in force and a contested one of a household.

    What was wanted for a household that has been merged away is the kept one's. Raises OutreachError when somebody
    else chose meanwhile, ``value`` is neither of the two, or the household was erased.
    """
    with feed.writing(commune) as writer:
        ends = mapping.merged_away(commune)
        target = next(mapping.households(commune, [ends.get(household.id, household.id)]), None)
        one = next((one for one in rows.contests(commune, "id", [contest]) if one.open), None)
        is_its_own = one is not None and one.household == household.id
        if not (one and target and is_its_own) or value not in (one.value, text_of(target, one.field)):
            raise OutreachError(
                "Chỗ này đã có người chọn rồi, hoặc hộ vừa được đổi hay xóa. Hãy xem lại.",
                "Somebody has chosen already, or the household has just been changed or erased. Look again.",
            )
        edits_came(writer, [choice(target, one, value, official, at)])
        if target.id != household.id:
            _close(writer, one, official, at)


def _dossiers(commune: str, households: Iterable[str]) -> dict[str, Dossier]:
    """The dossiers of these households: their rows, who last changed each field, and what waits beside it."""
    households = list(households)
    authors: dict[str, dict[Field, Author]] = defaultdict(dict)
    names = [name.value for name in Field]
    changes = Change.objects.filter(commune=commune, household__in=households, field__in=names).order_by("version")
    for household, name, official, at in changes.values_list("household", "field", "official", "at"):
        authors[household][Field(name)] = Author(official, at)
    waiting: dict[str, list[Contested]] = defaultdict(list)
    for one in rows.contests(commune, "household", households):
        if one.open:
            waiting[one.household].append(one)
    return {
        one.id: Dossier(one, authors[one.id], tuple(sorted(waiting[one.id], key=lambda each: (each.at, each.id))))
        for one in mapping.households(commune, households)
    }


def _save(
    writer: feed.FeedWriter, before: Dossier, after: Dossier, edit: HouseholdEdit, counted_from: date | None
) -> None:
    commune, was, now = writer.head.commune, before.household, after.household
    if now != was:
        write_household(writer, now)
        log_fields(commune, was, now, after.authors)
        if now.state is not was.state:
            old, new = Registered(was.hamlet, was.state), Registered(now.hamlet, now.state)
            keeping.households_changed(commune, counted_from, {now.id: (old, new)})
    known = {one.id for one in before.contested}
    waiting = {one.id for one in after.contested}
    for one in after.contested:
        if one.id not in known:
            _open(writer, one, max(0, was.version - edit.base))
    for one in before.contested:
        if one.id not in waiting:
            _close(writer, one, edit.official, edit.at)


def write_household(writer: feed.FeedWriter, household: Household) -> None:
    """Put a household's row as it is to be, and tell the tablets."""
    commune = writer.head.commune
    seq = writer.add("household", household.id, household.hamlet)
    values = dict(zip(mapping.HOUSEHOLD_COLUMNS, mapping.household_row(commune, household, seq), strict=True))
    HouseholdRow.objects.filter(commune=commune, id=household.id).update(
        **{name: value for name, value in values.items() if name not in ("commune", "id")}
    )


def log_fields(commune: str, was: Household, now: Household, authors: Mapping[Field, Author]) -> None:
    """Keep which fields were changed between the two, and by whom."""
    insert(
        Change,
        _CHANGE,
        [
            (
                commune,
                now.id,
                now.version,
                name.value,
                text_of(was, name),
                text_of(now, name),
                authors[name].official,
                authors[name].at,
            )
            for name in Field
            if text_of(was, name) != text_of(now, name)
        ],
    )


def log(commune: str, household: Household, field: str, old: str, new: str, author: Author) -> None:
    """Keep who made the change that led to the household's present version."""
    insert(Change, _CHANGE, [(commune, household.id, household.version, field, old, new, author.official, author.at)])


def _close(writer: feed.FeedWriter, one: Contested, official: str, at: datetime) -> None:
    seq = writer.add("contested", one.id, one.hamlet)
    query = Contest.objects.filter(commune=writer.head.commune, id=one.id)
    query.update(open=False, settled_by=official, settled_at=at, seq=seq)


def _open(writer: feed.FeedWriter, one: Contested, unseen: int) -> None:
    commune = writer.head.commune
    seq = writer.add("contested", one.id, one.hamlet)
    values = (
        commune, one.id, one.household, one.hamlet, one.field.value, one.seen, one.value, one.official, one.at,
        one.ahead, one.kept_by, one.kept_at, one.open, unseen, "", None, seq,
    )  # fmt: skip
    insert(Contest, (*rows.CONTEST_COLUMNS, "unseen", "settled_by", "settled_at", "seq"), [values])
