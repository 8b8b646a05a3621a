"""A tablet's clock is off by up to ten years, or is set while a visit is under way or before it is handed in."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from types import SimpleNamespace
from unittest import mock

import msgspec
import pytest

from outreach.domain import clock
from outreach.domain.clock import CLOCK_TOLERANCE, COMMUNES_SINCE, day_of
from outreach.domain.draft import agree, begin, choose_outcome, finish, promise
from outreach.domain.records import Official, Outcome, Visit

from .commune import Commune, Tablet, figures_agree, nothing_lost

TEN_YEARS = timedelta(days=3653)
RIGHT = timedelta()
WITHIN = [RIGHT, timedelta(minutes=4), -timedelta(minutes=4)]
BEYOND = [
    one * sign
    for one in (timedelta(minutes=7), timedelta(hours=9), timedelta(days=1), timedelta(days=40), TEN_YEARS)
    for sign in (1, -1)
]
YEARS = [TEN_YEARS, -TEN_YEARS]
FOURTEEN_DAYS = timedelta(days=14)
A_MOMENT = timedelta(minutes=2)
"""More than a visit takes here."""


@dataclass
class Clock:
    """The tablet's: ``ahead`` of the true time. What was true when is remembered."""

    ahead: timedelta = RIGHT
    true: Callable[[tzinfo], datetime] = datetime.now

    def now(self, zone: tzinfo) -> datetime:
        """What the tablet believes."""
        return self.true(zone) + self.ahead


@dataclass
class Noted:
    """One visit: how wrong the clock was when, and what was true."""

    knock: timedelta
    promised: timedelta
    end: timedelta
    sent: timedelta
    id: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(clock.VIETNAM))

    @property
    def stood_still(self) -> bool:
        """Whether nobody set the clock from the first tap until it was handed in."""
        return self.knock == self.promised == self.end == self.sent

    @property
    def was_set_on_the_way(self) -> bool:
        """Whether it was set back, or by years, during the visit, and not after."""
        back = self.end < self.knock or abs(self.end - self.knock) > TEN_YEARS / 2
        return back and self.end == self.sent and self.promised in (self.knock, self.end)


def drawn(chance: random.Random) -> Noted:
    """One of four kinds of visit: by one clock; set during it by years; set back a little; set before the sync."""
    one, other = chance.choice(WITHIN + BEYOND), chance.choice(WITHIN + BEYOND)
    match chance.randrange(4):
        case 0:
            return Noted(one, one, one, one)
        case 1:
            was, became = chance.choice([(RIGHT, chance.choice(YEARS)), (chance.choice(YEARS), RIGHT)])
            return Noted(was, chance.choice([was, became]), became, became)
        case 2:
            became = one - chance.choice([timedelta(hours=2), timedelta(days=3)])
            return Noted(one, became, became, became)
        case _:
            return Noted(one, one, one, other)


@pytest.fixture
def tablets_clock() -> Iterator[Clock]:
    """The clock of every tablet here; the server, a process of its own, goes by the true one."""
    one = Clock()
    with mock.patch.object(clock, "datetime", SimpleNamespace(now=one.now, combine=datetime.combine)):
        yield one


def visit(tablet: Tablet, by: Clock, noted: Noted, chance: random.Random) -> None:
    """A visit tap by tap, each at the time that the tablet believes it is."""
    by.ahead = noted.knock
    draft = begin(chance.choice(tablet.doors), Official(tablet.official, ""), clock.now())
    draft = choose_outcome(agree(draft), Outcome.MET)
    by.ahead = noted.promised
    draft = promise(draft, day_of(clock.now()) + FOURTEEN_DAYS)
    tablet.store.save_draft(draft)
    by.ahead = noted.end
    record = finish(draft, clock.now())
    tablet.add(record)
    noted.id = record.id


def is_right(kept: Visit, noted: Noted) -> None:
    """It happened when it happened, and they come again when they said they would."""
    assert abs(kept.started_at - noted.at) <= CLOCK_TOLERANCE + A_MOMENT
    assert timedelta() <= kept.ended_at - kept.started_at <= A_MOMENT
    assert kept.next_visit is not None
    assert abs(kept.next_visit - date_of(noted) - FOURTEEN_DAYS) <= timedelta(days=1), "midnight may be between them"
    if abs(noted.sent) > CLOCK_TOLERANCE:
        assert abs(kept.corrected_by - noted.sent.total_seconds()) < A_MOMENT.total_seconds()
    elif noted.stood_still:
        assert kept.corrected_by == 0


def date_of(noted: Noted) -> date:
    return day_of(noted.at)


def is_possible(kept: Visit, handed_in: datetime) -> None:
    """No visit is to come, none is older than the communes, none ends before it begins or takes days."""
    assert kept.day >= COMMUNES_SINCE
    assert kept.started_at <= handed_in + CLOCK_TOLERANCE + A_MOMENT
    assert timedelta() <= kept.ended_at - kept.started_at <= A_MOMENT


def shown(tablet: Tablet, household: str) -> dict[str, Visit]:
    """The visits of a household that a tablet shows, by id."""
    return {one.id: one for one in tablet.store.visits_of(household)}


def hand_in(tablet: Tablet, noted: Noted) -> Visit:
    """Sync, and what became of the visit: the same here and on the server."""
    n = tablet.store.sync_state().made
    tablet.sync()
    assert abs(tablet.store.sync_state().clock_ahead - noted.sent) < A_MOMENT, "what the official is told"
    nothing_lost(tablet)
    (kept,) = msgspec.convert(tablet.commune.oracle.ask("visits", tablet=tablet.id, above=n - 1), list[Visit])
    assert shown(tablet, kept.household)[noted.id] == kept
    return kept


def test_visits_are_kept_corrected_and_marked_on_both_sides(
    commune: Commune,
    enrol: Callable[..., Tablet],
    often: Callable[[int, int], int],
    chance: random.Random,
    tablets_clock: Clock,
) -> None:
    """Whatever the clock said; and they are right whenever one error explains what it said."""
    tablet, other = enrol(commune), enrol(commune)
    right = 0
    for _ in range(often(40, 1000)):
        noted = drawn(chance)
        visit(tablet, tablets_clock, noted, chance)
        tablets_clock.ahead = noted.sent
        kept = hand_in(tablet, noted)
        is_possible(kept, datetime.now(clock.VIETNAM))
        if noted.stood_still or noted.was_set_on_the_way:
            is_right(kept, noted)
            right += 1
    assert right > 10
    tablets_clock.ahead = RIGHT
    other.sync()
    for door in other.doors:
        assert shown(other, door.id) == shown(tablet, door.id)
    figures_agree(tablet, other)
