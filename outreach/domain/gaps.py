"""Numbers without gaps, and what a gap is called where there is one after all: runs of numbers, both ends in them."""

from collections.abc import Iterable
from itertools import pairwise

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


def inside(n: int, found: Iterable[Run]) -> bool:
    """Whether the number lies in one of the runs."""
    return any(first <= n <= last for first, last in found)


def between(found: Iterable[Run]) -> tuple[Run, ...]:
    """What lies between ascending runs: the gaps."""
    return tuple((before[1] + 1, after[0] - 1) for before, after in pairwise(found) if before[1] + 1 <= after[0] - 1)


def common(one: Iterable[Run], other: Iterable[Run]) -> tuple[Run, ...]:
    """The numbers that lie in both, as runs; each of the two ascending."""
    found: list[Run] = []
    left, theirs = list(reversed(list(one))), list(reversed(list(other)))
    while left and theirs:
        (a, b), (c, d) = left[-1], theirs[-1]
        if max(a, c) <= min(b, d):
            found.append((max(a, c), min(b, d)))
        (left if b < d else theirs).pop()
    return tuple(found)


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
    """The numbers of the first that are not in the second, as runs; each of the two ascending."""
    own, theirs = list(one), list(other)
    ends = [end for run in (*own, *theirs) for end in run]
    low, high = min(ends, default=0) - 1, max(ends, default=0) + 1
    return common(own, between([(low, low), *theirs, (high, high)]))


def words(found: Iterable[Run], most: int = 4) -> str:
    """The runs as people write them, "41–43, 47"; a longer list breaks off."""
    parts = [format_number(a) if a == b else f"{format_number(a)}–{format_number(b)}" for a, b in found]
    return ", ".join(parts[:most]) + ("…" if len(parts) > most else "")
