"""The doors: search, lists in walking order, figures and whom to visit today."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any

import msgspec

from outreach.domain.clock import day_of, now
from outreach.domain.coverage import Coverage
from outreach.domain.days import within
from outreach.domain.follow_ups import follow_ups
from outreach.domain.records import Ability, HandoutAnswer, Household, HouseholdState
from outreach.domain.suggest import Candidate, Suggestion, suggest
from outreach.domain.summary import Standing
from outreach.domain.vietnamese import fold, search_words

from .answers import Answers
from .database import Database
from .errors import UnknownHousehold
from .order import sort_text
from .places import campaign
from .reach import COUNTED, decode_days
from .rows import HOUSEHOLDS

JOINED = (
    "FROM household LEFT JOIN hamlet ON hamlet.id = household.hamlet LEFT JOIN reach ON reach.household = household.id"
)
_ABILITIES = msgspec.json.Decoder(dict[str, Ability])
WALKING = "hamlet.sort, household.hamlet, household.walk, household.id"
"""The order of every list of doors, of the rows of ``JOINED``."""
HOUSEHOLD = ", ".join(f"household.{name}" for name in HOUSEHOLDS.names)
_AMONG = "household.id IN (SELECT value FROM json_each(?))"
_WIDTH = len(HOUSEHOLDS.names)
_STANDING = f"coalesce(reach.standing, '{Standing.NOT_VISITED}')"
_LISTED = f"{HOUSEHOLD}, {_STANDING}, last_day, next_visit, abilities"


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household in a list: where it stands, its last visit, the visit promised since, what it can do, and its
    call for help that nobody has answered yet.

    ``abilities`` maps topics to what was seen last; share it, never change it.
    """

    household: Household
    standing: Standing = Standing.NOT_VISITED
    last_day: date | None = None
    next_visit: date | None = None
    abilities: dict[str, Ability] = field(default_factory=dict)
    asked: HandoutAnswer | None = None


class Households(Answers):
    """Reads of the households on this tablet."""

    def households(
        self, search: str = "", hamlet: str | None = None, standing: Standing | None = None, promised: bool = False
    ) -> list[HouseholdRow]:
        """Those that match, in walking order.

        ``search`` ignores case, tones and marks; each of its words must occur in the house code or the address
        note. ``standing`` keeps eligible households only; ``promised`` those with a visit promised.
        """
        where, parameters = _matching(search, hamlet, standing, promised)
        sql = f"SELECT {_LISTED} {JOINED} WHERE {where} ORDER BY {WALKING}"
        with self._db.read() as db:
            asked = self.help_wanted()
            return [_household_row(row, asked) for row in db.each(sql, parameters)]

    def count_households(
        self, search: str = "", hamlet: str | None = None, standing: Standing | None = None, promised: bool = False
    ) -> int:
        """How many ``households`` would list."""
        where, parameters = _matching(search, hamlet, standing, promised)
        (count,) = self._db.only(f"SELECT count(*) {JOINED} WHERE {where}", parameters)
        return int(count)

    def household(self, household: str) -> Household:
        """One household by id; raises UnknownHousehold."""
        return self.household_row(household).household

    def household_row(self, household: str) -> HouseholdRow:
        """One household by id with where it stands; raises UnknownHousehold."""
        with self._db.read() as db:
            row = db.row(f"SELECT {_LISTED} {JOINED} WHERE household.id = ?", (household,))
            if row is None:
                raise UnknownHousehold
            return _household_row(row, self.help_wanted())

    def along_the_way(self, households: Iterable[str]) -> list[str]:
        """Those of these households, by id, that are on this tablet, in walking order."""
        sql = f"SELECT household.id {JOINED} WHERE {_AMONG} ORDER BY {WALKING}"
        with self._db.read() as db:
            return [str(one) for (one,) in db.rows(sql, (json.dumps([*households]),))]

    def calling(self) -> list[HouseholdRow]:
        """Households with a call for help that nobody has answered yet, in walking order."""
        with self._db.read() as db:
            asked = self.help_wanted()
            sql = f"SELECT {_LISTED} {JOINED} WHERE {_AMONG} ORDER BY {WALKING}"
            return [_household_row(row, asked) for row in db.rows(sql, (json.dumps(list(asked)),))]

    def coverage(self, as_of: date | None = None) -> dict[str, Coverage]:
        """The measures of the campaign per hamlet id, follow-ups as of that day (today)."""
        as_of = as_of or day_of(now())
        totals: dict[str, Coverage] = {}
        with self._db.read() as db:
            period = campaign(self.commune())
            sums = ", ".join(f"coalesce(sum(reach.{name}), 0)" for name in COUNTED)
            for hamlet, state, households, *counts in db.rows(
                "SELECT coalesce(reach.hamlet, household.hamlet), household.state, count(*), "
                f"{sums} {JOINED} GROUP BY 1, 2"
            ):
                if state == HouseholdState.ELIGIBLE:
                    part = Coverage(eligible=households, **dict(zip(COUNTED, counts, strict=True)))
                else:
                    part = Coverage(**{HouseholdState(state).value: households})
                totals[hamlet] = totals.get(hamlet, Coverage()) + part
            for hamlet, days in db.rows(
                f"SELECT coalesce(reach.hamlet, household.hamlet), reach.days {JOINED}"
                " WHERE reach.promised AND household.state = ?",
                (HouseholdState.ELIGIBLE,),
            ):
                due, done = follow_ups(decode_days(days), period, as_of)
                totals[hamlet] += Coverage(due=due, done=done)
        return totals

    def suggestions(self, today: date, limit: int) -> list[Suggestion]:
        """At most ``limit`` households worth visiting today, in walking order, each with its reason."""
        with self._db.read():
            period, asked = campaign(self.commune()), self.help_wanted()
            candidates = []
            for row in self._candidates(today, limit, list(asked)):
                household = HOUSEHOLDS.from_row(row[:_WIDTH])
                days = within(decode_days(row[_WIDTH] or "{}"), period)
                candidates.append(Candidate(household, days, asked.get(household.id)))
        return suggest(candidates, today, limit)

    def _candidates(self, today: date, limit: int, asked: list[str]) -> list[tuple[Any, ...]]:
        """Enough of each kind for ``suggest`` to choose the best ``limit``, in walking order."""
        unpromised = "next_visit IS NULL AND last_day < :today"
        kinds = (
            ("household.id IN (SELECT value FROM json_each(:asked))", "NULL", "-1"),
            ("next_visit <= :today AND last_day < :today", "next_visit", ":limit"),
            # Without a limit: doors closed at every part of the day are passed over.
            (f"{unpromised} AND visits > 0 AND contacts = 0", "last_day", "-1"),
            (f"{_STANDING} = 'not_visited'", "NULL", ":limit"),
            (f"{unpromised} AND standing = 'attempted' AND contacts > 0", "last_day", ":limit"),
            (f"{unpromised} AND standing = 'reached'", "last_day", ":limit"),
        )
        chosen = " UNION ".join(
            f"SELECT * FROM (SELECT household.id {JOINED} WHERE household.state = 'eligible' AND {where}"  # noqa: S608
            f" ORDER BY {order}, {WALKING} LIMIT {most})"
            for where, order, most in kinds
        )
        return self._db.rows(
            f"SELECT {HOUSEHOLD}, reach.days {JOINED} WHERE household.id IN ({chosen}) ORDER BY {WALKING}",
            {"today": today.isoformat(), "limit": limit, "asked": json.dumps(asked)},
        )


def write_households(db: Database, households: list[Household], pull: int) -> None:
    """Add or replace households, inside a transaction; ``pull`` marks the reading of the feed they came with."""
    ids = json.dumps([one.id for one in households])
    db.execute("DELETE FROM told WHERE household IN (SELECT value FROM json_each(?))", (ids,))
    walk = [f"{one.position:08}{sort_text(one.code)}" for one in households]
    search = [search_text(one) for one in households]
    sql = HOUSEHOLDS.insert("household", "walk", "search", "pull", verb="INSERT OR REPLACE")
    db.execute_many(sql, HOUSEHOLDS.to_rows(households, walk, search, repeat(pull, len(households))))


def search_text(household: Household) -> str:
    """What a search without accents looks through."""
    return fold(f"{household.code} {household.address_note}")


def _matching(
    search: str, hamlet: str | None, standing: Standing | None, promised: bool
) -> tuple[str, tuple[str, ...]]:
    conditions: list[tuple[str, tuple[str, ...]]] = [("1", ())]
    for word in search_words(search):
        escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        conditions.append((r"household.search LIKE ? ESCAPE '\'", (f"%{escaped}%",)))
    if hamlet is not None:
        conditions.append(("household.hamlet = ?", (hamlet,)))
    if standing is not None:
        conditions.append((f"household.state = ? AND {_STANDING} = ?", (HouseholdState.ELIGIBLE, standing)))
    if promised:
        conditions.append(("household.state = ? AND reach.next_visit IS NOT NULL", (HouseholdState.ELIGIBLE,)))
    return " AND ".join(sql for sql, _ in conditions), tuple(value for _, some in conditions for value in some)


def _household_row(row: tuple[Any, ...], asked: dict[str, HandoutAnswer]) -> HouseholdRow:
    standing, last_day, next_visit, able = row[_WIDTH:]
    household = HOUSEHOLDS.from_row(row[:_WIDTH])
    return HouseholdRow(
        household,
        Standing(standing),
        _day(last_day),
        _day(next_visit),
        _abilities(able or "{}"),
        asked.get(household.id),
    )


@lru_cache(maxsize=4096)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=4096)
def _abilities(text: str) -> dict[str, Ability]:
    return _ABILITIES.decode(text)
