"""A door to knock on, as Hôm nay and Việc list it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Door:
    """Which door, and the reason to knock; ``icon`` and ``kind`` show the reason at a glance."""

    household: str
    code: str
    place: str
    icon: str
    kind: str
    reason: str
