"""What is held of a tablet beyond a gap: numbers that came though some below them never did."""

from collections.abc import Iterable

from outreach.domain.gaps import Run, between, runs, size
from outreach.server.database.rows import find
from outreach.server.devices.models import Tablet

from .models import Receipt


def runs_held(tablet: Tablet) -> tuple[Run, ...]:
    """Numbers above ``have`` that are held, as runs; () for a tablet without a gap."""
    if tablet.have == tablet.made:
        return ()
    return runs(numbers_above(tablet, tablet.have))


def missing(tablet: Tablet, held: Iterable[Run]) -> tuple[Run, ...]:
    """Numbers that never came though later ones did, as runs: the gaps below the last of ``held``."""
    return between([(tablet.have, tablet.have), *held])


def unsent(tablet: Tablet, held: Iterable[Run]) -> int:
    """Records it said it made that are not here, as of its last exchange; those missing in a gap among them."""
    return max(0, tablet.made - tablet.have - size(held))


def numbers_above(tablet: Tablet, n: int) -> list[int]:
    """The numbers above ``n`` that are held of a tablet, ascending."""
    above = "AND n > %s ORDER BY n"
    return [row[0] for row in find(Receipt, ("n",), above, [n], commune=tablet.commune, tablet=tablet.id)]
