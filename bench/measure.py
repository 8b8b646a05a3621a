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
    """One line of the table: what we do and what the floor does, in ``unit``, one value a run (lower is better)."""

    name: str
    unit: str
    ours: list[float]
    floor: list[float]
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Our median over the floor's."""
        return statistics.median(self.ours) / statistics.median(self.floor)


def take_turns(
    ours: Callable[[], Mapping[str, float]], floor: Callable[[], Mapping[str, float]]
) -> Iterator[tuple[str, list[float], list[float]]]:
    """Run both by turns, so that a slow minute of the machine falls on both; name, our values, the floor's.

    A first turn warms the machine's caches and is not kept.
    """
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(RUNS)]
    for name in pairs[0][0]:
        yield name, [mine[name] for mine, _ in pairs], [theirs[name] for _, theirs in pairs]


def table(rows: list[Row]) -> str:
    """The rows for people."""
    head = ("", "unit", "ours", "floor", "ratio", "ours min..max", "floor min..max", "")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def write_json(rows: list[Row], path: Path) -> None:
    """The rows for programs: every run, medians, ratios and the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "system": platform.platform()}
    content = {
        "machine": machine,
        "rows": [
            {
                **asdict(row),
                "ours_median": statistics.median(row.ours),
                "floor_median": statistics.median(row.floor),
                "ratio": row.ratio,
            }
            for row in rows
        ],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    notes = ", ".join(f"{name} {value:,}" for name, value in row.notes.items())
    ours, floor = (statistics.median(values) for values in (row.ours, row.floor))
    return (
        row.name,
        row.unit,
        f"{ours:.3f}",
        f"{floor:.3f}",
        f"{row.ratio:.2f}",
        _span(row.ours),
        _span(row.floor),
        notes,
    )


def _span(values: list[float]) -> str:
    return f"{min(values):.3f}..{max(values):.3f}"
