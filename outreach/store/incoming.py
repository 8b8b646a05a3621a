"""An answer of the server, as the store takes it in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from outreach.domain.held import Held
from outreach.domain.records import Commune, Contested, Erased, Hamlet, HandoutAnswer, Household, Official, Visit

from .rejected import Rejection


@dataclass(frozen=True, slots=True)
class Incoming:
    """What one answer brings. ``cursor`` means nothing to the store: it only keeps it.

    ``held`` is what the server is known to hold of this tablet's records; up to ``safe`` a verified backup does too.
    ``at`` is the server's clock. ``restart``: the feed is read from its start again; ``complete``: with this answer all
    of it was read, so what did not come (again) since the restart is gone on the server too. ``scope`` are the tablet's
    hamlets (None: as known here), ``seal`` is the server's public key where it is another than known here. ``rejected``
    names all that is in quarantine up to the number ``listed``.
    """

    held: Held
    safe: int
    cursor: bytes
    scope: tuple[str, ...] | None
    at: datetime
    restart: bool = False
    complete: bool = False
    commune: Commune | None = None
    hamlets: list[Hamlet] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    answers: list[HandoutAnswer] = field(default_factory=list)
    contests: list[Contested] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    rejected: Sequence[Rejection] = ()
    listed: int = 0
    seal: str = ""
