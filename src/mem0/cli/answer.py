"""What a command answers, and how it is shown: JSON for programs, one line a result for pipes, colours for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from .columns import table
from .screen import Screen, styled
from .words import one_line

Output: TypeAlias = Literal["text", "json", "table", "quiet"]
_WHOLE: Final = frozenset(("id", "score", "event", "date", "since", "count"))  # columns whose cells are better not broken


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: column names and the rows under them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]

    def lines(self) -> list[str]:
        """One row a line, fields parted by tabs."""
        return ["\t".join(one_line(cell) for cell in row) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a command.

    data, count: what --json shows. grid: the results for pipes and tables. ids: what -o quiet prints. show: how a
    terminal shows it (None: as a table). note: said on standard error to whoever reads. code: the exit code.
    """

    data: Any
    count: int
    grid: Grid
    ids: Sequence[str] = ()
    show: Callable[[Screen], None] | None = None
    note: str | None = None
    code: int = 0


@dataclass(frozen=True, slots=True)
class Envelope:
    """The frame of every JSON answer."""

    command: str
    duration_ms: int
    scope: Mapping[str, str] = field(default_factory=dict)

    def of(self, answer: Answer) -> dict[str, Any]:
        return {"status": "success", **self._frame(), "count": answer.count, "data": answer.data}

    def of_error(self, error: Mapping[str, Any]) -> dict[str, Any]:
        return {"status": "error", **self._frame(), "count": 0, "data": None, "error": dict(error)}

    def _frame(self) -> dict[str, Any]:
        return {"command": self.command, "duration_ms": self.duration_ms, "scope": dict(self.scope)}


def show(answer: Answer, output: Output, envelope: Envelope) -> None:
    """Print an answer in the form that was asked for."""
    if output == "json":
        print_json(envelope.of(answer))
        return
    if output == "quiet":
        _print_lines(answer.ids)
    elif output == "table" or (sys.stdout.isatty() and answer.show is None and answer.grid.rows):
        _print_table(answer.grid)
    elif sys.stdout.isatty() and answer.show is not None:
        answer.show(Screen.out())
    else:
        _print_lines(answer.grid.lines())
    if answer.note and output != "quiet":
        print(answer.note, file=sys.stderr)


def print_json(value: object) -> None:
    """Indented for people, on one line for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None, default=str))


def _print_lines(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)


def _print_table(grid: Grid) -> None:
    screen, rows = Screen.out(), [[one_line(cell) for cell in row] for row in grid.rows]
    if not grid.columns:
        return
    head, *rest = table(grid.columns, rows, screen.columns, whole=_WHOLE, rules=screen.rules)
    screen.write(styled(head, "bold"))
    for line in rest:
        screen.write(line)
