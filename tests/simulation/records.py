"""What people note at doors, drawn from a seed: one entry in ``RECORDS`` is all that another kind of record needs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from outreach.domain.clock import day_of, now
from outreach.domain.identity import new_id, new_token
from outreach.domain.merge import AT_A_DOOR, choice, edit_of, text_of, with_text
from outreach.domain.records import (
    Ability,
    Field,
    Help,
    Household,
    Need,
    NewHousehold,
    Noted,
    Official,
    Outcome,
    Refusal,
    Satisfaction,
    Visit,
)
from outreach.domain.visit_versions import moved, retraction

from .machines import Tablet

_AT_THE_DOOR = [one for one in Outcome if one is not Outcome.RETRACTED]
TOPICS = ("vneid", "dich-vu-cong")
MARK = re.compile(rb"\b[0-9a-f]{12}\b")
"""What is written nowhere but in one record: by it the record is found again in the bytes of any file."""


def _door(tablet: Tablet, chance: Random) -> tuple[Household, Official] | None:
    identity, rows = tablet.identity, tablet.store.households()
    return (chance.choice(rows).household, identity.official) if rows and identity else None


def _visit(tablet: Tablet, chance: Random) -> Noted | None:
    found = _door(tablet, chance)
    if found is None:
        return None
    household, official = found
    outcome = chance.choice([Outcome.MET, Outcome.MET, *_AT_THE_DOOR])
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
        note=chance.choice(["", "gọi cửa sau", f"gọi cửa sau {_mark(chance)}"]),
        satisfaction=chance.choice([None, *Satisfaction]) if met else None,
        handout=new_token() if met and chance.random() < 0.5 else None,
    )


def _help(topic: str, chance: Random) -> Help:
    return Help("kich-hoat", topic, 1, chance.choice(list(Ability)), chance.random() < 0.7, chance.choice([None, "b2"]))


def _correction(tablet: Tablet, chance: Random) -> Noted | None:
    found = _door(tablet, chance)
    visits = tablet.store.visits_of(found[0].id) if found else []
    if not visits:
        return None
    wrong = chance.choice(visits)
    return replace(wrong, id=new_id(), outcome=chance.choice(_AT_THE_DOOR), replaces=wrong.id)


def _retraction(tablet: Tablet, chance: Random) -> Noted | None:
    found = _door(tablet, chance)
    visits = tablet.store.visits_of(found[0].id) if found else []
    return retraction(chance.choice(visits)) if visits else None


def _moved(tablet: Tablet, chance: Random) -> Noted | None:
    """Mostly not with its retraction, which then comes before or after it, from this tablet or another."""
    found, to = _door(tablet, chance), _door(tablet, chance)
    visits = tablet.store.visits_of(found[0].id) if found else []
    if not visits or not to:
        return None
    # With words of its own: those of the first are the other door's until somebody says otherwise.
    return replace(moved(chance.choice(visits), to[0]), note=f"gọi cửa sau {_mark(chance)}")


def _refusal(tablet: Tablet, chance: Random) -> Noted | None:
    found = _door(tablet, chance)
    if found is None:
        return None
    household, official = found
    return Refusal(new_id(), household.hamlet, official.id, day_of(now()), chance.randrange(3))


def _edit(tablet: Tablet, chance: Random) -> Noted | None:
    found = _door(tablet, chance)
    if found is None:
        return None
    household, official = found
    if chance.random() < 0.6:  # at one of the doors where others are likely to do the same
        household = chance.choice(tablet.store.households()[:2]).household
    wanted = household
    for name in chance.sample(list(Field), chance.choice([1, 1, 2, 3])):
        wanted = with_text(wanted, name, _VALUES[name](chance))
    return edit_of(household, wanted, official.id, now())


_VALUES: dict[Field, Callable[[Random], str]] = {
    Field.ADDRESS_NOTE: lambda chance: chance.choice(["", f"ngõ {chance.randrange(4)}", f"ngõ {_mark(chance)}"]),
    Field.STATE: lambda chance: chance.choice(AT_A_DOOR).value,
    Field.NEEDS: lambda chance: " ".join(need.value for need in Need if chance.random() < 0.4),
}


def _choice(tablet: Tablet, chance: Random) -> Noted | None:
    identity, doors = tablet.identity, tablet.store.households_to_choose()
    if not doors or not identity:
        return None
    household = chance.choice(doors)
    contest = chance.choice(tablet.store.contested(household.id))
    value = chance.choice([contest.value, text_of(household, contest.field)])
    return choice(household, contest, value, identity.official.id, now())


def _new_household(tablet: Tablet, chance: Random) -> Noted | None:
    identity = tablet.identity
    if identity is None:
        return None
    note = f"nhà cuối ngõ {_mark(chance)}"
    needs = tuple(need for need in Need if chance.random() < 0.2)
    return NewHousehold(new_id(), chance.choice(identity.scope), identity.official.id, now(), note, needs)


def _mark(chance: Random) -> str:
    return f"{chance.getrandbits(48):012x}"


def about(record: Noted) -> str:
    """The household that a record speaks of; "" for none."""
    if isinstance(record, NewHousehold):
        return record.id
    return "" if isinstance(record, Refusal) else record.household


RECORDS: dict[str, Callable[[Tablet, Random], Noted | None]] = {
    "visit": _visit,
    "correction": _correction,
    "retraction": _retraction,
    "moved visit": _moved,
    "refusal": _refusal,
    "edit": _edit,
    "choice": _choice,
    "new household": _new_household,
}
"""A new record, mostly at a door that the tablet knows; None where there is nothing to note."""
