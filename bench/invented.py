"""Invented households and visits: the same at every run."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from outreach.domain.clock import VIETNAM
from outreach.domain.identity import short_id
from outreach.domain.records import Ability, Hamlet, Help, Household, Need, Outcome, Visit

SEED = 20261121
SINCE = date(2026, 8, 1)
"""The first day of visits. All lie in the past: a moment to come is corrected by the server, and told to its tablet."""
_PLACES = ("xóm Đình", "xóm Giữa", "xóm Bãi", "cạnh cầu", "sau nhà văn hóa", "ngõ tre", "gần trạm bơm", "đầu dốc")
_NOTES = (
    "Máy của con trai, tối mới có ở nhà",
    "Cần xem lại cách đặt mã khóa màn hình",
    "Đã tải ứng dụng, chưa nhớ cách mở",
    "Muốn tập thêm bước quét mã",
    "Sóng yếu ở gian sau, ra hiên thì được",
    "Nhờ ghé lại cùng người quen",
)
_AT_THE_DOOR = [one for one in Outcome if one is not Outcome.RETRACTED]
_GUIDES = (("kich-hoat-vneid", "vneid"), ("nop-ho-so", "dich-vu-cong"), ("quet-vietqr", "khong-tien-mat"))


@dataclass(frozen=True, slots=True)
class Village:
    """A commune's places."""

    hamlets: list[Hamlet]
    households: list[Household]


def village(households: int, hamlets: int = 18) -> Village:
    """``households`` doors in ``hamlets`` thôn, in walking order."""
    draw = random.Random(SEED)
    own = [Hamlet(_id(draw), "Thôn", str(number + 1), date(2025, 7, 1)) for number in range(hamlets)]
    doors = []
    for number in range(households):
        hamlet = own[number * hamlets // households]
        note = ", ".join(draw.sample(_PLACES, draw.choice((1, 1, 2))))
        needs = (Need.LARGE_TEXT,) if draw.random() < 0.3 else ()
        code = f"{int(hamlet.name):02}-{number:05}"
        doors.append(Household(_id(draw), hamlet.id, code, note, needs=needs, position=number))
    return Village(own, doors)


def visits(count: int, households: list[Household], official: str) -> list[Visit]:
    """``count`` visits over three months, with what people note at doors."""
    draw = random.Random(SEED + 1)
    moment = datetime.combine(SINCE, time(8), VIETNAM)
    found = []
    for _ in range(count):
        moment += timedelta(seconds=draw.randint(20, 1500))
        door = draw.choice(households)
        outcome = draw.choices(_AT_THE_DOOR, (60, 22, 5, 9, 2, 2))[0]
        met = outcome is Outcome.MET
        found.append(
            Visit(
                id=_id(draw),
                household=door.id,
                hamlet=door.hamlet,
                official=official,
                started_at=moment,
                ended_at=moment + timedelta(minutes=draw.randint(1, 40)),
                outcome=outcome,
                notice_version=1 if met else None,
                agreed=True if met else None,
                help=tuple(_help(draw, guide) for guide in draw.sample(_GUIDES, draw.choice((1, 1, 2)))) if met else (),
                next_visit=moment.date() + timedelta(days=14) if met and draw.random() < 0.5 else None,
                note=draw.choice(_NOTES) if draw.random() < 0.5 else "",
            )
        )
    return found


def _help(draw: random.Random, guide: tuple[str, str]) -> Help:
    ability = draw.choice(list(Ability))
    finished = draw.random() < 0.7
    return Help(*guide, 1, ability, finished, None if finished else f"buoc-{draw.randint(2, 7)}")


def _id(draw: random.Random) -> str:
    return short_id(UUID(int=draw.getrandbits(128), version=4))
