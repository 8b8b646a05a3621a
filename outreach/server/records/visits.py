"""Visits between the domain and their table."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from outreach.domain.records import Help, Outcome, Satisfaction, Visit
from outreach.server.database.rows import select
from outreach.sync.wire import Columns, without_defaults

from . import models

COLUMNS = (
    "commune", "id", "household", "hamlet", "official", "started_at", "ended_at", "day", "outcome",
    "notice_version", "agreed", "help", "next_visit", "note", "satisfaction", "handout", "replaces", "corrected_by",
)  # fmt: skip
_LOADED = tuple(name for name in COLUMNS if name not in ("commune", "day"))
_TOLD_BACK = (
    "tablet <> %s OR n > %s OR replaces IS NOT NULL OR corrected_by <> 0 OR EXISTS (SELECT 1"
    " FROM records_admission AS taken WHERE (taken.commune, taken.tablet, taken.n) ="
    " (records_visit.commune, records_visit.tablet, records_visit.n))"
)
"""Which of its own visits a tablet is told: ``is_told_back``, what a leader took out of quarantine, and what lies
beyond the last number it made."""
_ENCODER = msgspec.json.Encoder()
_HELP = msgspec.json.Decoder(tuple[Help, ...])


def to_row(commune: str, visit: Visit) -> tuple[Any, ...]:
    """The values of ``COLUMNS``."""
    return (
        commune,
        visit.id,
        visit.household,
        visit.hamlet,
        visit.official,
        visit.started_at,
        visit.ended_at,
        visit.day,
        visit.outcome.value,
        visit.notice_version,
        visit.agreed,
        _ENCODER.encode(visit.help).decode() if visit.help else "",
        visit.next_visit,
        visit.note,
        None if visit.satisfaction is None else int(visit.satisfaction),
        visit.handout,
        visit.replaces,
        visit.corrected_by,
    )


def load(commune: str, ids: Iterable[str]) -> Iterator[Visit]:
    """The visits with these ids, in no order."""
    yield from map(_visit, select(models.Visit, _LOADED, commune, "id", ids))


def told(commune: str, name: str, values: Iterable[str], not_from: str = "", made: int = 0) -> Columns:
    """The visits whose ``name`` (id, household) is one of ``values`` as they travel, in the order of acceptance.

    ``not_from`` is a tablet whose own visits (those up to number ``made``: what lies beyond, a copy of it made) it need
    not hear of, but for three kinds: its corrections of visits, for their place among those of others decides which one
    stands; those whose clock was put right; and those that a leader took out of quarantine, for it may have let go of
    what had been set aside.
    Columns go from table to wire as they are: no visit is built, for nothing here depends on what it says.
    """
    also = (_TOLD_BACK, (not_from, made)) if not_from else ("", ())
    rows = _as_accepted(commune, name, values, *also)
    columns: Columns = dict(zip(("seq", *_LOADED), map(list, zip(*rows, strict=True)), strict=False))
    if columns:
        del columns["seq"]
        columns["help"] = [msgspec.Raw(text.encode()) if text else () for text in columns["help"]]
    return without_defaults(Visit, columns)


def is_told_back(visit: Visit) -> bool:
    """Whether the tablet that sent a visit hears of it again (see ``told``)."""
    return visit.replaces is not None or visit.corrected_by != 0


def of_households(commune: str, households: Iterable[str]) -> Iterator[Visit]:
    """All visits of these households, in the order in which they were accepted."""
    yield from (_visit(row[1:]) for row in _as_accepted(commune, "household", households))


def of_commune(commune: str) -> Iterator[Visit]:
    """Every visit of the commune, in the order in which they were accepted."""
    rows = models.Visit.objects.filter(commune=commune).order_by("seq").values_list(*_LOADED)
    yield from map(_visit, rows.iterator())


def _as_accepted(
    commune: str, name: str, values: Iterable[str], also: str = "", also_bound: Sequence[Any] = ()
) -> list[Sequence[Any]]:
    """Rows of seq and ``_LOADED``, by seq."""
    rows = select(models.Visit, ("seq", *_LOADED), commune, name, values, also, also_bound)
    return sorted(rows, key=itemgetter(0))


def _visit(row: Sequence[Any]) -> Visit:
    (
        id_, household, hamlet, official, started_at, ended_at, outcome,
        notice_version, agreed, help_, next_visit, note, satisfaction, handout, replaces, corrected_by,
    ) = row  # fmt: skip
    return Visit(
        id_,
        household,
        hamlet,
        official,
        started_at,
        ended_at,
        Outcome(outcome),
        notice_version,
        agreed,
        _HELP.decode(help_) if help_ else (),
        next_visit,
        note,
        None if satisfaction is None else Satisfaction(satisfaction),
        handout,
        replaces,
        corrected_by,
    )
