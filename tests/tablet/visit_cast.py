"""A tablet at a door: a store with two households, the project's own guides, and a clock that only goes on."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from outreach.domain.records import Ability, Need, Outcome
from outreach.store import Identity, Store
from outreach.sync.wire import Cursor
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.settings import Settings
from tests.content.shipped import SHIPPED

from ..domain.cast import at
from ..store.cast import HANH, NAM_DONG, THON_1, answer, door

SITE = "https://namdong.example.vn"
COMMUNE = replace(NAM_DONG, site=SITE, hotline="0234 000 000")
GUIDES = SHIPPED
HOME, NEIGHBOUR = "05-017", "05-018"
VNEID = "kich-hoat-vneid"


def open_tablet(path: Path) -> Store:
    """A tablet that knows two doors of Thôn 1."""
    store = Store.open(path)
    store.enrol(Identity("http://127.0.0.1:1", "tablet-a", "token", COMMUNE, HANH, ("thon-1",)))
    doors = [door(HOME, "xóm Đình, cạnh cầu", needs=(Need.LARGE_TEXT,)), door(NEIGHBOUR, "xóm Đình")]
    places = {"commune": COMMUNE, "hamlets": [THON_1], "officials": [HANH], "households": doors}
    cursor = msgspec.json.encode(Cursor("epoch", 1, "hash"))
    store.apply(None, answer(cursor=cursor, scope=("thon-1",), restart=True, complete=True, **places))
    return store


def prepare(folder: Path, text_scale: float = 1.0, language: str = "vi") -> Path:
    """A data folder for the real app, with words of that size and nothing moving."""
    open_tablet(folder / "tablet.db").close()
    Settings(language, text_scale, calm=True).save(folder / "settings.json")
    return folder


def resumed(store, guides=GUIDES) -> VisitPresenter:
    """The visit as the app finds it when it is opened again."""
    found = VisitPresenter.resume(store, guides)
    assert found
    return found


def guide_shown(visit, guide=VNEID, steps=None, ability=Ability.DID_ALONE):
    """Show ``steps`` steps of a guide (all of them by default) and rate what they can do."""
    visit.open_guide(guide)
    viewer = visit.guide_presenter()
    for _ in range((steps or len(GUIDES[guide].steps)) - 1):
        viewer.forward()
    visit.close_guide()
    visit.rate_ability(ability)


def agreed_and_met(visit):
    """They agreed, and an adult was met."""
    visit.agree()
    visit.choose(Outcome.MET)


class Clock:
    """Each look is half a minute later, from nine o'clock on."""

    def __init__(self) -> None:
        self.moment = at(1)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=30)
        return self.moment
