"""What the server deleted because its time was over, and whether it was: by the true time, which no clock tells."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach.domain.clock import day_of
from outreach.domain.records import Noted
from outreach.domain.retention import first_kept_day
from outreach.server.records.models import Answer, Quarantine, Visit
from outreach.server.rollups.models import ClosedCount, ClosedMonth

from .wrong import Wrong

YEARS_OFF = timedelta(days=360)
"""A clock that is this wrong is put right in the end."""
DELETED = "server deletes what is old"
HOURS_OFF = timedelta(days=2)
"""A clock of which nobody says that it is wrong was, between two readings, not further off than this."""

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Held:
    """What the server holds at a moment of that which it deletes one day, and the months that it never changes.

    ``visits``: id -> which one of its door it corrects. ``answers`` and ``aside``: id, or tablet and number -> when it
    was said, or set aside, by the server's clock. ``about``: the key of each -> words in which its household stands.
    """

    visits: dict[str, str | None]
    answers: dict[str, datetime]
    aside: dict[tuple[str, int], datetime]
    months: frozenset[str]
    closed: frozenset[tuple[object, ...]]
    about: dict[object, str]

    @classmethod
    def now(cls) -> "Held":
        """As it is now."""
        aside = list(Quarantine.objects.exclude(aside_at=None).exclude(body=""))
        answers = list(Answer.objects.exclude(household=""))
        visits = list(Visit.objects.values_list("id", "household", "replaces"))
        doors = {id_: household for id_, household, _ in visits}
        months = list(ClosedMonth.objects.values_list("month", "closed_on", "complete_up_to"))
        columns = [field.attname for field in ClosedCount._meta.concrete_fields]
        counts = ClosedCount.objects.values_list(*columns) if months else []
        return cls(
            {id_: replaces if doors.get(replaces or "") == household else None for id_, household, replaces in visits},
            {one.id: one.at for one in answers},
            {(one.tablet, one.n): one.aside_at for one in aside if one.aside_at},
            frozenset(name for name, *_ in months),
            frozenset([*months, *counts]),
            {
                **{id_: f"{id_} {household}" for id_, household, _ in visits},
                **{one.id: one.household for one in answers},
                **{(one.tablet, one.n): one.body for one in aside},
            },
        )


class Ledger:
    """When each record was noted, and what the server has deleted: ``visits`` and ``answers``, by id."""

    def __init__(self) -> None:
        self.visits: set[str] = set()
        self.answers: set[str] = set()
        self.words: defaultdict[str, set[bytes]] = defaultdict(set)
        self._noted: dict[str, datetime] = {}
        self._ahead_since: date | None = None

    def note(self, record: Noted, at: datetime, words: Iterable[bytes]) -> None:
        """A record is noted, at this true moment; by these words it would be found again."""
        self._noted.setdefault(record.id, at)
        self.words[record.id].update(words)

    def deleted_since(self, before: Held, true: datetime, ahead: timedelta, erased: Collection[str]) -> bool:
        """Enter what the server no longer holds of that ``before``, if anything; its clock is ``ahead`` of the ``true``
        moment. What was ``erased``, or went with an erased household, is no matter of age: an erasure that was noted
        and not committed is made up for when a server that died begins anew.

        Raises Wrong when anything went that should not, or a month was closed too early. A server whose clock was years
        ahead for a week is excused.
        """
        after = Held.now()
        with_door = {key for key, words in before.about.items() if any(one in words for one in erased)}
        visits = before.visits.keys() - after.visits.keys() - with_door
        answers = before.answers.keys() - after.answers.keys() - with_door
        aside = before.aside.keys() - after.aside.keys() - with_door
        if ahead < YEARS_OFF or not self._is_believed(day_of(true + ahead)):
            today = day_of(true + HOURS_OFF)
            _check("visits", (self._noted[id_] for id_ in visits), today)
            _check("answers", (before.answers[id_] for id_ in answers), today)
            _check("records that were set aside", (before.aside[key] for key in aside), today)
            if early := [name for name in after.months - before.months if date.fromisoformat(f"{name}-28") > today]:
                raise Wrong("closed early", early)
        pairs = [(id_, other) for id_, other in before.visits.items() if other in before.visits.keys() - with_door]
        if apart := [pair for pair in pairs if len(visits.intersection(pair)) == 1]:
            raise Wrong("deleted without its correction", apart)
        if changed := before.closed - after.closed:
            raise Wrong("closed", sorted(map(str, changed)))
        self.visits |= visits
        self.answers |= answers
        return bool(visits or answers or aside)

    def _is_believed(self, today: date) -> bool:
        """Whether the server's calendar, which is years ahead, said so a week ago too."""
        self._ahead_since = self._ahead_since or today
        return today - self._ahead_since >= WEEK


def _check(what: str, moments: Iterable[datetime], today: date) -> None:
    if early := [f"{at}" for at in moments if day_of(at) >= first_kept_day(today)]:
        raise Wrong("deleted early", f"{what} of {early} on {today}")
