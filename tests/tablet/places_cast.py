"""A tablet of Thôn 1 with twelve doors and some history, as of 21 November 2026."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec

from outreach.domain.clock import day_of, now
from outreach.domain.records import Ability, Help, Household, HouseholdState, Need, Outcome, Visit
from outreach.store import Store
from outreach.sync.wire import Cursor

from ..domain.cast import START, at, visit
from ..store.cast import HANH, NAM_DONG, THON_1, answer, door, identity

TODAY = date(2026, 11, 21)
NOW = at((TODAY - START).days, 14)
GUIDES = Path(__file__).parents[2] / "guides"
PLACES = ("xóm Đình, cạnh cầu", "xóm Giữa", "xóm Đình", "ngõ tre")


def doors() -> list[Household]:
    """01-001 to 01-012; the last one is vacant, the first one needs two things."""
    some = [
        door(f"01-{number:03}", PLACES[number % 4], position=number, needs=(), state=HouseholdState.ELIGIBLE)
        for number in range(1, 13)
    ]
    some[0] = replace(some[0], needs=(Need.LARGE_TEXT, Need.EVENING_VISIT))
    some[-1] = replace(some[-1], state=HouseholdState.VACANT)
    return some


def history(today: date) -> list[Visit]:
    """01-001 was helped and is due today, 01-002 is overdue, 01-003 was closed twice, 01-004 refused."""

    def on(household: str, ago: int, outcome: Outcome, *given: Help, **more: object) -> Visit:
        return replace(visit(household, (today - START).days - ago, 9, outcome, *given, **more), official=HANH.id)

    alone = Help("kich-hoat-vneid", "vneid", 1, Ability.DID_ALONE, True)
    stuck = Help("quet-vietqr", "khong-tien-mat", 1, Ability.SHOWN, False, "chon-tai-khoan")
    return [
        on("01-001", 14, Outcome.MET, alone, stuck, next_visit=today),
        on("01-002", 9, Outcome.CALL_BACK, next_visit=today - timedelta(days=3)),
        on("01-003", 8, Outcome.NOBODY_HOME),
        on("01-003", 6, Outcome.NOBODY_HOME),
        on("01-004", 5, Outcome.REFUSED),
        on("01-005", 4, Outcome.MET, next_visit=today + timedelta(days=5)),
    ]


def open_places(path: Path, today: date | None = None, server: str = "http://127.0.0.1:1") -> Store:
    """The store of that tablet; its history ends before ``today`` (the real one unless given)."""
    store = Store.open(path)
    store.enrol(identity(scope=("thon-1",), server=server))
    places = {"commune": NAM_DONG, "hamlets": [THON_1], "officials": [HANH], "households": doors()}
    cursor = msgspec.json.encode(Cursor("epoch", 1, "hash"))
    visits = history(today or day_of(now()))
    store.apply(None, answer(cursor=cursor, scope=("thon-1",), restart=True, complete=True, visits=visits, **places))
    return store


def with_words(data: Path, scale: float, language: str = "vi") -> None:
    """The app starts with text of this size."""
    settings = {"language": language, "text_scale": scale, "outdoor": False, "calm": True}
    (data / "settings.json").write_text(json.dumps(settings))
