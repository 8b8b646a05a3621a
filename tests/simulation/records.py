"""What people note at doors, drawn from a seed: one entry in ``RECORDS`` is all that another kind of record needs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from outreach.domain.clock import day_of, now
from outreach.domain.identity import new_id, new_token
from outreach.domain.records import Ability, Help, Household, Official, Outcome, Record, Refusal, Satisfaction, Visit

from .machines import Tablet

TOPICS = ("vneid", "dich-vu-cong")


def _door(tablet: Tablet, chance: Random) -> tuple[Household, Official] | None:
    identity, rows = tablet.identity, tablet.store.households()
    return (chance.choice(rows).household, identity.official) if rows and identity else None


def _visit(tablet: Tablet, chance: Random) -> Record | None:
    found = _door(tablet, chance)
    if found is None:
        return None
    household, official = found
    outcome = chance.choice([Outcome.MET, Outcome.MET, *Outcome])
    met = outcome is Outcome.MET
    at = now()
    return Visit(
        new_id(),
        household.id,
        household.hamlet,
        official.id,
        at,
        at + timedelta(minutes=chance.randrange(40)),
        outcome,
        notice_version=1 if met else None,
        agreed=True if met else None,
        help=tuple(_help(topic, chance) for topic in TOPICS if met and chance.random() < 0.5),
        next_visit=day_of(at) + timedelta(days=chance.randrange(30)) if chance.random() < 0.3 else None,
        note=chance.choice(["", "", "gọi cửa sau"]),
        satisfaction=chance.choice([None, *Satisfaction]) if met else None,
        handout=new_token() if met and chance.random() < 0.5 else None,
    )


def _help(topic: str, chance: Random) -> Help:
    return Help("kich-hoat", topic, 1, chance.choice(list(Ability)), chance.random() < 0.7, chance.choice([None, "b2"]))


def _correction(tablet: Tablet, chance: Random) -> Record | None:
    found = _door(tablet, chance)
    visits = tablet.store.visits_of(found[0].id) if found else []
    if not visits:
        return None
    wrong = chance.choice(visits)
    return replace(wrong, id=new_id(), outcome=chance.choice(list(Outcome)), replaces=wrong.id)


def _refusal(tablet: Tablet, chance: Random) -> Record | None:
    found = _door(tablet, chance)
    if found is None:
        return None
    household, official = found
    return Refusal(new_id(), household.hamlet, official.id, day_of(now()), chance.randrange(3))


RECORDS: dict[str, Callable[[Tablet, Random], Record | None]] = {
    "visit": _visit,
    "correction": _correction,
    "refusal": _refusal,
}
"""A new record at a door that the tablet knows; None where there is none."""
