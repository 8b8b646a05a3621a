"""The versions of what travels, and how records of an older form become today's.

The protocol number belongs to an exchange: what is asked and what is told. A record's version belongs to its kind: what
its fields are. The table below is all there is to touch when a kind gets another form (docs/adr/0025).
"""

from collections.abc import Callable, Iterable
from typing import Any

PROTOCOL = 1
OLDEST_TOLD = 1
"""The oldest protocol whose tablets are told what changed: that of the two versions before this one, at least.
Whatever is older still hands in its records."""

Fields = dict[str, Any]
Upgrade = Callable[[Fields], Fields]

UPGRADES: dict[str, tuple[Upgrade, ...]] = {}
"""By kind, how a record's fields get from its first version to the second, from the second to the third, and so on.

Each is a pure function from fields to new ones, and is never taken out again. A kind that is not named is in its first
version.
"""


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
