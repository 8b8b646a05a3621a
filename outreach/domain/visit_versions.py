"""Visits that correct one another, and which of them stands."""

from collections.abc import Iterable

from .records import Visit


def standing(visits: Iterable[Visit]) -> list[Visit]:
    """One household's visits as they stand, in the order given: of visits that correct one another only one.

    ``visits`` come in the order in which the server accepted them (see ``versions``).
    """
    visits = list(visits)
    return [own[0] for own in versions(visits)] if any(visit.replaces for visit in visits) else visits


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
