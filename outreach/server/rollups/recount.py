"""Counting everything again from the records, to prove that the kept figures are true."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from outreach.domain.coverage import Coverage, count
from outreach.server.places import mapping
from outreach.server.places.models import Household
from outreach.server.records import visits

from . import kept, reading
from .campaign import visits_by_household
from .models import ReachDay, StepCount
from .progress import Progress


@dataclass(frozen=True, slots=True)
class Difference:
    """One hamlet's counts in one period and topic ("" for all), as kept and as recounted."""

    period: str
    topic: str
    hamlet: str
    kept: Coverage
    recounted: Coverage


@dataclass(frozen=True, slots=True)
class ProgressDifference:
    """One day's households first reached, or one step's count, as kept and as recounted."""

    what: str
    kept: int
    recounted: int


def progress_differences(commune: str) -> Iterator[ProgressDifference]:
    """Every kept figure of the line of progress and of the hard steps that the records do not bear out."""
    counted_from = mapping.counted_from(commune)
    should = Progress(kept.period_of(kept.CAMPAIGN, counted_from))
    registered = {
        household.id: kept.Registered(household.hamlet, household.state)
        for household in mapping.load_households(Household.objects.filter(commune=commune))
    }
    for household, own in visits_by_household(commune).items():
        should.household(registered[household], kept.days_of(own), 1)
        should.visits(own, 1)
    have = {f"{day}": times for day, times in ReachDay.objects.filter(commune=commune).values_list("day", "households")}
    steps = StepCount.objects.filter(commune=commune).values_list("guide", "step", "times")
    have |= {f"{guide} {step}": times for guide, step, times in steps}
    counted = {f"{day}": times for day, times in should.days.items()}
    counted |= {f"{guide} {step}": times for (guide, step), times in should.steps.items()}
    for what in sorted(have.keys() | counted.keys()):
        if have.get(what, 0) != counted.get(what, 0):
            yield ProgressDifference(what, have.get(what, 0), counted.get(what, 0))


def differences(commune: str, as_of: date) -> Iterator[Difference]:
    """Every kept figure that the records do not bear out."""
    counted_from = mapping.counted_from(commune)
    households = list(mapping.load_households(Household.objects.filter(commune=commune)))
    records = list(visits.of_commune(commune))
    months = {kept.month_name(visit.day) for visit in records} | set(reading.months(commune))
    noted = {given.topic for visit in records for given in visit.help} | set(reading.topics(commune))
    for name in (kept.CAMPAIGN, *sorted(months)):
        period = kept.period_of(name, counted_from)
        for topic in (None, *sorted(noted)):
            recounted = count(households, records, period, as_of, topic)
            held = reading.coverage(commune, name, topic, as_of)
            for hamlet in sorted(held.keys() | recounted.keys()):
                have, should = held.get(hamlet, Coverage()), recounted.get(hamlet, Coverage())
                if have != should:
                    yield Difference(name, topic or "", hamlet, have, should)
