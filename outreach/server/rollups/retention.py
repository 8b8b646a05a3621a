"""Deleting what has been kept for twelve months. What remains are totals: those of the months, closed before."""

from datetime import date, timedelta

from django.db.models import Max, Min, Q, QuerySet

from outreach.domain.clock import COMMUNES_SINCE, begin_of
from outreach.domain.duplicates import merged_groups
from outreach.domain.retention import first_kept_day, to_delete
from outreach.server.database.rows import chunks, upsert
from outreach.server.places import mapping
from outreach.server.records import feed, models

from . import keeping, looks


def delete_old(commune: str, today: date) -> bool:
    """Delete what was noted and received longer ago than it is kept, and log how much; whether there was anything.

    Months must have been closed before. Whatever came within that time stays, however old it says it is: the clock of
    its tablet may have been wrong, and the server's own.
    """
    first = first_kept_day(today)
    old = _visits(commune, first, today), _answers(commune, first), _aside(commune, first)
    if not any(query.exists() for query in old):
        return False
    with feed.writing(commune):  # nothing is counted meanwhile
        visits = _delete_visits(commune, dict(old[0].values_list("id", "household")))
        answers, _ = old[1].delete()
        aside = old[2].update(body="", reason="", aside_why="")
        if not (visits or answers or aside):
            return False
        upsert(models.Deletion, looks.DELETION, [(commune, today, visits, answers, aside)], add=True)
    return True


def deletions(commune: str, most: int) -> list[models.Deletion]:
    """The last days on which anything was deleted, the newest first."""
    anything = Q(visits__gt=0) | Q(answers__gt=0) | Q(aside__gt=0)
    return list(models.Deletion.objects.filter(anything, commune=commune).order_by("-day")[:most])


def was_any_visit_deleted(commune: str) -> bool:
    """Whether figures counted from the visits can be of less than was ever noted."""
    return models.Deletion.objects.filter(commune=commune, visits__gt=0).exists()


def _visits(commune: str, first: date, today: date) -> QuerySet[models.Visit]:
    """Those of days before ``first`` that came before it too, by the order in which they were accepted.

    While the server's clock was behind, what came is as old as what came next to it: not before everything that was
    accepted earlier, and no older than something accepted later that can be.
    """
    visits = models.Visit.objects.filter(commune=commune)
    came = visits.filter(received_at__gte=begin_of(COMMUNES_SINCE))
    last = came.filter(received_at__lt=begin_of(first)).aggregate(last=Max("seq"))["last"]
    since = came.filter(received_at__range=(begin_of(first), begin_of(today + timedelta(days=2))))
    kept = since.aggregate(first=Min("seq"))["first"]
    old = visits.filter(day__lt=first, seq__lte=last or 0)
    return old if kept is None else old.filter(seq__lt=kept)


def _answers(commune: str, first: date) -> QuerySet[models.Answer]:
    return models.Answer.objects.filter(commune=commune, at__gte=begin_of(COMMUNES_SINCE), at__lt=begin_of(first))


def _aside(commune: str, first: date) -> QuerySet[models.Quarantine]:
    decided = models.Quarantine.objects.set_aside(commune)
    return decided.filter(aside_at__gte=begin_of(COMMUNES_SINCE), aside_at__lt=begin_of(first))


def _delete_visits(commune: str, old: dict[str, str]) -> int:
    """Delete those of the visits ``old`` (id -> household) that no younger one corrects, and count their households
    anew; how many."""
    ends = mapping.merged_away(commune)
    visits = keeping.visits_of_groups(commune, merged_groups(old.values(), ends))
    gone = {root: some for root, own in visits.items() if (some := to_delete(own, old))}
    counted_from = mapping.counted_from(commune)
    keeping.regrouping(commune, counted_from, gone, ends)
    ids = [visit.id for some in gone.values() for visit in some]
    for some_ids in chunks(ids):
        models.Visit.objects.filter(commune=commune, id__in=some_ids).delete()
    registered = keeping.registered_as(commune, gone)
    keeping.regrouped(commune, counted_from, registered, registered, ends)
    return len(ids)
