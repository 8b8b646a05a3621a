"""Many seeds on all cores: progress, a summary, and the shortest trace of whatever failed."""

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

from .events import EVENTS, Step, plan
from .ledger import DELETED
from .network import FAULTS
from .rounds import DIED
from .run import Outcome, Simulator, shortest, simulator

STEP = 500
"""How many seeds pass between two lines of progress where there is no terminal."""

MOST_SHOWN = 5
"""Failures that are shortened and printed; the rest are counted."""

_open = ExitStack()
_worker: list[Simulator] = []


@dataclass
class Summary:
    """What many worlds came to."""

    seeds: int = 0
    confirmed: int = 0
    excused: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[int, str] = field(default_factory=dict)

    def add(self, seed: int, outcome: Outcome, seconds: float) -> None:
        """One more world."""
        self.seeds += 1
        self.confirmed += outcome.confirmed
        self.excused += outcome.excused
        self.slowest = max(self.slowest, (seconds, seed))
        self.counts.update(outcome.counts)
        if outcome.wrong:
            self.wrong[seed] = outcome.wrong

    def text(self, seconds: float) -> str:
        """The figures, for a person."""
        lost, stuck = (sum(one == what for one in self.wrong.values()) for what in ("lost", "stuck"))
        slow, seed = self.slowest
        return "\n".join(
            [
                "What happened:",
                *(f"  {self.counts[name]:>8}  {name}" for name in sorted({*EVENTS, *FAULTS, DELETED, DIED})),
                f"{self.seeds} seeds in {seconds:.0f} s, {1000 * seconds / max(1, self.seeds):.0f} ms each; "
                f"the slowest, {seed}, took {slow:.1f} s.",
                f"{self.confirmed} records confirmed; of {self.excused} of them somebody destroyed every copy.",
                f"{lost} lost, {stuck} stuck, {len(self.wrong) - lost - stuck} otherwise wrong.",
            ]
        )


def run_seeds(seeds: range, jobs: int) -> bool:
    """Run all of them; whether every world was as it should be."""
    began, summary = time.monotonic(), Summary()
    for seed, outcome, seconds in _mapped(_one, seeds, jobs):
        summary.add(seed, outcome, seconds)
        if summary.seeds % (1 if sys.stderr.isatty() else STEP) == 0:
            _progress(
                f"{summary.seeds}/{len(seeds)} seeds, {len(summary.wrong)} wrong, {time.monotonic() - began:.0f} s"
            )
    _progress("")
    say(summary.text(time.monotonic() - began))
    if summary.wrong:
        some = sorted(summary.wrong)[:MOST_SHOWN]
        for text in _mapped(_explained, some, jobs):
            say(text)
        say(f"Failing seeds: {', '.join(f'{seed} ({what})' for seed, what in sorted(summary.wrong.items())[:50])}")
    return not summary.wrong


def run_traces() -> None:
    """Answer each line of the input (a plan as JSON) with a line: its outcome as JSON."""
    with simulator() as sim:
        for line in sys.stdin:
            say(json.dumps(asdict(sim.run([(name, arguments) for name, arguments in json.loads(line)]))))


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def trace(steps: list[Step]) -> str:
    """A plan as it is written into test_known_traces.py."""
    return "[\n" + "".join(f"    {step!r},\n" for step in steps) + "]"


def _mapped(do: Callable[[Any], Any], items: Iterable[int], jobs: int) -> Iterable[Any]:
    if jobs == 1:
        with ExitStack() as open_:
            _worker.append(open_.enter_context(simulator()))
            yield from map(do, items)
            _worker.clear()
        return
    with multiprocessing.get_context("fork").Pool(jobs, _begin) as pool:
        yield from pool.imap_unordered(do, items)


def _begin() -> None:
    _worker.append(_open.enter_context(simulator()))
    # The pool ends its processes without a word, so the folder goes when this one is told to.
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    multiprocessing.util.Finalize(None, _open.close, exitpriority=1)


def _one(seed: int) -> tuple[int, Outcome, float]:
    began = time.monotonic()
    outcome = _worker[0].run(plan(seed))
    return seed, outcome, time.monotonic() - began


def _explained(seed: int) -> str:
    sim = _worker[0]
    wrong = sim.run(plan(seed)).wrong
    if not wrong:
        return f"Seed {seed} failed once and not again."
    steps = shortest(sim, plan(seed), wrong)
    return f"Seed {seed}: {sim.run(steps).detail}\nThe shortest trace that fails so:\n{trace(steps)}"


def _progress(text: str) -> None:
    """On a terminal one line that changes; elsewhere a line each."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
    elif text:
        sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
