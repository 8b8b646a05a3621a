"""Three months at the doors of an invented commune: what an official would have noted, drawn at random. No Django.

The chances are guesses at what is plausible, not measurements of anything.
"""

import base64
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from outreach.domain.clock import VIETNAM
from outreach.domain.draft import NOTICE_VERSION
from outreach.domain.identity import short_id
from outreach.domain.records import (
    Ability,
    Help,
    Household,
    HouseholdState,
    Outcome,
    Refusal,
    Satisfaction,
    Visit,
)

GUIDES = {
    "vneid": ("kich-hoat-vneid", ("kich-hoat", "ma-otp", "mat-khau", "passcode")),
    "dich-vu-cong": ("nop-ho-so", ("dang-nhap", "chon-thu-tuc", "to-khai", "gui-kem")),
    "khong-tien-mat": ("quet-vietqr", ("bam-quet", "doc-ten", "xac-nhan")),
}
"""Topic -> the guide shown, and the steps people get stuck at."""

_MINUTES = {"morning": (7 * 60 + 30, 11 * 60), "afternoon": (14 * 60, 17 * 60), "evening": (18 * 60, 20 * 60)}
_FIRST = {Outcome.MET: 64, Outcome.NOBODY_HOME: 25, Outcome.CALL_BACK: 7, Outcome.REFUSED: 4}
_AGAIN = {Outcome.MET: 60, Outcome.NOBODY_HOME: 34, Outcome.CALL_BACK: 4, Outcome.REFUSED: 2}
_ABILITY = {
    Ability.SHOWN: 24,
    Ability.DID_WITH_HELP: 40,
    Ability.DID_ALONE: 18,
    Ability.CAN_TEACH: 4,
    Ability.ALREADY_ABLE: 14,
}
_ABILITY_LATER = {Ability.SHOWN: 10, Ability.DID_WITH_HELP: 26, Ability.DID_ALONE: 54, Ability.CAN_TEACH: 10}
_FACES = {Satisfaction.HAPPY: 80, Satisfaction.NEUTRAL: 17, Satisfaction.SAD: 3}
_NOTES = ("hẹn buổi tối", "cần kính lão", "máy cũ, mạng chậm", "con cháu giúp thêm", "gọi ở cửa sau")
_GONE = {HouseholdState.VACANT: Outcome.VACANT, HouseholdState.MOVED: Outcome.MOVED}
_MOST_TRIES = 8

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Span:
    """The days of the story, both included."""

    first: date
    last: date


class Storyteller:
    """Tells what happened at one household after another; the same random numbers tell the same story."""

    def __init__(self, chance: random.Random, span: Span) -> None:
        self._chance = chance
        self._span = span

    def new_id(self) -> str:
        """An id drawn from the seed."""
        return short_id(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def household(self, household: Household, official: str) -> Iterator[Visit | Refusal]:
        """The records of one household from its first knock to the last, in order of time."""
        chance = self._chance
        day: date | None = self._span.first + timedelta(chance.randrange((self._span.last - self._span.first).days + 1))
        topics = list(GUIDES)[: chance.choices((1, 2, 3), (5, 4, 1))[0]]
        tries = 0
        known: dict[str, Ability] = {}
        while day is not None and day <= self._span.last and tries < _MOST_TRIES:
            outcome = _GONE.get(household.state) or self._one_of(_AGAIN if tries else _FIRST)
            band = self._one_of({"morning": 5, "afternoon": 4, "evening": 2 + 3 * tries})
            at = self._moment(day, band)
            if outcome is Outcome.MET and not tries and chance.random() < 0.015:
                yield Refusal(self.new_id(), household.hamlet, official, day, guides_shown=chance.randrange(2))
                return
            visit = self._visit(household, official, at, outcome, topics, known)
            yield visit
            known.update({given.topic: given.ability for given in visit.help})
            day = self._next_day(visit)
            tries += 1

    def _visit(
        self,
        household: Household,
        official: str,
        at: datetime,
        outcome: Outcome,
        topics: list[str],
        known: dict[str, Ability],
    ) -> Visit:
        chance = self._chance
        met = outcome is Outcome.MET
        given = tuple(self._help(topic, topic in known) for topic in topics) if met else ()
        learning = any(one.ability in (Ability.SHOWN, Ability.DID_WITH_HELP) for one in given)
        next_visit = None
        if learning and chance.random() < 0.6:
            next_visit = at.date() + timedelta(14)
        elif outcome is Outcome.CALL_BACK:
            next_visit = at.date() + timedelta(chance.randrange(1, 6))
        return Visit(
            self.new_id(),
            household.id,
            household.hamlet,
            official,
            at,
            at + timedelta(minutes=chance.randrange(12, 35) if met else chance.randrange(1, 4)),
            outcome,
            notice_version=NOTICE_VERSION if met else None,
            agreed=True if met else None,
            help=given,
            next_visit=next_visit,
            note=chance.choice(_NOTES) if chance.random() < 0.06 else "",
            satisfaction=self._one_of(_FACES) if met and chance.random() < 0.8 else None,
            handout=self._token() if met and chance.random() < 0.6 else None,
        )

    def _help(self, topic: str, again: bool) -> Help:
        guide, hard_steps = GUIDES[topic]
        ability = self._one_of(_ABILITY_LATER if again else _ABILITY)
        finished = ability is not Ability.SHOWN or self._chance.random() < 0.7
        stuck = None
        if not finished or (ability is Ability.DID_WITH_HELP and self._chance.random() < 0.25):
            stuck = self._chance.choice(hard_steps)
        return Help(guide, topic, 1, ability, finished and ability is not Ability.ALREADY_ABLE, stuck)

    def _next_day(self, visit: Visit) -> date | None:
        """The day somebody knocks again, or None when that was all."""
        chance = self._chance
        if visit.next_visit:
            return visit.next_visit + timedelta(chance.choices((0, 1, 4, 9), (50, 20, 20, 10))[0])
        if visit.outcome is Outcome.NOBODY_HOME and chance.random() < 0.85:
            return visit.day + timedelta(chance.randrange(2, 10))
        if visit.outcome is Outcome.REFUSED and chance.random() < 0.15:
            return visit.day + timedelta(chance.randrange(14, 30))
        return None

    def _moment(self, day: date, band: str) -> datetime:
        minute = self._chance.randrange(*_MINUTES[band])
        return datetime.combine(day, time(minute // 60, minute % 60, self._chance.randrange(60)), VIETNAM)

    def _one_of(self, weights: dict[Choice, int]) -> Choice:
        return self._chance.choices(list(weights), list(weights.values()))[0]

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self._chance.randbytes(32)).decode().rstrip("=")
