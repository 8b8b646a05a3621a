"""Records that must not be kept: those of households that were erased, and the blanks left in their place."""

from outreach.domain.identity import is_id
from outreach.server.database.rows import find, select
from outreach.server.doors import erasure
from outreach.server.doors.models import Tombstone
from outreach.server.records import answers, feed

from .batch import Row

BLANK = "blank"


def without_erased(writer: feed.FeedWriter, rows: list[Row], official: str) -> list[Row]:
    """The rows that may be kept. The others count as held and leave nothing behind, not even in quarantine.

    Nor do visits of an erased household that this official had noted at other doors and moves only now.
    """
    commune = writer.head.commune
    kept = [row for row in rows if row.kind != BLANK]
    if not find(Tombstone, ("seq",), "LIMIT 1", commune=commune):
        return kept  # as good as always: then hundreds of names need not be looked for
    names = {name for row in rows for name in _names(row)}
    gone = {row[0] for row in select(Tombstone, ("household",), commune, "household", names)}
    erased = [row for row in rows if not gone.isdisjoint(_names(row))]
    answers.forget(commune, (token for row in erased if isinstance(token := row.body.get("handout"), str)))
    moved = {str(row.body.get("replaces")): _household(row) for row in erased if _household(row) in gone}
    erasure.erase_visits(writer, {visit: household for visit, household in moved.items() if is_id(visit)}, official)
    return [row for row in kept if gone.isdisjoint(_names(row))]


def _names(row: Row) -> set[str]:
    """The household that a row says it is about, and the row itself; no database can look for just any text."""
    return set(filter(is_id, (_household(row), row.ref)))


def _household(row: Row) -> str:
    """The household that a row says it is about, however wrong the row may be; "" for none."""
    household = row.body.get("id" if row.kind == "new_household" else "household")
    return household if isinstance(household, str) else ""
