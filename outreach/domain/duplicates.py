"""Doors that were found rather than listed: a code to call them by, and whether two of them are one."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from .identity import CLEAR_SIGNS
from .records import Household, HouseholdState, NewHousehold
from .vietnamese import fold, nfc

FOUND = "Mới"
_SHORTEST, _LONGEST = 4, 16
_LAST_ON_THE_WAY = 999_999
_ALIKE = 0.5
_MOST = 3
_WORD = re.compile(r"[a-z0-9]+")


def provisional_code(household: str, length: int = _SHORTEST) -> str:
    """What a household without a code is called, the same on every device ("Mới-7K2P")."""
    number = int.from_bytes(hashlib.sha256(household.encode()).digest(), "big")
    signs = []
    for _ in range(length):
        number, sign = divmod(number, len(CLEAR_SIGNS))
        signs.append(CLEAR_SIGNS[sign])
    return f"{FOUND}-{''.join(signs)}"


def free_code(household: str, taken: Iterable[str]) -> str:
    """The shortest provisional code that is none of ``taken``."""
    others = frozenset(taken)
    codes = (provisional_code(household, length) for length in range(_SHORTEST, _LONGEST + 1))
    return next(code for code in codes if code not in others)


def is_provisional(household: Household) -> bool:
    """Whether the commune has not given the household a code yet."""
    length = len(household.code) - len(FOUND) - 1
    return length >= _SHORTEST and household.code == provisional_code(household.id, length)


def household_of(found: NewHousehold) -> Household:
    """The household that a finding makes: eligible, last on the way."""
    return Household(
        found.id,
        found.hamlet,
        provisional_code(found.id),
        nfc(found.address_note),
        needs=found.needs,
        position=_LAST_ON_THE_WAY,
    )


def alike(one: Household, other: Household) -> float:
    """How likely two doors are one, 0 to 1: in one hamlet, by the words of their address notes without accents."""
    if one.id == other.id or one.hamlet != other.hamlet:
        return 0.0
    if HouseholdState.MERGED in (one.state, other.state):
        return 0.0
    mine, theirs = _words(one.address_note), _words(other.address_note)
    together = mine | theirs
    return len(mine & theirs) / len(together) if together else 0.0


def possible_duplicates(found: Household, others: Iterable[Household]) -> list[Household]:
    """The few doors that the found one may be, the likeliest first."""
    rated = ((alike(found, other), other) for other in others)
    likely = sorted((pair for pair in rated if pair[0] >= _ALIKE), key=lambda pair: (-pair[0], pair[1].code))
    return [other for _, other in likely[:_MOST]]


def kept_for(merged_into: Mapping[str, str]) -> dict[str, str]:
    """For each household that was merged away, the one that is kept at the end of the line."""
    ends = {}
    for household in merged_into:
        end, passed = household, {household}
        while (following := merged_into.get(end)) is not None and following not in passed:
            end = following
            passed.add(end)
        ends[household] = end
    return ends


def merged_groups(households: Iterable[str], ends: Mapping[str, str]) -> dict[str, str]:
    """These households and all that were merged with one of them, each with the one that is kept; ``ends`` is of
    ``kept_for``."""
    kept = {ends.get(household, household) for household in households}
    return {one: one for one in kept} | {merged: end for merged, end in ends.items() if end in kept}


@lru_cache(maxsize=4096)  # a hamlet's: each found door is held against all of it
def _words(address_note: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(address_note)))
