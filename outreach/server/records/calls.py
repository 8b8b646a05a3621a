"""Who asked for help by a handout and has not been met since."""

from collections import defaultdict
from dataclasses import dataclass

from outreach.domain.coverage import help_wanted, last_met_at
from outreach.domain.records import HandoutAnswer, Said, Visit

from . import answers, visits
from .models import Answer


@dataclass(frozen=True, slots=True)
class Call:
    """A household's oldest open call, and who gave it the handout (an official's id)."""

    answer: HandoutAnswer
    official: str


def open_calls(commune: str) -> list[Call]:
    """The calls of known households, the longest waiting first."""
    asking = Answer.objects.filter(commune=commune, said=Said.HELP).exclude(household="")
    households = set(asking.values_list("household", flat=True))
    said: dict[str, list[HandoutAnswer]] = defaultdict(list)
    for answer in answers.of_households(commune, households):
        said[answer.household].append(answer)
    seen: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits.of_households(commune, households):
        seen[visit.household].append(visit)
    calls = []
    for household, own in said.items():
        if call := help_wanted(own, last_met_at(seen[household])):
            last = max(seen[household], key=lambda visit: visit.started_at, default=None)
            calls.append(Call(call, last.official if last else ""))
    return sorted(calls, key=lambda call: (call.answer.at, call.answer.id))


def unknown_calls(commune: str) -> list[Answer]:
    """Calls whose visit is still on its tablet, the longest waiting first."""
    return list(Answer.objects.filter(commune=commune, said=Said.HELP, household="").order_by("at"))
