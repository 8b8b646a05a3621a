"""Counting everything again from the records, to prove that the kept figures are true."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from outreach.domain.coverage import Coverage, count
from outreach.server.places.mapping import load_households
from outreach.server.places.models import Commune, Household
from outreach.server.records import visits

from . import kept, reading


@dataclass(frozen=True, slots=True)
class Difference:
    """One hamlet's counts in one period and topic ("" for all), as kept and as recounted."""

    period: str
    topic: str
    hamlet: str
    kept: Coverage
    recounted: Coverage


def differences(commune: str, as_of: date) -> Iterator[Difference]:
    """Every kept figure that the records do not bear out."""
    counted_from = Commune.objects.values_list("counted_from", flat=True).get(pk=commune)
    households = list(load_households(Household.objects.filter(commune=commune)))
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
