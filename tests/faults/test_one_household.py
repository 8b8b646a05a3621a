"""Two tablets change the same household while both are offline, in every combination of fields."""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass

from outreach.domain.clock import now
from outreach.domain.merge import choice, edit_of, text_of, with_text
from outreach.domain.records import Field, Household

from .commune import Commune, Tablet, figures_agree, in_order

AS_IT_WAS = {Field.ADDRESS_NOTE: "xóm Đình", Field.STATE: "eligible", Field.NEEDS: ""}
ONE = {Field.ADDRESS_NOTE: "cổng xanh", Field.STATE: "vacant", Field.NEEDS: "large_text"}
OTHER = {Field.ADDRESS_NOTE: "sau chợ", Field.STATE: "moved", Field.NEEDS: "no_smartphone interpreter"}
"""Three values of every field that an official can change."""

NEITHER, FIRST, SECOND, SAME, BOTH = "neither", "the first", "the second", "both alike", "each another"
COMBINATIONS = [dict(zip(Field, ways, strict=True)) for ways in itertools.product(
    (NEITHER, FIRST, SECOND, SAME, BOTH), repeat=len(Field)
)]  # fmt: skip
"""Who changes which field: all pairs of all subsets of fields, and where both change one, alike or not."""


@dataclass(frozen=True)
class Meeting:
    """A household and who changes which of its fields."""

    household: Household
    ways: dict[Field, str]

    def values(self, who: str) -> dict[Field, str]:
        """What the first or the second to sync wants."""
        own = ONE if who == FIRST else OTHER
        return {
            name: ONE[name] if way == SAME else own[name] for name, way in self.ways.items() if way in (who, SAME, BOTH)
        }

    def in_force(self) -> dict[Field, str]:
        """What must be in force: whatever only one wanted, and of two the value that was there first."""
        return AS_IT_WAS | self.values(SECOND) | self.values(FIRST)

    def met(self) -> dict[Field, str]:
        """What must wait beside it."""
        return {name: OTHER[name] for name, way in self.ways.items() if way == BOTH}


def change(tablet: Tablet, meeting: Meeting, who: str) -> None:
    """Note on a tablet what it wants, if anything."""
    shown = wanted = tablet.store.household(meeting.household.id)
    for name, value in meeting.values(who).items():
        wanted = with_text(wanted, name, value)
    if edit := edit_of(shown, wanted, tablet.official, now()):
        tablet.add(edit)


def fields(household: Household) -> dict[Field, str]:
    return {name: text_of(household, name) for name in Field}


def waiting_on(tablet: Tablet, door: str) -> list[list[str]]:
    """What a tablet shows beside a household, as the oracle tells it."""
    return sorted([one.field, one.value, one.official, one.kept_by] for one in tablet.store.contested(door))


def everywhere(commune: Commune, tablets: list[Tablet], meeting: Meeting, waiting: list[list[str]]) -> None:
    """Server and tablets show the same, and it is what the rules say."""
    door = meeting.household.id
    told = commune.oracle.ask("household", id=door)
    assert told == {"fields": meeting.in_force(), "waiting": waiting}, meeting.ways
    for tablet in tablets:
        assert fields(tablet.store.household(door)) == meeting.in_force()
        assert waiting_on(tablet, door) == waiting


def test_nothing_is_dropped_in_silence(
    commune: Commune, enrol: Callable[..., Tablet], often: Callable[[int, int], int], chance: random.Random
) -> None:
    """125 ways, each at a door of its own; then every contest is decided, by turns for the one and the other value."""
    hamlets = iter(range(1, 21))
    for _ in range(often(1, 6)):
        scope = (next(hamlets), next(hamlets), next(hamlets))
        first, second = enrol(commune, scope, "hanh"), enrol(commune, scope, "binh")
        assert first.official != second.official
        doors = [door for door in first.doors if fields(door) == AS_IT_WAS]
        meetings = [Meeting(*pair) for pair in zip(doors, chance.sample(COMBINATIONS, len(COMBINATIONS)), strict=False)]
        assert len(meetings) == len(COMBINATIONS)
        for meeting in meetings:
            change(first, meeting, FIRST)
            change(second, meeting, SECOND)
        third = enrol(commune, scope)  # only reads
        for tablet in (first, second, first, third):
            tablet.sync()
        for tablet in (first, second):
            in_order(tablet)
        contests = 0
        for meeting in meetings:
            waiting = sorted([name, value, second.official, first.official] for name, value in meeting.met().items())
            everywhere(commune, [first, second, third], meeting, waiting)
            contests += len(waiting)
        assert contests == len(Field) * 5 ** (len(Field) - 1)
        decide(commune, [second, first, third], meetings)
        figures_agree(first, second, third)


def decide(commune: Commune, tablets: list[Tablet], meetings: list[Meeting]) -> None:
    """One who sees both values takes one of them; then everybody sees that, and nothing waits any more."""
    decider = tablets[0]
    turns = itertools.cycle((False, True))
    expected = {}
    for meeting in meetings:
        door = meeting.household.id
        expected[door] = meeting.in_force()
        for contest in decider.store.contested(door):
            value = contest.value if next(turns) else expected[door][contest.field]
            expected[door][contest.field] = value
            decider.add(choice(decider.store.household(door), contest, value, decider.official, now()))
    for tablet in tablets:
        tablet.sync()
    for door, wanted in expected.items():
        assert commune.oracle.ask("household", id=door) == {"fields": wanted, "waiting": []}
        for tablet in tablets:
            assert fields(tablet.store.household(door)) == wanted
            assert tablet.store.contested(door) == []
