"""What a figure of the bench is, the one table of all figures, and the state of the machine that gave them."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parent.parent
Part = Literal["p50", "p95", "peer/ours", "ours/numpy"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One side's measurements. `rounds` are the medians of the rounds in which the sides took turns."""

    p50: float
    p95: float | None = None
    rounds: tuple[float, ...] = ()
    count: int = 1

    @classmethod
    def of(cls, rounds: Sequence[Sequence[float]]) -> Figure:
        """From the samples of each round."""
        every = sorted(sample for one in rounds for sample in one)
        p95 = every[min(len(every) - 1, int(0.95 * len(every)))] if len(every) >= 20 else None
        return cls(statistics.median(every), p95, tuple(statistics.median(one) for one in rounds if one), len(every))


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of the project for one part of a row. `least`: the part must be at least that, else at most."""

    part: Part
    must: float
    stretch: float | None = None
    least: bool = False

    def verdict(self, value: float) -> str:
        sign = 1 if self.least else -1
        if self.stretch is not None and sign * value >= sign * self.stretch:
            return "stretch"
        return "met" if sign * value >= sign * self.must else "MISSED"

    def __str__(self) -> str:
        bound = f"{self.part} {'>=' if self.least else '<='} {self.must:g}"
        return bound if self.stretch is None else f"{bound} ({self.stretch:g})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `note` says what was measured, or why it could not be."""

    cell: str
    unit: str
    ours: Figure | None = None
    peer: Figure | None = None
    limit: Figure | None = None
    goals: tuple[Goal, ...] = ()
    note: str = ""

    def part(self, part: Part) -> float | None:
        if part == "peer/ours":
            return _ratio(self.peer, self.ours)
        if part == "ours/numpy":
            return _ratio(self.ours, self.limit)
        return None if self.ours is None else getattr(self.ours, part)

    def verdict(self) -> str:
        values = [(goal, self.part(goal.part)) for goal in self.goals]
        return ", ".join("not measured" if value is None else goal.verdict(value) for goal, value in values)

    def as_json(self) -> dict[str, Any]:
        sides = {"ours": self.ours, "peer": self.peer, "numpy": self.limit}
        return {
            "cell": self.cell, "unit": self.unit, "note": self.note, "goals": [str(goal) for goal in self.goals],
            "verdict": self.verdict(), "peer/ours": self.part("peer/ours"), "ours/numpy": self.part("ours/numpy"),
            **{name: _figure(one) for name, one in sides.items()},
        }  # fmt: skip


def _figure(one: Figure | None) -> dict[str, Any] | None:
    return None if one is None else {"p50": one.p50, "p95": one.p95, "rounds": one.rounds, "count": one.count}


def _ratio(above: Figure | None, below: Figure | None) -> float | None:
    return None if above is None or below is None or not below.p50 else above.p50 / below.p50


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


_HEADS = (
    "figure", "unit", "ours p50", "p95", "peer p50", "p95", "peer/ours", "of rounds", "numpy", "ours/numpy", "must (stretch)", "",
)  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """All rows as one Markdown table with even columns, then the notes."""
    return drawn([row.as_json() for row in rows])


def drawn(rows: Sequence[dict[str, Any]]) -> str:
    """`table` of rows as they are kept in a file of results."""
    lines = [_HEADS, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    even = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines]
    even.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    notes = [f"- {row['cell']}: {row['note']}" for row in rows if row["note"]]
    return "\n".join([*even, "", *notes])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    ours, peer, limit = (row[name] or {} for name in ("ours", "peer", "numpy"))
    return (
        row["cell"], row["unit"],
        _short(ours.get("p50")) or "-", _short(ours.get("p95")),
        _short(peer.get("p50")), _short(peer.get("p95")),
        _short(row["peer/ours"]), _spread(ours.get("rounds", ()), peer.get("rounds", ())),
        _short(limit.get("p50")), _short(row["ours/numpy"]),
        "; ".join(row["goals"]), row["verdict"],
    )  # fmt: skip


def _spread(ours: Sequence[float], peer: Sequence[float]) -> str:
    """The least and greatest peer/ours ratio of single rounds."""
    ratios = [theirs / mine for theirs, mine in zip(peer, ours, strict=True)] if len(ours) == len(peer) else []
    return f"{_short(min(ratios))}-{_short(max(ratios))}" if len(ratios) > 1 else ""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when the figures came to be. `load` is the load average over one minute, before and after."""

    cpu: str
    cores: int
    load: list[float]
    system: str
    python: str
    versions: dict[str, str]
    commit: str
    data: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        loads = " -> ".join(f"{one:.2f}" for one in self.load)
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        data = ", ".join(f"{name}: {value}" for name, value in self.data.items())
        return (
            f"{self.cpu}, {self.cores} cores, load {loads}; {self.system}; Python {self.python}; {versions}; commit {self.commit}"
            f"\nOne thread a process (OMP_NUM_THREADS=1). {data}"
        )


def machine(versions: dict[str, str], data: dict[str, Any]) -> Machine:
    import mem0

    ours = {"open-mem0": mem0.__version__, **{name: importlib.metadata.version(name) for name in ("numpy", "pydantic")}}
    return Machine(
        cpu=_cpu(), cores=os.cpu_count() or 1, load=[os.getloadavg()[0]], system=platform.platform(terse=True),
        python=platform.python_version(), versions={**ours, **versions}, commit=_commit(), data=data,
    )  # fmt: skip


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False).stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+changes" if git("status", "--porcelain", "src") else "")
