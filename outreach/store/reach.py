"""What the visits of each household add up to, kept beside them so that lists and figures need no recount.

Every value is the domain's (``summary``, ``coverage``) and is written in the transaction that changed the visits.
"""

import json
from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Any

import msgspec

from outreach.domain.coverage import Coverage, contribution, hamlet_at_visit
from outreach.domain.days import Day, days_of, within
from outreach.domain.duplicates import kept_for
from outreach.domain.period import Period
from outreach.domain.records import HouseholdState, Visit
from outreach.domain.summary import summary

from .database import Database
from .rows import VISITS

COUNTED = tuple(
    name
    for name in Coverage._fields
    if name not in {"eligible", "due", "done", *(state.value for state in HouseholdState)}
)
"""The counts of Coverage that are kept per household (as if eligible; follow-ups depend on the day of asking)."""

_KEPT = ("hamlet", "days", "standing", "last_day", "next_visit", "promised", "abilities", *COUNTED)
_WRITE = f"""INSERT INTO reach (household, {", ".join(_KEPT)}) VALUES ({", ".join("?" * (1 + len(_KEPT)))})
    ON CONFLICT (household) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _KEPT)}"""  # noqa: S608

_counted, _next_visit = attrgetter(*COUNTED), attrgetter("next_visit")
_DAYS = msgspec.json.Decoder(dict[date, Day])


def decode_days(text: str) -> dict[date, Day]:
    """The days kept for a household (of its whole history)."""
    return _DAYS.decode(text)


def merged_away(db: Database) -> dict[str, str]:
    """For each household that was merged away, the one that is kept."""
    rows = db.rows("SELECT id, merged_into FROM household WHERE merged_into IS NOT NULL")
    return kept_for(dict(rows))


def visits_by_household(db: Database, households: Iterable[str]) -> dict[str, dict[str, Visit]]:
    """The stored visits of these households: household id -> visit id -> visit, in the order of acceptance.

    What the server has not told of comes last, as it was written here. Visits of a household that was merged into
    another are the kept one's, whichever of the two was asked for.
    """
    found: dict[str, dict[str, Visit]] = {}
    ends = merged_away(db)
    kept = {ends.get(household, household) for household in households}
    wanted = json.dumps([*kept, *(merged for merged, end in ends.items() if end in kept)])
    rows = db.rows(
        f"SELECT {VISITS.select} FROM visit WHERE household IN (SELECT value FROM json_each(?))"  # noqa: S608
        " ORDER BY accepted IS NULL, accepted, n",
        (wanted,),
    )
    for visit in VISITS.all(rows):
        found.setdefault(ends.get(visit.household, visit.household), {})[visit.id] = visit
    return found


def with_visits(db: Database, households: Iterable[str]) -> set[str]:
    """Those of these households that have visits here already, or share them with another by a merger."""
    households = set(households)
    ends = merged_away(db)
    sql = "SELECT DISTINCT household FROM visit WHERE household IN (SELECT value FROM json_each(?))"
    visited = {row[0] for row in db.rows(sql, (json.dumps([*households]),))}
    return visited | (households & {*ends, *ends.values()})


def write_reach(db: Database, visits: dict[str, dict[str, Visit]], period: Period) -> None:
    """Write what each household's complete visits add up to, inside a transaction."""
    db.execute_many(_WRITE, [_row(household, list(own.values()), period) for household, own in visits.items()])


def recount(db: Database, households: Iterable[str], period: Period) -> None:
    """Count these households again from the visits that are stored, inside a transaction."""
    ends = merged_away(db)
    households = {kept for household in households for kept in (household, ends.get(household, household))}
    db.execute_many("DELETE FROM reach WHERE household = ?", [(household,) for household in households])
    write_reach(db, visits_by_household(db, households), period)


def recount_all(db: Database, period: Period) -> None:
    """Count every household again, inside a transaction (the campaign's period has changed)."""
    recount(db, [row[0] for row in db.rows("SELECT DISTINCT household FROM visit")], period)


def _row(household: str, visits: list[Visit], period: Period) -> tuple[Any, ...]:
    days = days_of(visits)
    inside = within(days, period)
    ever = summary(days)
    found = ever if len(inside) == len(days) else summary(inside)
    counts = contribution(HouseholdState.ELIGIBLE, found)
    last_day = max(days, default=None)
    promise = days[last_day].next_visit if last_day else None
    return (
        household,
        hamlet_at_visit(visits, period),
        msgspec.json.encode(days).decode(),
        found.standing.value,
        last_day.isoformat() if last_day else None,
        promise.isoformat() if promise else None,
        any(map(_next_visit, days.values())),
        msgspec.json.encode(ever.abilities).decode(),
        *_counted(counts),
    )
