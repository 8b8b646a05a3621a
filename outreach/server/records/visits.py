"""Visits between the domain and their table."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from outreach.domain.records import Help, Outcome, Satisfaction, Visit
from outreach.server.database.rows import chunks

from . import models

COLUMNS = (
    "commune", "id", "household", "hamlet", "official", "started_at", "ended_at", "day", "outcome",
    "notice_version", "agreed", "help", "next_visit", "note", "satisfaction", "handout", "replaces",
)  # fmt: skip
_LOADED = tuple(name for name in COLUMNS if name not in ("commune", "day"))
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
    )


def load(commune: str, ids: Iterable[str], not_from: str = "") -> Iterator[Visit]:
    """The visits with these ids, in no order, without those of one tablet."""
    for some in chunks(ids):
        query = models.Visit.objects.filter(commune=commune, id__in=some)
        yield from _load(query.exclude(tablet=not_from) if not_from else query)


def of_households(commune: str, households: Iterable[str]) -> Iterator[Visit]:
    """All visits of these households, in no order."""
    for some in chunks(households):
        yield from _load(models.Visit.objects.filter(commune=commune, household__in=some))


def of_commune(commune: str) -> Iterator[Visit]:
    """Every visit of the commune, household by household."""
    yield from _load(models.Visit.objects.filter(commune=commune).order_by("household"))


def _load(query: Any) -> Iterator[Visit]:
    for (
        id_, household, hamlet, official, started_at, ended_at, outcome,
        notice_version, agreed, help_, next_visit, note, satisfaction, handout, replaces,
    ) in query.values_list(*_LOADED).iterator():  # fmt: skip
        yield Visit(
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
        )
