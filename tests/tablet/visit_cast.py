"""A tablet at a door: a store with two households, the project's own guides, and a clock that only goes on."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from outreach.content import load_guides
from outreach.domain.records import Need
from outreach.store import Identity, Store

from ..domain.cast import at
from ..store.cast import HANH, NAM_DONG, THON_1, answer, door

SITE = "https://namdong.example.vn"
COMMUNE = replace(NAM_DONG, site=SITE, hotline="0234 000 000")
GUIDES = load_guides(Path(__file__).parents[2] / "guides")
HOME, NEIGHBOUR = "05-017", "05-018"
VNEID = "kich-hoat-vneid"


def open_tablet(path: Path) -> Store:
    """A tablet that knows two doors of Thôn 1."""
    store = Store.open(path)
    store.enrol(Identity("http://127.0.0.1:1", "tablet-a", "token", COMMUNE, HANH, ("thon-1",)))
    doors = [door(HOME, "xóm Đình, cạnh cầu", needs=(Need.LARGE_TEXT,)), door(NEIGHBOUR, "xóm Đình")]
    places = {"commune": COMMUNE, "hamlets": [THON_1], "officials": [HANH], "households": doors}
    store.apply(None, answer(scope=("thon-1",), restart=True, complete=True, **places))
    return store


class Clock:
    """Each look is half a minute later, from nine o'clock on."""

    def __init__(self) -> None:
        self.moment = at(1)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=30)
        return self.moment
