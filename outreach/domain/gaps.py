"""Numbers without gaps, and what a gap is called where there is one after all: runs of numbers, both ends in them."""

from collections.abc import Iterable
from itertools import pairwise, product

from .vietnamese import format_number

Run = tuple[int, int]


def runs(numbers: Iterable[int]) -> tuple[Run, ...]:
    """Ascending numbers as runs."""
    found: list[Run] = []
    for n in numbers:
        if found and found[-1][1] == n - 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return tuple(found)


def size(found: Iterable[Run]) -> int:
    """How many numbers lie in the runs."""
    return sum(last - first + 1 for first, last in found)


def between(found: Iterable[Run]) -> tuple[Run, ...]:
    """What lies between ascending runs: the gaps."""
    return tuple((before[1] + 1, after[0] - 1) for before, after in pairwise(found) if before[1] + 1 <= after[0] - 1)


def common(one: Iterable[Run], other: Iterable[Run]) -> tuple[Run, ...]:
    """The numbers that lie in both, as runs; each of the two ascending."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a, b in product(one, other))
    return tuple(sorted(pair for pair in pairs if pair[0] <= pair[1]))


def joined(one: Iterable[Run], other: Iterable[Run]) -> tuple[Run, ...]:
    """The numbers that lie in either, as runs."""
    found: list[Run] = []
    for first, last in sorted((*one, *other)):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def without(one: Iterable[Run], other: Iterable[Run]) -> tuple[Run, ...]:
    """The numbers of the first that are not in the second, as runs."""
    left = list(one)
    for first, last in other:
        left = [part for a, b in left for part in ((a, min(b, first - 1)), (max(a, last + 1), b)) if part[0] <= part[1]]
    return tuple(left)


def words(found: Iterable[Run], most: int = 4) -> str:
    """The runs as people write them, "41–43, 47"; a longer list breaks off."""
    parts = [format_number(a) if a == b else f"{format_number(a)}–{format_number(b)}" for a, b in found]
    return ", ".join(parts[:most]) + ("…" if len(parts) > most else "")
