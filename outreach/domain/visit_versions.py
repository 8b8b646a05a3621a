"""Visits that correct one another, and which of them stands.

A visit that was noted at the wrong door is retracted by a correction at that door. Where the right one is known, a
second correction of the same visit brings its facts there. Each household's visits are looked at alone, so at the right
door it simply stands; should the two doors turn out to be one, it is accepted last and stands there too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .identity import new_id
from .records import Household, Outcome, Visit


def retraction(visit: Visit) -> Visit:
    """The correction by which a visit no longer counts at its door: nothing it said is said again."""
    return Visit(
        new_id(),
        visit.household,
        visit.hamlet,
        visit.official,
        visit.started_at,
        visit.ended_at,
        Outcome.RETRACTED,
        replaces=visit.id,
        corrected_by=visit.corrected_by,
    )


def moved(visit: Visit, to: Household) -> Visit:
    """A visit with all its facts at the door where it was made; its ``retraction`` goes before it."""
    return replace(visit, id=new_id(), household=to.id, hamlet=to.hamlet, replaces=visit.id)


def to_correct(own: Sequence[Visit]) -> Visit | None:
    """What a correction of a visit begins with, given its versions (see ``versions``): its facts, of a retracted one
    those before that, under the id of the version that stands. None where only a retraction is here.
    """
    facts = next((one for one in own if one.outcome is not Outcome.RETRACTED), None)
    return replace(facts, id=own[0].id) if facts else None


def standing(visits: Iterable[Visit]) -> list[Visit]:
    """One household's visits as they stand, in the order given: of visits that correct one another only one, and none
    where it was retracted.

    ``visits`` come in the order in which the server accepted them (see ``versions``).
    """
    visits = list(visits)
    if not any(visit.replaces for visit in visits):
        return visits
    return [own[0] for own in versions(visits) if own[0].outcome is not Outcome.RETRACTED]


def versions(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Visits that correct one another together: first the one that stands, then the others, last accepted first.

    ``visits`` are of one household, in the order in which the server accepted them; those it has yet to accept
    come last, in the order in which they were written. A visit that was corrected does not stand; of several
    corrections the one accepted last does. The order of the result is that of the visits that stand.
    """
    visits = list(visits)
    replaced = {visit.replaces for visit in visits if visit.replaces}
    above: dict[str, str] = {}

    def family(id_: str) -> str:
        while id_ in above:
            id_ = above[id_]
        return id_

    for visit in visits:
        if visit.replaces and family(visit.id) != family(visit.replaces):
            above[family(visit.id)] = family(visit.replaces)
    together: dict[str, list[Visit]] = {}
    for visit in reversed(visits):
        together.setdefault(family(visit.id), []).append(visit)
    place = {visit.id: at for at, visit in enumerate(visits)}
    # Stable, so what no correction replaces comes first, last accepted before the others. (Visits that replace each
    # other in a circle have none such: the last one stands, for nothing noted may vanish.)
    found = [sorted(own, key=lambda visit: visit.id in replaced) for own in together.values()]
    return sorted(found, key=lambda own: place[own[0].id])
