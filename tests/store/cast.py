"""The commune of the store's tests: two hamlets, one official, and a tablet enrolled for both."""

from datetime import date

from outreach.domain.clock import now
from outreach.domain.held import Held
from outreach.domain.records import Commune, Hamlet, Household, Official
from outreach.store import Identity, Incoming

from ..domain.cast import START

NAM_DONG = Commune("20179", "xã Nam Đông", "Huế", counted_from=START, invented=True)
THON_1 = Hamlet("thon-1", "Thôn", "1", date(2025, 7, 1))
THON_2 = Hamlet("thon-2", "Thôn", "2", date(2025, 7, 1))
HANH = Official("hanh", "Nguyễn Thị Hạnh", "chị Hạnh")
BOTH = ("thon-1", "thon-2")


def identity(tablet="tablet-a", scope=BOTH, commune=NAM_DONG, server="http://127.0.0.1:1") -> Identity:
    """A tablet of chị Hạnh."""
    return Identity(server, tablet, "token", commune, HANH, scope)


def door(id, note="xóm Đình", hamlet="thon-1", position=0, **more) -> Household:
    """A household whose code is its id."""
    return Household(id, hamlet, more.pop("code", id), note, position=position, **more)


def answer(*, have=0, cursor=b"1", scope=BOTH, restart=False, complete=False, **more) -> Incoming:
    """An answer that brings what ``more`` says."""
    at = more.pop("at", None) or now()
    held = Held(have, beyond=more.pop("beyond", ()))
    listed = held.beyond[-1][1] if held.beyond else have
    return Incoming(held, more.pop("safe", 0), cursor, scope, at, restart, complete, listed=listed, **more)


def first_answer(households=(), visits=(), **more) -> Incoming:
    """The whole commune in one answer."""
    return answer(
        restart=True,
        complete=True,
        commune=NAM_DONG,
        hamlets=[THON_1, THON_2],
        officials=[HANH],
        households=list(households),
        visits=list(visits),
        **more,
    )
