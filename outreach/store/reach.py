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
from outreach.domain.days import Day, days_of, join_days, within
from outreach.domain.duplicates import kept_for, merged_groups
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
_ENCODER = msgspec.json.Encoder()
_KNOWN = """SELECT value FROM json_each(?)
    WHERE EXISTS (SELECT 1 FROM visit WHERE visit.id = value) OR EXISTS (SELECT 1 FROM visit WHERE replaces = value)"""
"""Those of these visits that are stored, or corrected by one that is."""


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
    kept = merged_groups(households, merged_away(db))
    rows = db.rows(
        f"SELECT {VISITS.select} FROM visit WHERE household IN (SELECT value FROM json_each(?))"  # noqa: S608
        " ORDER BY accepted IS NULL, accepted, n",
        (json.dumps([*kept]),),
    )
    for visit in VISITS.all(rows):
        found.setdefault(kept[visit.household], {})[visit.id] = visit
    return found


def lay_on(db: Database, told: dict[str, dict[str, Visit]], period: Period) -> set[str]:
    """Count visits that are about to be stored (household id -> visit id -> visit) on top of what was counted before,
    inside a transaction. The visits that are stored already are not looked at: a household may have many.

    The result are the households where that cannot be done, for visits there correct one another or are told again,
    were noted in two hamlets, are shared by a merger, or all retracted: they are to be counted again once they are
    stored.
    """
    ends = merged_away(db)
    shared = {*ends, *ends.values()}
    known = {row[0] for row in db.rows(_KNOWN, (json.dumps([id_ for own in told.values() for id_ in own]),))}
    sql = "SELECT household, hamlet, days FROM reach WHERE household IN (SELECT value FROM json_each(?))"
    counted = {household: (hamlet, days) for household, hamlet, days in db.rows(sql, (json.dumps([*told]),))}
    rows, others = [], set()
    for household, own in told.items():
        visits = list(own.values())
        days, hamlet = days_of(visits), hamlet_at_visit(visits, period)
        before, days_before = counted.get(household, (None, None))
        corrects = days_before and any(visit.replaces for visit in visits)
        moved = before and hamlet and before != hamlet
        if household in shared or corrects or moved or not days or not known.isdisjoint(own):
            others.add(household)
            continue
        if days_before:
            days = join_days(decode_days(days_before), days)
        rows.append(_row(household, days, hamlet or before, period))
    db.execute_many(_WRITE, rows)
    return others


def recount(db: Database, households: Iterable[str], period: Period) -> None:
    """Count these households again from the visits that are stored, inside a transaction."""
    households = set(households)
    if not households:
        return
    ends = merged_away(db)
    households = {kept for household in households for kept in (household, ends.get(household, household))}
    db.execute_many("DELETE FROM reach WHERE household = ?", [(household,) for household in households])
    found = {household: [*own.values()] for household, own in visits_by_household(db, households).items()}
    counted = [(one, days, own) for one, own in found.items() if (days := days_of(own))]
    db.execute_many(_WRITE, [_row(one, days, hamlet_at_visit(own, period), period) for one, days, own in counted])


def recount_all(db: Database, period: Period) -> None:
    """Count every household again, inside a transaction (the campaign's period has changed)."""
    recount(db, [row[0] for row in db.rows("SELECT DISTINCT household FROM visit")], period)


def _row(household: str, days: dict[date, Day], hamlet: str | None, period: Period) -> tuple[Any, ...]:
    """What is kept of a household with these days, which noted ``hamlet`` at its last visit of the period."""
    inside = within(days, period)
    ever = summary(days)
    found = ever if len(inside) == len(days) else summary(inside)
    counts = contribution(HouseholdState.ELIGIBLE, found)
    last_day = max(days)
    promise = days[last_day].next_visit
    return (
        household,
        hamlet,
        _ENCODER.encode(days).decode(),
        found.standing.value,
        last_day.isoformat(),
        promise.isoformat() if promise else None,
        any(map(_next_visit, days.values())),
        _ENCODER.encode(ever.abilities).decode(),
        *_counted(counts),
    )
