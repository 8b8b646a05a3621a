"""Worlds whose server has mistakes that nobody foresaw: what it fails at waits aside, and nothing is held up by it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from unittest import mock

from outreach.domain.clock import now
from outreach.domain.records import Noted
from outreach.server.ingest import judging, writing
from outreach.server.rollups import keeping

from .events import plan
from .run import simulator

WORLDS = 25
PLACES: list[tuple[object, str, Callable[..., Iterable[Noted]], str]] = [
    (judging, "corrected", lambda record, *_: [record], "abcdefgh"),
    (keeping, "visits_accepted", lambda _commune, _from, visits, _households: visits, "ijklmnop"),
    (writing, "findings_came", lambda _, findings: findings, "qrstuvwxyz"),
    (writing, "edits_came", lambda _, edits: edits, "ABCDEFGHIJKLMNOP"),
]
"""Functions of the server, which of what they are given are the records, and how the ids begin at which they fail."""


def _fails_at_some(well, given, begins, failed):
    def fails(*arguments):
        arguments = tuple(list(one) if isinstance(one, Iterator) else one for one in arguments)
        # At every second hour only: it may be taken when somebody tries again.
        if now().hour % 2 == 0 and any(record.id[0] in begins for record in given(*arguments)):
            failed.add(well.__name__)
            raise ZeroDivisionError
        return well(*arguments)

    return fails


def test_they_hold_up_nothing(django_db_blocker):
    failed: set[str] = set()
    with django_db_blocker.unblock(), simulator() as sim, ExitStack() as mistakes:
        for module, name, given, begins in PLACES:
            fails = _fails_at_some(getattr(module, name), given, begins, failed)
            mistakes.enter_context(mock.patch.object(module, name, fails))
        for seed in range(1, 1 + WORLDS):
            outcome = sim.run(plan(seed))
            assert outcome.wrong == "", f"seed {seed}: {outcome.detail}"
    assert failed == {name for _, name, *_ in PLACES}
