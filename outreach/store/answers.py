"""What households said of their handouts, as the server told it."""

from itertools import repeat

from outreach.domain.follow_ups import help_wanted, last_met_at
from outreach.domain.records import HandoutAnswer

from .database import Database
from .places import Places
from .reach import merged_away, visits_by_household
from .rows import ANSWERS


class Answers(Places):
    """Reads of the answers on this tablet."""

    def help_wanted(self) -> dict[str, HandoutAnswer]:
        """Households that asked for help and were not met since: id -> their oldest call."""
        with self._db.read() as db:
            ends = merged_away(db)
            by_household: dict[str, list[HandoutAnswer]] = {}
            for answer in ANSWERS.all(db.rows(f"SELECT {ANSWERS.select} FROM answer")):  # noqa: S608
                by_household.setdefault(ends.get(answer.household, answer.household), []).append(answer)
            visits = visits_by_household(db, by_household) if by_household else {}
        found: dict[str, HandoutAnswer] = {}
        for household, answers in by_household.items():
            if call := help_wanted(answers, last_met_at(visits.get(household, {}).values())):
                found[household] = call
        return found


def write_answers(db: Database, answers: list[HandoutAnswer], pull: int) -> None:
    """Add or replace answers, inside a transaction; ``pull`` marks the reading of the feed they came with.

    One that is no household's (any more) of this tablet goes.
    """
    db.execute_many("DELETE FROM answer WHERE id = ?", [(one.id,) for one in answers if not one.household])
    ours = [one for one in answers if one.household]
    sql = ANSWERS.insert("answer", "pull", verb="INSERT OR REPLACE")
    db.execute_many(sql, ANSWERS.to_rows(ours, repeat(pull, len(ours))))
