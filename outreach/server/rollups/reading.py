"""Reading the kept figures: what a dashboard asks for. No visit is read here."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.db import connection
from django.db.models import Max

from outreach.domain.certainty import TabletSync
from outreach.domain.clock import day_of
from outreach.domain.coverage import Coverage, household_coverage
from outreach.domain.days import within
from outreach.domain.follow_ups import follow_ups
from outreach.domain.records import HouseholdState
from outreach.server.devices.models import Tablet
from outreach.server.places import mapping
from outreach.server.places.models import Hamlet
from outreach.server.records.held import runs_held, unsent

from . import kept
from .kept import ALL_TOPICS, CAMPAIGN, REGISTERED
from .models import HamletCount, TabletDay


def coverage(
    commune: str, period: str = CAMPAIGN, topic: str | None = None, as_of: date | None = None
) -> dict[str, Coverage]:
    """Coverage by hamlet id (every hamlet has one) in "campaign" or a month such as "2026-11".

    ``topic`` narrows helped, effective, already able and sustained. Follow-ups are counted when ``as_of``
    says on which day one asks.
    """
    totals = dict.fromkeys(Hamlet.objects.filter(commune=commune).values_list("id", flat=True), Coverage())
    for name in (REGISTERED, period):
        for hamlet, counts in _counts(commune, name, ALL_TOPICS):
            totals[hamlet] = totals.get(hamlet, Coverage()) + counts
    if topic is not None:
        totals = narrowed(totals, dict(_counts(commune, period, topic)))
    if as_of is not None:
        for hamlet, counts in _follow_ups(commune, period, as_of):
            totals[hamlet] = totals.get(hamlet, Coverage()) + counts
    return totals


def narrowed(totals: Mapping[str, Coverage], of_topic: Mapping[str, Coverage]) -> dict[str, Coverage]:
    """Counts by hamlet with those of one topic (none where it was not noted) in place of those of all topics."""
    found = {}
    for hamlet, whole in totals.items():
        noted = of_topic.get(hamlet, Coverage())
        found[hamlet] = whole._replace(**{name: getattr(noted, name) for name in kept.TOPIC_COUNTERS})
    return found


def households(commune: str, period: str, topic: str | None, counted: Callable[[Coverage], int]) -> dict[str, str]:
    """The households that add to one number of ``coverage``, with the hamlet that each adds to it in, by their ids.

    ``counted`` is that number of a household's own counts, one or none.
    """
    days_of_period, found = kept.period_of(period, mapping.counted_from(commune)), {}
    for household, hamlet, state, text in _known(commune):
        days = kept.decode(text) if text else {}
        if counted(household_coverage(HouseholdState(state), within(kept.facts(days), days_of_period), topic)):
            found[household] = kept.hamlet_in(days, days_of_period, hamlet)
    return found


def months(commune: str) -> list[str]:
    """The months in which anything was noted, oldest first."""
    names = HamletCount.objects.filter(commune=commune, topic=ALL_TOPICS).values_list("period", flat=True)
    return sorted(set(names) - {REGISTERED, CAMPAIGN})


def topics(commune: str) -> list[str]:
    """The topics that were ever noted."""
    names = HamletCount.objects.filter(commune=commune).values_list("topic", flat=True).distinct()
    return sorted(set(names) - {ALL_TOPICS})


def tablets_in_use(commune: str) -> list[TabletSync]:
    """When each tablet in use last had everything on the server, and its busiest day, whatever its name was then.

    Also what it told of since.
    """
    busiest = dict(
        TabletDay.objects.filter(commune=commune).values_list("tablet").annotate(most=Max("visits")).order_by()
    )
    renewed = Tablet.objects.filter(commune=commune).exclude(renewed_from="")
    for name, before in renewed.order_by("enrolled_at").values_list("id", "renewed_from"):
        busiest[name] = max(busiest.get(name, 0), busiest.get(before, 0))
    return [
        TabletSync(
            tablet.id,
            frozenset(tablet.scope),
            day_of(tablet.last_full_sync),
            busiest.get(tablet.id, 0),
            unsent(tablet, runs_held(tablet)),
        )
        for tablet in Tablet.objects.in_use(commune)
    ]


def _counts(commune: str, period: str, topic: str) -> Iterator[tuple[str, Coverage]]:
    query = HamletCount.objects.filter(commune=commune, period=period, topic=topic)
    for hamlet, *counts in query.values_list("hamlet", *kept.COUNTERS):
        yield hamlet, Coverage(*counts)


def _follow_ups(commune: str, period: str, as_of: date) -> Iterator[tuple[str, Coverage]]:
    """Hamlet id and follow-ups of each household with promises that are due, from its kept days."""
    days_of_period = kept.period_of(period, mapping.counted_from(commune))
    for text, registered in _promised(commune, min(as_of, days_of_period.last)):
        days = kept.decode(text)
        due, done = follow_ups(kept.facts(days), days_of_period, as_of)
        if due:
            yield kept.hamlet_in(days, days_of_period, registered), Coverage(due=due, done=done)


def _known(commune: str) -> list[tuple[str, str, str, str | None]]:
    """(id, registered hamlet, state, kept days if it was ever visited) of every household."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT household.id, household.hamlet, household.state, tally.days FROM places_household household"
            " LEFT JOIN rollups_tally tally"
            " ON tally.commune = household.commune AND tally.household = household.id"
            " WHERE household.commune = %s",
            [commune],
        )
        return list(cursor.fetchall())


def _promised(commune: str, until: date) -> list[tuple[str, str]]:
    """(kept days, registered hamlet) of the eligible households with a promise up to ``until``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tally.days, household.hamlet FROM rollups_tally tally"
            " JOIN places_household household"
            " ON household.commune = tally.commune AND household.id = tally.household"
            " WHERE tally.commune = %s AND tally.first_promise <= %s AND household.state = %s",
            [commune, until, HouseholdState.ELIGIBLE.value],
        )
        return list(cursor.fetchall())
