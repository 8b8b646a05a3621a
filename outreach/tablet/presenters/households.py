"""Hộ dân: the list, its search and its filters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from outreach.domain.records import Ability, Hamlet, HouseholdState
from outreach.domain.summary import Standing
from outreach.domain.vietnamese import format_day, format_number
from outreach.store import HouseholdRow
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.nothing import Nothing, no_households
from outreach.tablet.presenters.words import (
    ABILITY_LOOKS,
    CALL_LOOKS,
    STANDING_LOOKS,
    ability_word,
    standing_word,
    state_word,
)

PROMISED = "promised"
"""The filter for households with a visit promised; the others are the values of Standing."""

MOST_QUOTED = 40
"""Letters of a search that stand above the list: a long message that was pasted would push the field out of sight."""

_ABLE = {Ability.CAN_TEACH, Ability.DID_ALONE, Ability.ALREADY_ABLE}


@dataclass(frozen=True, slots=True)
class Query:
    """What the list is narrowed to."""

    search: str = ""
    hamlet: str | None = None
    state: str | None = None

    def toggled(self, state: str) -> "Query":
        """With this state filter on, or off if it was on."""
        return replace(self, state=None if self.state == state else state)


@dataclass(frozen=True, slots=True)
class Filter:
    """A chip: ``state`` as in Query, its words with the number of households, and whether it is on."""

    state: str
    text: str
    active: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    household: str
    code: str
    place: str
    icon: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class HouseholdsView:
    """The list as narrowed. ``nothing`` is shown when it is empty."""

    hamlet: str
    hamlets: tuple[tuple[str | None, str], ...]
    filters: tuple[Filter, ...]
    summary: str
    lines: tuple[Line, ...]
    nothing: Nothing


class Source(Protocol):
    """The part of the store this needs."""

    def hamlets(self) -> list[Hamlet]:
        """All known hamlets."""
        ...

    def households(
        self, search: str = "", hamlet: str | None = None, standing: Standing | None = None, promised: bool = False
    ) -> list[HouseholdRow]:
        """Matching households in walking order."""
        ...

    def count_households(
        self, search: str = "", hamlet: str | None = None, standing: Standing | None = None, promised: bool = False
    ) -> int:
        """How many match."""
        ...


def households_view(source: Source, scope: Sequence[str], query: Query, today: date) -> HouseholdsView:
    """The list for ``query``."""
    own = [hamlet for hamlet in source.hamlets() if hamlet.id in scope]
    if query.hamlet not in [hamlet.id for hamlet in own]:  # given to somebody else since it was chosen
        query = replace(query, hamlet=None)
    hamlets: tuple[tuple[str | None, str], ...] = tuple((hamlet.id, hamlet.title) for hamlet in own)
    every = counted("Cả {count} thôn", len(own)) if own else _("Chưa có thôn nào")
    if len(own) != 1:
        hamlets = ((None, every), *hamlets)
    chosen = dict(hamlets).get(query.hamlet) or hamlets[0][1]
    standing, promised = _narrowing(query.state)
    rows = source.households(query.search, query.hamlet, standing, promised)
    return HouseholdsView(
        chosen,
        hamlets,
        tuple(_filters(source, query)),
        _summary(len(rows), query, chosen, len(own) > 1) if own else "",
        tuple(line(row, today) for row in rows),
        no_households(bool(own)),
    )


def line(row: HouseholdRow, today: date) -> Line:
    """One household with the most telling thing about it."""
    icon, kind, word = look(row, today)
    household = row.household
    return Line(household.id, household.code, household.address_note, icon, kind, word)


def look(row: HouseholdRow, today: date) -> tuple[str, str, str]:
    """Icon, kind and word: why it does not count, its call for help, a promise that is due, what it can do, or where
    it stands."""
    if row.household.state is not HouseholdState.ELIGIBLE:
        return "home-off", "neutral", state_word(row.household.state)
    if row.asked:
        return *CALL_LOOKS, _("Nhờ giúp lại")
    if row.next_visit and row.next_visit <= today:
        return "calendar-event", "warning", _("Hẹn hôm nay") if row.next_visit == today else _("Quá hẹn")
    if row.next_visit:
        return "calendar-event", "primary", _("Hẹn {day}").format(day=format_day(row.next_visit))
    seen = set(row.abilities.values())
    if row.standing is Standing.HELPED and seen & _ABLE:
        return *ABILITY_LOOKS[Ability.DID_ALONE], ability_word(Ability.DID_ALONE)
    if row.standing is Standing.HELPED and Ability.DID_WITH_HELP in seen:
        return *ABILITY_LOOKS[Ability.DID_WITH_HELP], _("Có người giúp")
    return *STANDING_LOOKS[row.standing], standing_word(row.standing)


def _narrowing(state: str | None) -> tuple[Standing | None, bool]:
    if state == PROMISED:
        return None, True
    return (Standing(state) if state else None), False


def _filters(source: Source, query: Query) -> list[Filter]:
    offered = (
        Standing.NOT_VISITED, PROMISED, Standing.ATTEMPTED, Standing.REACHED, Standing.HELPED, Standing.REFUSED,
        Standing.UNREACHABLE,
    )  # fmt: skip
    filters = []
    for state in offered:
        standing, promised = _narrowing(state)
        count = source.count_households(query.search, query.hamlet, standing, promised)
        word = _("Hẹn lại") if standing is None else standing_word(standing)
        if count or state == query.state:
            filters.append(Filter(state, f"{word} · {format_number(count)}", state == query.state))
    return filters


def _summary(count: int, query: Query, hamlet: str, several: bool) -> str:
    if query.search:
        search = query.search if len(query.search) <= MOST_QUOTED else f"{query.search[:MOST_QUOTED]}…"
        return counted("{count} hộ khớp “{search}”, xếp theo đường đi", count, search=search)
    if several and query.hamlet is None:
        return counted("{count} hộ trong mọi thôn, xếp theo đường đi", count)
    return counted("{count} hộ ở {hamlet}, xếp theo đường đi", count, hamlet=hamlet)
