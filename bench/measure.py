"""Runs that take turns, their medians and ratios, as a table and as JSON."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

RUNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what we, the floor and the peers take, in ``unit``, one value a run (lower is better).

    ``goal`` says what we want of ours. Floor and peers are empty where there is nothing to compare.
    """

    name: str
    unit: str
    ours: list[float]
    floor: list[float] = field(default_factory=list)
    peers: dict[str, list[float]] = field(default_factory=dict)
    goal: str = ""
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Our median over the floor's."""
        return statistics.median(self.ours) / statistics.median(self.floor) if self.floor else None

    @property
    def faster(self) -> dict[str, float]:
        """Each peer's median over ours."""
        ours = statistics.median(self.ours)
        return {name: statistics.median(values) / ours for name, values in self.peers.items()}


def take_turns(*contestants: Callable[[], Mapping[str, float]]) -> Iterator[tuple[str, list[list[float]]]]:
    """Run all by turns, so that a slow minute of the machine falls on each; name, and each one's values.

    A first turn warms the machine's caches and is not kept.
    """
    turns = [[run() for run in contestants] for _ in range(RUNS + 1)][1:]
    for name in turns[0][0]:
        yield name, [[turn[at][name] for turn in turns] for at in range(len(contestants))]


def table(rows: list[Row]) -> str:
    """The rows for people: a table, and below it what else was noted of each."""
    peers = list(dict.fromkeys(name for row in rows for name in row.peers))
    head = ("", "unit", "ours", "min..max", "goal", "floor", "ratio", *peers)
    lines = [head, *(_cells(row, peers) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    shown = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([*shown, "", *(_notes(row) for row in rows if row.notes)]).rstrip()


def write_json(rows: list[Row], path: Path) -> None:
    """The rows for programs: every run, medians, ratios and the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "system": platform.platform()}
    content = {
        "machine": machine,
        "rows": [
            {
                **asdict(row),
                **{
                    f"{who}_median": statistics.median(getattr(row, who))
                    for who in ("ours", "floor")
                    if getattr(row, who)
                },
                "peer_medians": {name: statistics.median(values) for name, values in row.peers.items()},
                "ratio": row.ratio,
                "faster": row.faster,
            }
            for row in rows
        ],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _cells(row: Row, peers: list[str]) -> tuple[str, ...]:
    return (
        row.name,
        row.unit,
        _median(row, row.ours),
        f"{_number(row, min(row.ours))}..{_number(row, max(row.ours))}" if len(row.ours) > 1 else "",
        row.goal,
        _median(row, row.floor),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        *(f"{_median(row, row.peers[name])} = {row.faster[name]:.1f} x" if name in row.peers else "" for name in peers),
    )


def _notes(row: Row) -> str:
    return f"{row.name}: {', '.join(f'{name} {value:,}' for name, value in row.notes.items())}"


def _median(row: Row, values: list[float]) -> str:
    return _number(row, statistics.median(values)) if values else ""


def _number(row: Row, value: float) -> str:
    return f"{value:,.0f}" if row.unit == "bytes" else f"{value:.3f}"
