"""Letting go of this tablet's own records: once they have been in a verified backup for 35 days, and not before.

Until then a server that is set back to a backup is given them again. What is let go of is no longer this tablet's to
hand in; a visit to a household of its hamlets stays in that household's history as what the server has.
"""

import json
from datetime import UTC, datetime, timedelta

from outreach.domain.clock import now
from outreach.domain.period import Period
from outreach.domain.retention import SAFE_KEPT

from .database import Database
from .reach import recount
from .rejected import WAITING
from .rows import OWN

CLOCKS_AGREE = timedelta(days=1)
"""While this tablet's clock and the server's differ by more, one of them is wrong, and nobody knows what is old."""


def clocks_agree(at: datetime) -> bool:
    """Whether this tablet's clock and the server's, which says ``at``, are near enough to tell what is old."""
    return abs(now() - at) <= CLOCKS_AGREE


def note_safe(db: Database, safe: int, at: datetime, restart: bool) -> None:
    """Remember since when numbers are safe, by the later of both clocks, inside a transaction; ``at`` is the server's.

    Of a server that was set back (another epoch, or less is safe) nobody knows what it lacked meanwhile, and a backup
    of those days lacks it still. So all that is safe there is so from this answer on.
    """
    moment = _text(max(at, now()))  # a server's clock that is behind must not make anything old
    db.execute(
        "DELETE FROM covered WHERE :restart OR EXISTS (SELECT 1 FROM covered WHERE safe > :safe)",
        {"restart": restart, "safe": safe},
    )
    # A server's clock that ran ahead must not make anything old, nor keep it for ever.
    db.execute("UPDATE covered SET at = ? WHERE at > ?", (moment, moment))
    db.execute("INSERT OR IGNORE INTO covered VALUES (?, ?)", (safe, moment))


def forget(db: Database, at: datetime, listed: int, period: Period) -> None:
    """Let go of what has been safe for long enough, inside a transaction; ``at`` is the server's clock.

    Up to the number ``listed`` it is known what is in quarantine. What waits there stays: somebody may have to be
    asked. The last number that the server holds stays too: by it a copy of this tablet is found out. Beyond a gap all
    stays, for nothing there is called safe; under another name, which ends the gap, it is safe like the rest.
    """
    if not clocks_agree(at):
        return
    old, have, before, pull = db.only(
        "SELECT max(covered.safe), have, forgotten, pull FROM covered, exchange WHERE at <= ?", (_text(at - SAFE_KEPT),)
    )
    if old is None:
        return
    last = min(old, have - 1, listed)
    if last <= before:
        return
    values = {"last": last, "pull": pull}
    mine = f"n <= :last AND n NOT IN (SELECT n FROM rejected WHERE {WAITING})"  # noqa: S608
    aside = "n IN (SELECT n FROM rejected WHERE aside)"
    unknown = "household NOT IN (SELECT id FROM household)"
    gone = db.rows(f"SELECT id, household FROM visit WHERE {mine} AND ({aside} OR {unknown})", values)  # noqa: S608
    db.execute(
        "DELETE FROM visit WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([one[0] for one in gone]),)
    )
    db.execute(f"UPDATE visit SET n = NULL, pull = :pull WHERE {mine}", values)  # noqa: S608
    for table in OWN:
        if table != "visit":
            db.execute(f"DELETE FROM {table} WHERE {mine}", values)  # noqa: S608
    db.execute("DELETE FROM covered WHERE safe < ?", (old,))
    db.execute("UPDATE exchange SET forgotten = ?", (last,))
    recount(db, {one[1] for one in gone}, period)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
