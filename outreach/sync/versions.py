"""The versions of what travels, and how records of an older form become today's.

The protocol number belongs to an exchange: what is asked and what is told. A record's version belongs to its kind: what
its fields are. The table below is all there is to touch when a kind gets another form (docs/adr/0025).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from outreach.domain.records import Outcome

PROTOCOL = 2
OLDEST_TOLD = 1
"""The oldest protocol whose tablets are told what changed: that of the two versions before this one, at least.
Whatever is older still hands in its records."""

Fields = dict[str, Any]
Upgrade = Callable[[Fields], Fields]


def _same(fields: Fields) -> Fields:
    return fields


UPGRADES: dict[str, tuple[Upgrade, ...]] = {
    "visit": (_same,),  # 2: a correction may have the outcome "retracted"
}
"""By kind, how a record's fields get from its first version to the second, from the second to the third, and so on.

Each is a pure function from fields to new ones, and is never taken out again. A kind that is not named is in its first
version.
"""


def told_in(protocol: int, changes: Mapping[str, dict[str, list[Any]]]) -> dict[str, dict[str, list[Any]]]:
    """Changes, as columns by kind, in words that apps of this protocol know.

    To those of protocol 1 a retracted visit is one where nobody was met. Once updated they ask for corrections again.
    """
    told = dict(changes)
    if protocol < 2 and "outcome" in (visits := told.get("visit", {})):
        known = [Outcome.NOBODY_HOME if one == Outcome.RETRACTED else one for one in visits["outcome"]]
        told["visit"] = visits | {"outcome": known}
    return told


class NotOfThatVersion(ValueError):
    """Fields that no upgrade can be made of: not a record of the version they say they are."""


def version_of(kind: str) -> int:
    """The version in which records of a kind are written today."""
    return 1 + len(UPGRADES.get(kind, ()))


def beyond_the_first(kinds: Iterable[str]) -> dict[str, int]:
    """The versions of those kinds that are not in their first any more: what a push has to say of them."""
    return {kind: version for kind in kinds if (version := version_of(kind)) > 1}


def upgraded(kind: str, version: int, fields: Fields) -> Fields:
    """The fields of a record of that version (1 to ``version_of``) as they are today; raises NotOfThatVersion."""
    for upgrade in UPGRADES.get(kind, ())[version - 1 :]:
        try:
            fields = upgrade(fields)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise NotOfThatVersion(f"not a {kind} of version {version}: {error!r}") from error
    return fields
