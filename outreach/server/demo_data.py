"""An invented commune to try the program with: drawn from a seed, and marked as invented wherever it is shown.

Visits go the way of real ones: each official's tablet hands them in through the accept step, and months are closed.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.conf import settings

from outreach.domain.clock import VIETNAM
from outreach.domain.records import Hamlet, Household, HouseholdState, Need, Refusal, Visit
from outreach.domain.reporting import closes_on, months_due
from outreach.domain.vietnamese import fold
from outreach.server.demo_tablets import DemoTablet, moment_of
from outreach.server.demo_visits import Span, Storyteller
from outreach.server.people.models import Role, User
from outreach.server.people.team import add_person
from outreach.server.places import official_list, register
from outreach.server.rollups import closing

COMMUNE = "20179"
HAMLETS = 18
HOUSEHOLDS = 2400
SEED = 20179
_STORY = timedelta(days=92)
_INVENTED = "(hư cấu)"
_LEADER = ("Nguyễn Đức An", "anh An")
_EDITOR = ("Võ Thị Lan", "chị Lan")
_OFFICIALS = (
    ("Hồ Văn Thắng", "anh Thắng"),
    ("Lê Văn Bình", "anh Bình"),
    ("Hồ Thị Mai", "chị Mai"),
    ("Trần Thị Liên", "chị Liên"),
    ("Trần Thị Hạnh", "chị Hạnh"),
    ("Phạm Văn Tuấn", "anh Tuấn"),
    ("Nguyễn Thị Nga", "chị Nga"),
    ("Lê Quang Minh", "anh Minh"),
    ("A Viết Thu", "anh Thu"),
)
_SILENT_DAYS = (0, 0, 0, 0, 0, 0, 0, 2, 5)
"""How long ago each official's tablet last had a network: two of them have been silent."""

_LATE = 2
_AWAY = timedelta(days=15)
"""Whose tablet had no network when the last month was closed, and for how long: the month is shown as revised."""

_LANES = ("xóm Đình", "xóm Trên", "xóm Dưới", "xóm Giữa", "xóm Mới", "xóm Suối")
_SIGNS = (
    "cạnh cầu", "gần trường học", "sau nhà văn hóa", "đầu ngõ", "cuối xóm", "cạnh quán tạp hóa",
    "trước giếng làng", "bên ruộng", "dốc lên đồi", "cổng sắt xanh", "nhà mái ngói", "gốc xoài to",
)  # fmt: skip
_STATES = {
    HouseholdState.ELIGIBLE: 950,
    HouseholdState.VACANT: 25,
    HouseholdState.MOVED: 18,
    HouseholdState.DEMOLISHED: 7,
}
_NEEDS = {Need.LARGE_TEXT: 0.18, Need.NO_SMARTPHONE: 0.12, Need.INTERPRETER: 0.04, Need.EVENING_VISIT: 0.06}


@dataclass(frozen=True, slots=True)
class Demo:
    """Who was made: leader and editor (who can log in) and the officials (each with two hamlets)."""

    leader: User
    editor: User
    officials: tuple[User, ...]
    hamlets: tuple[Hamlet, ...]

    def hamlets_of(self, official: User) -> tuple[Hamlet, ...]:
        """The hamlets an official looks after."""
        return self.hamlets[self.officials.index(official) :: len(self.officials)]


def make_demo(password: str, at: datetime, households: int = HOUSEHOLDS) -> Demo:
    """Fill an empty server with xã Nam Đông as it might be at the moment ``at``, after three months of visits.

    ``password`` is that of the leader ("an") and of the editor ("lan").
    """
    chance = random.Random(SEED)  # noqa: S311  (a story, not a secret)
    last = at.date() - timedelta(days=1)
    span = Span(last - _STORY, last)
    story = Storyteller(chance, span)
    commune = replace(
        official_list.commune_of(COMMUNE),
        site=settings.SITE,
        counted_from=span.first,
        target=80,
        target_on=last + timedelta(days=40),
        invented=True,
    )
    register.add_commune(commune)
    demo = Demo(
        _leader(password), add_editor(password), tuple(_official(*names) for names in _OFFICIALS), _hamlets(story, span)
    )
    register.add_hamlets(COMMUNE, demo.hamlets)
    doors = _households(chance, story, demo.hamlets, households)
    register.add_households(COMMUNE, (household for own in doors.values() for household in own))
    begun = datetime.combine(span.first, time(7), VIETNAM)
    tablets = []
    for official in demo.officials:
        own = [hamlet.id for hamlet in demo.hamlets_of(official)]
        records = _records(chance, story, official, [doors[hamlet] for hamlet in own])
        tablets.append(DemoTablet(official, f"Máy của {official.called} {_INVENTED}", own, records, begun))
    _hand_in(tablets, span, at)
    return demo


def _leader(password: str) -> User:
    name, called = _LEADER
    return add_person(COMMUNE, _username(called), f"{name} {_INVENTED}", Role.LEADER, called, password)


def add_editor(password: str) -> User:
    """Somebody who writes guides, so that two can try how one approves what the other wrote."""
    name, called = _EDITOR
    return add_person(COMMUNE, _username(called), f"{name} {_INVENTED}", Role.EDITOR, called, password)


def _official(name: str, called: str) -> User:
    return add_person(COMMUNE, _username(called), f"{name} {_INVENTED}", Role.OFFICIAL, called)


def _username(called: str) -> str:
    return fold(called.split()[-1])


def _hamlets(story: Storyteller, span: Span) -> tuple[Hamlet, ...]:
    return tuple(Hamlet(story.new_id(), "Thôn", str(number), valid_from=span.first) for number in range(1, HAMLETS + 1))


def _households(
    chance: random.Random, story: Storyteller, hamlets: Iterable[Hamlet], total: int
) -> dict[str, list[Household]]:
    """Households by hamlet id, in walking order; hamlets differ in size as they do anywhere."""
    doors: dict[str, list[Household]] = {hamlet.id: [] for hamlet in hamlets}
    sizes = [chance.uniform(0.6, 1.4) for _ in doors]
    names = {hamlet.id: f"{int(hamlet.name):02}" for hamlet in hamlets}
    for hamlet in chance.choices(list(doors), sizes, k=total):
        own = doors[hamlet]
        lane = _LANES[len(own) * len(_LANES) * HAMLETS // total % len(_LANES)]
        own.append(
            Household(
                story.new_id(),
                hamlet,
                f"{names[hamlet]}-{len(own) + 1:03}",
                f"{lane}, {chance.choice(_SIGNS)}" if chance.random() < 0.6 else lane,
                chance.choices(list(_STATES), list(_STATES.values()))[0],
                tuple(need for need, share in _NEEDS.items() if chance.random() < share),
                position=len(own) + 1,
            )
        )
    return doors


def _records(
    chance: random.Random, story: Storyteller, official: User, hamlets: list[list[Household]]
) -> list[Visit | Refusal]:
    """What one official noted, in order of time; some hamlets are further along than others."""
    records: list[Visit | Refusal] = []
    for households in hamlets:
        progress = chance.uniform(0.45, 0.98)
        for household in households:
            if household.state is not HouseholdState.DEMOLISHED and chance.random() < progress:
                records.extend(story.household(household, official.official))
    return sorted(records, key=moment_of)


def _hand_in(tablets: Sequence[DemoTablet], span: Span, at: datetime) -> None:
    """Three months of syncs, in which months were closed; one tablet had no network when the last of them was."""
    last_syncs = [at - timedelta(days=days) for days in _SILENT_DAYS]
    closings = [datetime.combine(closes_on(month), time(1), VIETNAM) for month in months_due(span.first, at.date())]
    for close in closings:
        for number, (tablet, last) in enumerate(zip(tablets, last_syncs, strict=True)):
            away = number == _LATE and close == closings[-1]
            tablet.sync(min(close - _AWAY if away else close, last))
        closing.close_due(COMMUNE, close.date())
    for tablet, last in zip(tablets, last_syncs, strict=True):
        tablet.sync(last)
