"""Two corrections of one visit, made on two tablets at once: both are kept, and all agree on which one stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.records import Outcome, Visit
from outreach.domain.visit_versions import standing, versions
from outreach.server.records import visits
from outreach.server.rollups import reading, recount
from outreach.store import Store
from outreach.sync.exchange import identity_from, sync
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast

from .line import Line
from .test_exchange import OWN, second_tablet

DOORS = HOUSEHOLDS[:2]


@contextmanager
def two_tablets(cast: Cast, folder: Path) -> Iterator[list[tuple[Store, Line]]]:
    """Bình's, and another for the same hamlets."""
    both = [cast.enrolled, second_tablet(cast, *cast.enrolled.scope)]
    stores = [Store.open(folder / f"{number}.db") for number in range(len(both))]
    try:
        for store, enrolled in zip(stores, both, strict=True):
            store.enrol(identity_from("http://127.0.0.1:1", enrolled))
        yield [(store, Line(enrolled)) for store, enrolled in zip(stores, both, strict=True)]
    finally:
        for store in stores:
            store.close()


def shown(some: list[Visit]) -> list[list[str]]:
    """Which visit stands, and what else its family holds, by id."""
    return sorted([own[0].id, *sorted(visit.id for visit in own[1:])] for own in versions(some))


outcomes = st.sampled_from((Outcome.MET, Outcome.NOBODY_HOME, Outcome.REFUSED))
events = st.one_of(
    st.tuples(st.just("visit"), st.integers(0, 1), st.integers(0, 1), outcomes),
    *[st.tuples(st.just("correct"), st.integers(0, 1), st.integers(0, 2), outcomes)] * 3,
    *[st.tuples(st.just("sync"), st.integers(0, 1), st.just(0), outcomes)] * 2,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(events, min_size=6, max_size=14))
def test_server_and_tablets_show_the_same_and_count_the_same(cast: Cast, tmp_path_factory, plan):
    ticks = count()
    with transaction.atomic(), two_tablets(cast, tmp_path_factory.mktemp("tablets")) as tablets:
        tablets[0][0].add(cast.visit(DOORS[0], NOW.replace(hour=6)))
        for store, line in tablets:
            sync(store, line)
        for what, number, which, outcome in plan:
            store, line = tablets[number]
            known = [visit for door in DOORS for visit in store.visits_of(door.id)]
            if what == "visit":
                store.add(cast.visit(DOORS[which], NOW.replace(minute=next(ticks)), outcome=outcome, help=()))
            elif what == "correct":
                wrong = known[which % len(known)]
                store.add(
                    cast.visit(
                        next(door for door in DOORS if door.id == wrong.household),
                        wrong.started_at,
                        outcome=outcome,
                        help=(),
                        replaces=wrong.id,
                    )
                )
            elif what == "sync":
                sync(store, line)
        for store, line in [*tablets, *tablets]:
            sync(store, line)
        figures = reading.coverage(NAM_DONG.code, as_of=NOW.date())
        for store, _ in tablets:
            assert store.coverage(NOW.date()) == {hamlet: figures[hamlet] for hamlet in cast.enrolled.scope}
            for door in OWN:
                assert shown(store.visits_of(door)) == shown(list(visits.of_households(NAM_DONG.code, [door])))
        assert list(recount.differences(NAM_DONG.code, NOW.date())) == []
        assert list(recount.progress_differences(NAM_DONG.code)) == []
        transaction.set_rollback(True)  # the next plan begins anew


def test_the_later_accepted_stands_whoever_wrote_first(cast: Cast, tmp_path):
    with two_tablets(cast, tmp_path) as ((one, line), (other, other_line)):
        wrong = cast.visit()
        one.add(wrong)
        for store, its in ((one, line), (other, other_line)):
            sync(store, its)
        written_first = cast.visit(outcome=Outcome.NOBODY_HOME, help=(), replaces=wrong.id)
        accepted_first = cast.visit(outcome=Outcome.REFUSED, help=(), replaces=wrong.id)
        one.add(written_first)
        other.add(accepted_first)
        assert standing(one.visits_of(wrong.household)) == [written_first]
        sync(other, other_line)
        sync(one, line)
        sync(other, other_line)
        for store in (one, other):
            assert versions(store.visits_of(wrong.household)) == [[written_first, accepted_first, wrong]]
        assert reading.coverage(NAM_DONG.code)[wrong.hamlet].visits == 1
