"""What the server holds of a tablet's own numbered records, and how much of its word the tablet may take for its own.

Two stores that were one (one was copied, or set back) give the same number to different records. So what the server
says it holds is not always what this very store made under those numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from .errors import ErrorCode, SyncError
from .gaps import Run, common, inside, joined, size, without


class Said(Protocol):
    """Whatever says which numbers are held."""

    @property
    def have(self) -> int:
        """Up to it none is missing."""

    @property
    def beyond(self) -> tuple[Run, ...]:
        """Runs above it that are held too; before each lies a gap."""


@dataclass(frozen=True, slots=True)
class Held:
    """Numbers that are held: all up to ``have``, and the runs ``beyond`` a gap."""

    have: int
    beyond: tuple[Run, ...] = field(default=(), kw_only=True)

    def holds(self, n: int) -> bool:
        """Whether the record of that number is held."""
        return n <= self.have or inside(n, self.beyond)


@dataclass(frozen=True, slots=True)
class Own(Held):
    """What a tablet knows of its own records: the last number ``made``, and which of them the server holds.

    ``safe``: nothing up to it is missing in a verified backup. ``forgotten``: up to it the tablet keeps none any more.
    ``lost`` are numbers above ``have`` that nobody has.
    """

    made: int
    safe: int
    forgotten: int = field(default=0, kw_only=True)
    lost: tuple[Run, ...] = field(default=(), kw_only=True)

    @property
    def kept(self) -> int:
        """Records that are somewhere: of those made, all but the lost."""
        return self.made - size(self.lost)

    @property
    def held(self) -> int:
        """Records that the server holds."""
        return self.have + size(self.beyond)

    @property
    def unsent(self) -> int:
        """Records that the server does not hold yet, and that can still be sent."""
        return self.kept - self.held

    def exceeds(self, said: Said) -> bool:
        """Whether more is known to be held than that says."""
        return bool(without(_runs(self), _runs(said)))

    def check(self, said: Said) -> None:
        """Raises SyncError (IDENTITY_REUSED) when more is held than was made."""
        if said.have > self.made:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"made {self.made}, the server has {said.have}")

    def after(self, said: Said, upto: int, *, late: bool = False) -> Held:
        """What is known to be held once that was ``said``: less than before where the server was set back.

        Of what is new in it only what lies up to the number ``upto`` is believed: there it was seen to be what this
        store made. ``late``: it may be older than what is known, and the server lost nothing since; it takes nothing
        back. Raises SyncError (IDENTITY_REUSED) when more is held than was made, or less than this tablet let go of.
        """
        self.check(said)
        held = common(_runs(said), joined(_runs(self), [(0, upto)]))
        (_, have), *beyond = joined(held, _runs(self)) if late else held
        if have < self.forgotten:
            raise SyncError(ErrorCode.IDENTITY_REUSED, f"held up to {have}, forgotten up to {self.forgotten}")
        return Held(have, beyond=tuple(beyond))


def accounted(said: Said, upto: int, lacking: Iterable[Run]) -> int:
    """The number up to which none is missing that could still be handed in, by what is ``said`` of numbers up to
    ``upto``: those that are ``lacking`` nobody can hand in."""
    return joined(common(_runs(said), [(0, upto)]), lacking)[0][1]


def _runs(said: Said) -> tuple[Run, ...]:
    """From 0 on, which no record has and which so is never missing."""
    return joined([(0, said.have)], said.beyond)
