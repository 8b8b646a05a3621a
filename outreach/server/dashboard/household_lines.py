"""What pages show of households that changed: values to choose between, doors side by side, who changed what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from outreach.domain.duplicates import is_provisional, possible_duplicates
from outreach.domain.merge import text_of
from outreach.domain.records import Household, Visit
from outreach.domain.visit_versions import standing
from outreach.server.doors import merging
from outreach.server.doors.models import Change, Contest
from outreach.server.doors.rows import contests
from outreach.server.people.models import User
from outreach.server.places import mapping
from outreach.server.places.models import Hamlet
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import visits as visit_rows

from .household_words import field_words, note_words, value_words
from .words import state_words


@dataclass(frozen=True, slots=True)
class Side:
    """One of two values: in words, and who wants it since when ("" and None: as registered)."""

    value: str
    words: str
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ContestLine:
    """Two values of one field. ``unseen`` counts the changes that the second one's author had not heard of."""

    id: str
    household: str
    code: str
    field: str
    kept: Side
    other: Side
    unseen: int

    @property
    def sides(self) -> tuple[tuple[Side, str], ...]:
        """Both values, the one in force first."""
        return (self.kept, "kept"), (self.other, "other")


@dataclass(frozen=True, slots=True)
class DoorLine:
    """A household beside another: what tells whether they are one."""

    id: str
    code: str
    place: str
    note: str
    state: str
    visits: int
    found_by: str = ""
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefusedCode:
    """A code that a household cannot have: as it was typed, and why."""

    household: str
    code: str
    why: str


def changes_context(user: User, one: Household) -> dict[str, object]:
    """What the page of a household shows beside its visits."""
    names = _names(user)
    mergers = merging.mergers(user.commune, one.id)
    merged = mapping.households(user.commune, [each.merged for each in mergers])
    doors = door_lines(user, [one, *merged])
    kept = next(mapping.households(user.commune, [one.merged_into] if one.merged_into else []), None)
    return {
        "door": doors[one.id],
        "provisional": is_provisional(one),
        "kept": kept,
        "contests": contest_lines(user, [one]),
        "twins": twins(user, [one]).get(one.id, []),
        "mergers": [
            (each, doors[each.merged], names.get(each.official, "")) for each in mergers if each.merged in doors
        ],
        "changes": [
            {
                "field": field_words(change.field),
                "old": "" if change.field == "found" else value_words(change.field, change.old),
                "new": value_words(change.field, change.new),
                "who": names.get(change.official, ""),
                "at": change.at,
            }
            for change in Change.objects.filter(commune=user.commune, household=one.id).order_by("-version", "field")
        ],
    }


def contest_lines(user: User, households: Iterable[Household]) -> list[ContestLine]:
    """What waits for a choice in these households, the longest waiting first."""
    names, by_id = _names(user), {one.id: one for one in households}
    unseen = dict(Contest.objects.filter(commune=user.commune, open=True).values_list("id", "unseen"))
    lines = []
    waiting = (one for one in contests(user.commune, "household", by_id) if one.open)
    for one in sorted(waiting, key=lambda each: (each.at, each.id)):
        door = by_id[one.household]
        kept = text_of(door, one.field)
        since = one.kept_at if one.kept_by else None
        lines.append(
            ContestLine(
                one.id,
                door.id,
                door.code,
                field_words(one.field),
                Side(
                    kept,
                    value_words(one.field, kept),
                    names.get(one.kept_by, ""),
                    since,
                ),
                Side(one.value, value_words(one.field, one.value), names.get(one.official, ""), one.at),
                unseen.get(one.id, 0),
            )
        )
    return lines


def twins(user: User, households: Iterable[Household]) -> dict[str, list[DoorLine]]:
    """The doors that each found one without a code may be, the likeliest first, by the id of the found one."""
    found = [one for one in households if is_provisional(one)]
    if not found:
        return {}
    query = HouseholdRow.objects.filter(commune=user.commune, hamlet__in={one.hamlet for one in found})
    beside: dict[str, list[Household]] = defaultdict(list)
    for one in mapping.load_households(query):
        beside[one.hamlet].append(one)
    likely = {one.id: possible_duplicates(one, beside[one.hamlet]) for one in found}
    lines = door_lines(user, {one.id: one for own in likely.values() for one in own}.values())
    return {id_: [lines[one.id] for one in own] for id_, own in likely.items()}


def door_lines(user: User, households: Iterable[Household]) -> dict[str, DoorLine]:
    """These households in words, by id and in their order."""
    households = list(households)
    names = _names(user)
    hamlets = {one.id: str(one) for one in Hamlet.objects.filter(commune=user.commune)}
    visits = visits_of(user, (one.id for one in households))
    found = {
        household: (official, at)
        for household, official, at in Change.objects.filter(
            commune=user.commune, field="found", household__in=[one.id for one in households]
        ).values_list("household", "official", "at")
    }
    return {
        one.id: DoorLine(
            one.id,
            one.code,
            hamlets.get(one.hamlet, _("Thôn đã bỏ")),
            note_words(one),
            state_words(one.state),
            visits[one.id],
            names.get(found[one.id][0], "") if one.id in found else "",
            found[one.id][1] if one.id in found else None,
        )
        for one in households
    }


def visits_of(user: User, households: Iterable[str]) -> Mapping[str, int]:
    """How many visits stand at each of these households."""
    own: dict[str, list[Visit]] = defaultdict(list)
    for visit in visit_rows.of_households(user.commune, households):
        own[visit.household].append(visit)
    return Counter({household: len(standing(some)) for household, some in own.items()})


def _names(user: User) -> dict[str, str]:
    return dict(User.objects.filter(commune=user.commune).values_list("official", "full_name"))
