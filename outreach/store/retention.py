"""Deleting from this tablet what the commune no longer keeps, by the server's clock and never by its own.

What the tablet noted itself and has not let go of is not touched: that goes once a backup has held it for long enough
(see ``forgetting``), and then by this rule. What a server that was set back tells again goes again.
"""

import json
from datetime import date, datetime

from outreach.domain.clock import COMMUNES_SINCE, day_of
from outreach.domain.period import Period
from outreach.domain.retention import first_kept_day, to_delete

from .database import Database
from .forgetting import clocks_agree
from .reach import recount, visits_by_household

_MAY_BE_OLD = "substr({at}, 1, 10) <= ?"
"""Moments lie here as they were told, in whatever zone: which day in Vietnam they are of is asked of these alone."""


def delete_old(db: Database, at: datetime, period: Period) -> None:
    """Delete visits and answers that are no longer kept, inside a transaction; ``at`` is the server's clock.

    It looks through all of them, so once a day, and after every reading of the feed from its start. Where both clocks
    had been ahead and too much was deleted, the feed is read from its start again.
    """
    if not clocks_agree(at):
        return
    first = first_kept_day(day_of(at))
    looked, deleted = db.only("SELECT kept_from, deleted_before FROM exchange")
    if looked == first.isoformat():
        return
    if deleted and deleted > first.isoformat():
        db.execute("UPDATE exchange SET cursor = NULL")
        return
    if _delete_visits(db, first, period) + _delete_answers(db, first):
        deleted = first.isoformat()
    db.execute("UPDATE exchange SET kept_from = ?, deleted_before = ?", (first.isoformat(), deleted))


def _delete_visits(db: Database, first: date, period: Period) -> int:
    rows = db.rows(
        "SELECT id, household, started_at FROM visit"  # noqa: S608
        f" WHERE n IS NULL AND {_MAY_BE_OLD.format(at='started_at')}",
        (first.isoformat(),),
    )
    old = {id_: household for id_, household, started_at in rows if _is_before(first, started_at)}
    if not old:
        return 0
    found = visits_by_household(db, set(old.values()))
    gone = {household: some for household, own in found.items() if (some := to_delete(own.values(), old))}
    ids = [visit.id for some in gone.values() for visit in some]
    db.execute("DELETE FROM visit WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))
    recount(db, gone, period)
    return len(ids)


def _delete_answers(db: Database, first: date) -> int:
    rows = db.rows(f"SELECT id, at FROM answer WHERE {_MAY_BE_OLD.format(at='at')}", (first.isoformat(),))  # noqa: S608
    old = [(id_,) for id_, said in rows if _is_before(first, said)]
    db.execute_many("DELETE FROM answer WHERE id = ?", old)
    return len(old)


def _is_before(first: date, moment: str) -> bool:
    """Whether it is old. What is of a day when there were no communes came while the server's clock was wrong: nobody
    here knows how old it is."""
    return COMMUNES_SINCE <= day_of(datetime.fromisoformat(moment)) < first
