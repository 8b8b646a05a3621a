"""Invented households and visits for tests, and strategies that make many of them."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from outreach.domain.clock import VIETNAM
from outreach.domain.coverage import Coverage, count, total
from outreach.domain.identity import new_id
from outreach.domain.period import Period
from outreach.domain.records import Ability, Help, Household, HouseholdState, Outcome, Visit

START = date(2026, 9, 1)
ALL = Period(START, START + timedelta(days=120))
AS_OF = START + timedelta(days=120)
TOPICS = ("vneid", "dich-vu-cong", "khong-tien-mat")


def at(day: int, hour: int = 9) -> datetime:
    """``hour`` o'clock in Vietnam, ``day`` days after 1 September 2026."""
    return datetime.combine(START + timedelta(days=day), time(hour), VIETNAM)


def visit(household="h", day=0, hour=9, outcome=Outcome.MET, *given, agreed=True, hamlet="thon-1", **more) -> Visit:
    """A visit of 20 minutes; ``given`` are the guides."""
    started = at(day, hour)
    return Visit(
        id=more.pop("id", None) or new_id(),
        household=household,
        hamlet=hamlet,
        official="binh",
        started_at=started,
        ended_at=started + timedelta(minutes=20),
        outcome=outcome,
        notice_version=1,
        agreed=agreed if outcome is Outcome.MET else None,
        help=given,
        **more,
    )


def gave(topic="vneid", ability=Ability.DID_ALONE, finished=True, stuck_step=None) -> Help:
    """A guide of ``topic``, version 1."""
    return Help(f"guide-{topic}", topic, 1, ability, finished, stuck_step)


def household(id="h", hamlet="thon-1", state=HouseholdState.ELIGIBLE) -> Household:
    """A household of Thôn 1."""
    return Household(id, hamlet, f"01-{id}", state=state)


def coverage_of(*visits, state=HouseholdState.ELIGIBLE, period=ALL, topic=None) -> Coverage:
    """The counts of one household with these visits."""
    return total(count([household(state=state)], visits, period, AS_OF, topic).values())


AT_THE_DOOR = [one for one in Outcome if one is not Outcome.RETRACTED]
"""What a visit may say that corrects none."""

helps = st.builds(gave, st.sampled_from(TOPICS), st.sampled_from(Ability), st.booleans())
visits = st.builds(
    lambda h, day, hour, outcome, given, agreed, hamlet, promised: visit(
        h, day, hour, outcome, *given, agreed=agreed, hamlet=hamlet,
        next_visit=promised and START + timedelta(days=day + promised),
    ),
    st.sampled_from("abcde"),
    st.integers(0, 75),
    st.integers(6, 20),
    st.sampled_from(AT_THE_DOOR),
    st.lists(helps, max_size=3),
    st.sampled_from([True, True, False]),
    st.sampled_from(["thon-1", "thon-2"]),
    st.none() | st.integers(1, 30),
)  # fmt: skip
histories = st.lists(visits, max_size=25)


@st.composite
def _corrected(draw) -> list[Visit]:
    """One household's visits in order of acceptance; some correct others, even before these have come."""
    written: list[Visit] = []
    for day in range(draw(st.integers(1, 8))):
        wrong = draw(st.none() | st.sampled_from(written)) if written else None
        outcomes = st.sampled_from(Outcome if wrong else AT_THE_DOOR)
        written.append(visit("h", day, outcome=draw(outcomes), replaces=wrong and wrong.id))
    shuffled: list[Visit] = draw(st.permutations(written))
    return shuffled


corrected = _corrected()
households = st.builds(
    lambda states: [household(id, state=state) for id, state in zip("abcde", states, strict=True)],
    st.lists(st.sampled_from(HouseholdState), min_size=5, max_size=5),
)
