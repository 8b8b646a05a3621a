"""What must hold in the end of what is kept for twelve months: it is there, and nothing older is, on any machine."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.core.serializers.json import DjangoJSONEncoder

from outreach.domain.clock import COMMUNES_SINCE, day_of, now
from outreach.domain.records import HandoutAnswer, Visit
from outreach.domain.retention import first_kept_day
from outreach.domain.visit_versions import versions
from outreach.server.backups import lasting
from outreach.server.records import visits
from outreach.server.records.models import Answer, Quarantine, Receipt
from outreach.server.records.models import Visit as VisitRow
from outreach.server.rollups.models import ClosedCount, ClosedMonth

from .fate import BEGINNING
from .machines import Tablet
from .world import CODE, World
from .wrong import Wrong

CLOCKS_AGREE = timedelta(days=1)


def time_has_passed(world: World) -> bool:
    """Whether anything may be older than it is kept."""
    return first_kept_day(day_of(world.fate.true)) >= day_of(BEGINNING)


def nothing_old(world: World) -> None:
    """The server has deleted whatever is older than it is kept, to the last byte of its files."""
    first = _first_kept_day(world)
    rows = list(VisitRow.objects.order_by("seq").values_list("id", "day", "received_at"))
    old: set[str] = set()
    for id_, day, received_at in rows:
        came = day_of(received_at)
        if came >= first:
            break  # what was accepted later is younger
        if day < first and came >= COMMUNES_SINCE:
            old.add(id_)
    if left := [own for own in versions(visits.of_commune(CODE)) if all(one.id in old for one in own)]:
        raise Wrong("kept too long", left)
    for id_, said_at in Answer.objects.values_list("id", "at"):
        if COMMUNES_SINCE <= day_of(said_at) < first:
            raise Wrong("kept too long", f"the answer {id_} of {said_at}")
    for aside in Quarantine.objects.exclude(body=""):
        if aside.aside_at and COMMUNES_SINCE <= day_of(aside.aside_at) < first:
            raise Wrong("kept too long", f"{aside.tablet} {aside.n}, set aside at {aside.aside_at}")
    _no_words(world)


def _no_words(world: World) -> None:
    emptied = set(Quarantine.objects.filter(body="").values_list("tablet", "n"))
    refs = {ref: (tablet, n) for tablet, n, ref in Receipt.objects.values_list("tablet", "n", "ref")}
    there = {*world.accepted(), *(id_ for id_ in world.quarantined() if refs.get(id_) not in emptied)}
    gone = {*world.ledger.visits, *(id_ for id_, key in refs.items() if key in emptied)} - there
    words = {word for id_ in gone for word in world.ledger.words[id_]}
    words -= {word for id_ in there for word in world.ledger.words[id_]}
    for ending, content in world.server.disk.copy().items():
        if left := [word for word in words if word in content]:
            raise Wrong("not overwritten", f"server{ending}: {left}")


def closed_months_stay() -> None:
    """Each month is as it was reported when it was closed first, whatever was deleted or restored since."""
    reported: dict[str, object] = {}
    for line in lasting._lines(lasting._path()):
        if "closed" in line:
            reported.setdefault(line["closed"]["month"], _reported(line["closed"], line["counts"]))
    for month, should in reported.items():
        rows = ClosedMonth.objects.filter(commune=CODE, month=month)
        counts = map(lasting._values, ClosedCount.objects.filter(commune=CODE, month=month))
        if not rows or (kept := _reported(lasting._values(rows[0]), counts)) != should:
            raise Wrong("closed", f"{month}: {rows and kept}, not {should}")


def _reported(month: dict[str, object], counts: Iterable[dict[str, object]]) -> object:
    short = [{name: value for name, value in one.items() if value != 0} for one in counts]
    told = json.loads(json.dumps([month, short], cls=DjangoJSONEncoder))
    return told[0], sorted(told[1], key=str)


class Retention:
    """What one tablet holds, beside what the server does: the same, but for what is older than it is kept.

    The tablet goes by the day alone and looks once a day, the server by when it came, too; and what the tablet noted
    itself stays with it until a backup has held it for long enough.
    """

    def __init__(self, world: World, tablet: Tablet) -> None:
        self._first = _first_kept_day(world)
        self._ledger = world.ledger
        self._own = tablet.own()
        self._looked = time_has_passed(world) and abs(tablet.ahead - world.server.ahead) < CLOCKS_AGREE

    def same_visits(self, held: Iterable[Visit], seen: Mapping[str, Visit], known: Mapping[str, Visit]) -> bool:
        """Whether those that it was told or noted (``seen``) of all it holds are those that the server has."""
        if any(one != known[id_] for id_, one in seen.items() if id_ in known):
            return False
        if not seen.keys() - known.keys() <= self._ledger.visits:
            return False
        if not known.keys() - seen.keys() <= self._may_be_missing(known):
            return False
        return not self._looked or not self._old(held, self._own)

    def same_answers(self, told: Mapping[str, HandoutAnswer], said: Mapping[str, HandoutAnswer]) -> bool:
        """Whether it knows what was said, as the server does."""
        both = {id_: one for id_, one in told.items() if id_ in said}
        if any(one != said[id_] for id_, one in both.items()) or not told.keys() - said.keys() <= self._ledger.answers:
            return False
        missing = [one for id_, one in said.items() if id_ not in told]
        return all(self._is_old(day_of(one.at)) for one in missing) and not (
            self._looked and any(self._is_old(day_of(one.at)) for one in told.values())
        )

    def _may_be_missing(self, known: Mapping[str, Visit]) -> set[str]:
        """What is old: with all that corrects it; or alone, deleted before the tablet heard of a younger visit that
        corrects it and stands."""
        found = self._old(known.values(), own=())
        found.update(one.id for family in versions(known.values()) for one in family[1:] if self._is_old(one.day))
        return found

    def _old(self, held: Iterable[Visit], own: Collection[str]) -> set[str]:
        """The visits that the tablet is to delete, as it does: those that correct one another together."""
        found: set[str] = set()
        for family in versions(held):
            if all(self._is_old(one.day) and one.id not in own for one in family):
                found.update(one.id for one in family)
        return found

    def _is_old(self, day: date) -> bool:
        return COMMUNES_SINCE <= day < self._first


def _first_kept_day(world: World) -> date:
    with world.server.at_work():
        return first_kept_day(day_of(now()))
