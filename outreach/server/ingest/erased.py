"""Records that must not be kept: those of households that were erased, and the blanks left in their place."""

from outreach.domain.identity import is_id
from outreach.server.database.rows import select
from outreach.server.doors.models import Tombstone
from outreach.server.records import answers

from .batch import Row

BLANK = "blank"


def without_erased(commune: str, rows: list[Row]) -> list[Row]:
    """The rows that may be kept. The others count as held and leave nothing behind, not even in quarantine."""
    kept = [row for row in rows if row.kind != BLANK]
    names = set(filter(is_id, set(map(_household, rows))))  # no database can look for just any text
    gone = {row[0] for row in select(Tombstone, ("household",), commune, "household", names)}
    if not gone:
        return kept
    erased = [row for row in rows if _household(row) in gone]
    answers.forget(commune, (token for row in erased if isinstance(token := row.body.get("handout"), str)))
    return [row for row in kept if _household(row) not in gone]


def _household(row: Row) -> str:
    """The household that a row says it is about, however wrong the row may be; "" for none."""
    household = row.body.get("id" if row.kind == "new_household" else "household")
    return household if isinstance(household, str) else ""
