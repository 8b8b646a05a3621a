"""The store's side of the exchange: what is to be sent, and what an answer brings."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import repeat
from typing import Any

import msgspec

from outreach.domain.gaps import Run, inside, size, without
from outreach.domain.held import Held
from outreach.domain.period import Period
from outreach.domain.records import Visit

from .answers import write_answers
from .database import Database
from .edits import lay_edits_over, write_contests
from .erasing import erase, finish_erasing, without_erased
from .forgetting import forget, note_safe
from .gaps import UNHELD, find_gaps, held_beyond, last_kept, next_numbers, write_held
from .households import write_households
from .incoming import Incoming
from .places import Identity, Places, campaign, follow_changes, write_hamlets, write_identity, write_officials
from .reach import lay_on, merged_away, recount, recount_all
from .rejected import Origin, is_day, mended, origins, rejections, write_rejections
from .retention import delete_old
from .rows import OWN, VISITS
from .sync_state import TROUBLE, SyncState, Trouble

_MOMENTS = ("started_at", "ended_at", "next_visit", "corrected_by")
_INSERT_TOLD_VISIT = f"""{VISITS.insert("visit", "pull", "accepted")} ON CONFLICT (id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in ("pull", "accepted", *_MOMENTS))}"""
"""A visit never changes, but for the moments that the server corrected."""


class Outbox(Places):
    """Unsent records, and answers applied in one transaction each."""

    def sync_state(self) -> SyncState:
        """Everything the Đồng bộ screen says."""
        with self._db.read() as db:
            made, have, safe, full, tried, error, ahead, forgotten = db.only(
                "SELECT made, have, safe, last_full_sync, last_try, last_error, clock_ahead, forgotten FROM exchange"
            )
            beyond = held_beyond(db)
            return SyncState(
                have,
                made,
                safe,
                datetime.fromisoformat(full) if full else None,
                datetime.fromisoformat(tried) if tried else None,
                TROUBLE.decode(error) if error else None,
                rejections(db),
                _oldest_unsent(db, have, beyond),
                timedelta(seconds=ahead),
                mended(db),
                beyond=beyond,
                forgotten=forgotten,
                lost=without(self._gaps.above(db, have, made), beyond),
            )

    def origins(self, numbers: Iterable[int]) -> dict[int, Origin]:
        """When and at which door the records of this tablet with these numbers were noted."""
        with self._db.read() as db:
            return origins(db, numbers)

    def miscounts(self) -> bool:
        """Whether a number lies here that was never given, or more is held than was made: the next would be doubled."""
        with self._db.read() as db:
            made, have = db.only("SELECT made, have FROM exchange")
            highest = [db.only(f"SELECT max(n) FROM {table}")[0] or 0 for table in OWN]  # noqa: S608
        return bool(max(have, *highest) > made)

    def lacking(self) -> tuple[int, tuple[Run, ...]]:
        """The last number made, and those up to it whose records are not kept here (any more), as runs."""
        with self._db.read() as db:
            (made,) = db.only("SELECT made FROM exchange")
            return made, find_gaps(db, 0, made)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is decoded inside came from here: if it cannot be, the database is damaged (StoreDamaged)."""
        with self._db.read():
            yield

    def cursor(self) -> bytes | None:
        """The cursor as the last answer gave it; None when the feed is to be read from its start."""
        cursor: bytes | None = self._db.only("SELECT cursor FROM exchange")[0]
        return cursor

    def unsent(self, limit: int, after: int | None = None) -> dict[str, dict[str, list[Any]]]:
        """The next records the server does not hold (``limit`` at most), per kind as columns with ``n``.

        ``after`` begins behind another number than the last one it holds.
        """
        with self._db.read() as db:
            have, made = db.only("SELECT have, made FROM exchange")
            after = have if after is None else after
            if not held_beyond(db) and not self._gaps.above(db, have, made):
                last = min(after + limit, made)
                batch = _batch(db, "n > ? AND n <= ?", (after, last))
                if sum(len(columns["n"]) for columns in batch.values()) == max(0, last - after):
                    return batch
            self._gaps.forget()  # the file may have been damaged since it was opened
            numbers = next_numbers(db, after, limit)
            return _batch(db, "n IN (SELECT value FROM json_each(?))", (json.dumps(numbers),))

    def last_held(self) -> tuple[int, str] | None:
        """The number and the id of the last record kept here of those that the server holds without a gap."""
        with self._db.read() as db:
            (have,) = db.only("SELECT have FROM exchange")
            found = last_kept(db, [(1, have)])
        return found[0] if found else None

    def last_held_beyond(self) -> tuple[tuple[int, str], ...]:
        """The same of every run that it is known to hold beyond a gap."""
        with self._db.read() as db:
            return last_kept(db, held_beyond(db))

    def id_of(self, n: int) -> str | None:
        """The id of this tablet's own record of that number, while it is kept here."""
        with self._db.read() as db:
            found = last_kept(db, [(n, n)])
        return found[0][1] if found else None

    def apply(self, asked: bytes | None, incoming: Incoming) -> bool:
        """Take in an answer to the question asked at cursor ``asked``, all of it or nothing.

        False, and nothing changed, when the store has moved on since: the answer came late or twice.
        """
        with self._db.write() as db:
            identity = self.identity()
            if identity is None or self.cursor() != asked:
                return False
            pull = _begin_pull(db, incoming.restart)
            was, now = identity, follow_changes(identity, incoming.commune, incoming.officials)
            scope = was.scope if incoming.scope is None else incoming.scope
            now = replace(now, scope=scope, seal=incoming.seal or was.seal)
            if now != was:
                write_identity(db, now)
            erase(db, incoming.erased, campaign(now.commune))
            write_held(db, incoming.held)
            _take_in(db, without_erased(db, incoming), pull, campaign(now.commune))
            if campaign(now.commune) != campaign(was.commune):
                recount_all(db, campaign(now.commune))
            # A new hamlet's past is not in the changes to come: read the feed from its start.
            grown = not incoming.restart and not set(now.scope) <= set(was.scope)
            cursor = None if grown else incoming.cursor
            db.execute("UPDATE exchange SET safe = ?, cursor = ?", (incoming.safe, cursor))
            note_safe(db, incoming.safe, incoming.at, incoming.restart)
            lay_edits_over(db)
            _drop(db, now, pull if incoming.complete else 0)
            if incoming.complete:
                forget(db, incoming.at, incoming.listed, campaign(now.commune))
                delete_old(db, incoming.at, campaign(now.commune))
        if incoming.erased:
            finish_erasing(self._db)
        return True

    def note_held(self, held: Held) -> None:
        """Remember what the server holds, though nothing else in its answer could be read."""
        with self._db.write() as db:
            write_held(db, held)
            lay_edits_over(db)

    def note_try(self, at: datetime, trouble: Trouble | None, ahead: timedelta | None = None) -> None:
        """Remember how a sync ended; without ``trouble`` nothing was left both ways.

        ``ahead``, where it was found out: how far the clock that says ``at`` is ahead of the server's; it is kept too.
        """
        error = msgspec.json.encode(trouble).decode() if trouble else None
        with self._db.write() as db:
            db.execute("UPDATE exchange SET last_try = ?, last_error = ?", (at.isoformat(), error))
            if trouble is None:
                db.execute("UPDATE exchange SET last_full_sync = ?", ((at - (ahead or timedelta())).isoformat(),))
            if ahead is not None:
                db.execute("UPDATE exchange SET clock_ahead = ?", (round(ahead.total_seconds()),))


def _batch(db: Database, where: str, values: tuple[Any, ...]) -> dict[str, dict[str, list[Any]]]:
    batch = {}
    for table, rows in OWN.items():
        found = db.rows(f"SELECT n, {rows.select} FROM {table} WHERE {where} ORDER BY n", values)  # noqa: S608
        if found:
            batch[table] = {"n": [row[0] for row in found], **rows.columns([row[1:] for row in found])}
    return batch


def _oldest_unsent(db: Database, have: int, beyond: tuple[Run, ...]) -> date | None:
    rows = db.rows(
        "SELECT started_at, n FROM visit WHERE n > :have UNION ALL SELECT day, n FROM refusal WHERE n > :have"
        " UNION ALL SELECT at, n FROM household_edit WHERE n > :have"
        " UNION ALL SELECT at, n FROM new_household WHERE n > :have ORDER BY n LIMIT :most",
        {"have": have, "most": 1 + size(beyond)},
    )
    noted = next((at for at, n in rows if not inside(n, beyond)), None)
    return noted and (date if is_day(noted) else datetime).fromisoformat(noted)


def _begin_pull(db: Database, restart: bool) -> int:
    if restart:
        db.execute("UPDATE exchange SET pull = pull + 1, kept_from = NULL, deleted_before = NULL")
    (pull,) = db.only("SELECT pull FROM exchange")
    return int(pull)


def _take_in(db: Database, incoming: Incoming, pull: int, period: Period) -> None:
    write_hamlets(db, incoming.hamlets)
    write_officials(db, incoming.officials)
    before = merged_away(db)
    write_households(db, incoming.households, pull)
    ends = merged_away(db)
    write_answers(db, incoming.answers, pull)
    write_contests(db, incoming.contests, pull)
    _take_in_visits(db, incoming.visits, pull, period)
    moved = {one for one in before.keys() | ends.keys() if before.get(one) != ends.get(one)}
    recount(db, moved | {before[one] for one in moved if one in before}, period)
    write_rejections(db, incoming.rejected, incoming.listed, incoming.at)


def _take_in_visits(db: Database, visits: Sequence[Visit], pull: int, period: Period) -> None:
    """Visits as they were told: in the order of acceptance, in which what is told again comes again."""
    if not visits:
        return
    (last,) = db.only("UPDATE exchange SET told = told + ? RETURNING told", (len(visits),))
    told: dict[str, dict[str, Visit]] = {}
    for visit in visits:
        own = told.setdefault(visit.household, {})
        own.pop(visit.id, None)  # within one answer too
        own[visit.id] = visit
    others = lay_on(db, told, period)
    accepted = range(last - len(visits) + 1, last + 1)
    db.execute_many(_INSERT_TOLD_VISIT, VISITS.to_rows(visits, repeat(pull, len(visits)), accepted))
    recount(db, others, period)


def _drop(db: Database, identity: Identity, read_all: int) -> None:
    """Take off what is no longer this tablet's: hamlets outside its scope, and, when pull ``read_all`` (0: none) has
    read the whole feed, what the server no longer has. A household with unsent records or a visit under way
    stays until they are covered; this tablet's own records stay in any case.
    """
    marks = ", ".join("?" * len(identity.scope))
    households = db.rows(
        f"""SELECT id FROM household
            WHERE (hamlet IN (SELECT id FROM hamlet WHERE id NOT IN ({marks})) OR pull < ?)
            AND id NOT IN (SELECT household FROM visit, exchange WHERE {UNHELD})
            AND id NOT IN (SELECT household FROM household_edit, exchange WHERE {UNHELD})
            AND id NOT IN (SELECT id FROM new_household, exchange WHERE {UNHELD})
            AND id NOT IN (SELECT household FROM draft)""",  # noqa: S608
        (*identity.scope, read_all),
    )
    if not (households or read_all):
        return
    ends = merged_away(db)
    visits = db.rows(
        "SELECT id, household FROM visit INDEXED BY visit_pull WHERE n IS NULL AND pull < ?"
        " UNION SELECT id, household FROM visit INDEXED BY visit_household"
        " WHERE n IS NULL AND household IN (SELECT value FROM json_each(?))",
        (read_all, json.dumps([row[0] for row in households])),
    )
    db.execute_many("DELETE FROM household WHERE id = ?", households)
    db.execute_many("DELETE FROM visit WHERE id = ?", [row[:1] for row in visits])
    for table in ("answer", "contested"):
        db.execute_many(f"DELETE FROM {table} WHERE household = ?", households)  # noqa: S608
        db.execute(f"DELETE FROM {table} WHERE pull < ?", (read_all,))  # noqa: S608
    touched = {row[1] for row in visits} | {row[0] for row in households}
    # What was merged into another no longer counts for it once it is gone.
    recount(db, touched | {ends[one] for one in touched if one in ends}, campaign(identity.commune))
