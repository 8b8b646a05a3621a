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
    """One line of the table: what we do, what the floor and a peer do, in ``unit``, one value a run (lower is better).

    ``goal`` says what we want of ours. Floor and peer are empty where there is nothing to compare.
    """

    name: str
    unit: str
    ours: list[float]
    floor: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    goal: str = ""
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Our median over the floor's."""
        return statistics.median(self.ours) / statistics.median(self.floor) if self.floor else None

    @property
    def faster(self) -> float | None:
        """The peer's median over ours."""
        return statistics.median(self.peer) / statistics.median(self.ours) if self.peer else None


def take_turns(*contestants: Callable[[], Mapping[str, float]]) -> Iterator[tuple[str, list[list[float]]]]:
    """Run all by turns, so that a slow minute of the machine falls on each; name, and each one's values.

    A first turn warms the machine's caches and is not kept.
    """
    turns = [[run() for run in contestants] for _ in range(RUNS + 1)][1:]
    for name in turns[0][0]:
        yield name, [[turn[at][name] for turn in turns] for at in range(len(contestants))]


def table(rows: list[Row]) -> str:
    """The rows for people."""
    head = ("", "unit", "ours", "goal", "floor", "ratio", "PouchDB", "faster", "ours min..max", "")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def write_json(rows: list[Row], path: Path) -> None:
    """The rows for programs: every run, medians, ratios and the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "system": platform.platform()}
    medians = ("ours", "floor", "peer")
    content = {
        "machine": machine,
        "rows": [
            {
                **asdict(row),
                **{f"{who}_median": statistics.median(getattr(row, who)) for who in medians if getattr(row, who)},
                "ratio": row.ratio,
                "faster": row.faster,
            }
            for row in rows
        ],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    ours, floor, peer = ([_number(row, value) for value in _median(one)] for one in (row.ours, row.floor, row.peer))
    return (
        row.name,
        row.unit,
        *ours,
        row.goal,
        *(floor or [""]),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        *(peer or [""]),
        "" if row.faster is None else f"{row.faster:.1f} x",
        f"{_number(row, min(row.ours))}..{_number(row, max(row.ours))}" if len(row.ours) > 1 else "",
        ", ".join(f"{name} {value:,}" for name, value in row.notes.items()),
    )


def _median(values: list[float]) -> list[float]:
    return [statistics.median(values)] if values else []


def _number(row: Row, value: float) -> str:
    return f"{value:,.0f}" if row.unit == "bytes" else f"{value:.3f}"
