"""Who asked for help by a handout and has not been met since."""

from collections import defaultdict
from dataclasses import dataclass, replace

from outreach.domain.duplicates import merged_groups
from outreach.domain.follow_ups import help_wanted, last_met_at
from outreach.domain.records import HandoutAnswer, Said, Visit
from outreach.server.places.mapping import merged_away

from . import answers, visits
from .models import Answer


@dataclass(frozen=True, slots=True)
class Call:
    """A household's oldest open call, and who gave it the handout (an official's id)."""

    answer: HandoutAnswer
    official: str


def open_calls(commune: str) -> list[Call]:
    """The calls of known households, the longest waiting first; a household that was merged calls as the one kept."""
    asking = Answer.objects.filter(commune=commune, said=Said.HELP).exclude(household="")
    kept = merged_groups(asking.values_list("household", flat=True), merged_away(commune))
    said: dict[str, list[HandoutAnswer]] = defaultdict(list)
    for answer in answers.of_households(commune, kept):
        household = kept[answer.household]
        said[household].append(replace(answer, household=household))
    seen: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits.of_households(commune, kept):
        seen[kept[visit.household]].append(visit)
    calls = []
    for household, own in said.items():
        if call := help_wanted(own, last_met_at(seen[household])):
            last = max(seen[household], key=lambda visit: visit.started_at, default=None)
            calls.append(Call(call, last.official if last else ""))
    return sorted(calls, key=lambda call: (call.answer.at, call.answer.id))


def unknown_calls(commune: str) -> list[Answer]:
    """A handout's oldest call where its visit is not here (not yet, in quarantine, or erased), the longest waiting
    first: a handout is of one household, whatever number of guides it asks about."""
    oldest: dict[str, Answer] = {}
    for answer in Answer.objects.filter(commune=commune, said=Said.HELP, household="").order_by("at"):
        oldest.setdefault(answer.token_hash, answer)
    return list(oldest.values())
