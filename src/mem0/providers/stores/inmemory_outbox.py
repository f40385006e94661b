"""The outbox of the in-memory store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from mem0.ports import MEMORY, Op, Pending
from mem0.records import Micros

Subject: TypeAlias = tuple[str, str, str]  # target, kind, id


@dataclass(frozen=True, slots=True)
class TargetRow:
    kinds: frozenset[str]
    holder: str | None = None
    until: Micros = 0


@dataclass(slots=True)
class OutboxState:
    """Rows in the order of their numbers, the targets, and the last number."""

    n: int = 0
    rows: dict[Subject, Pending] = field(default_factory=dict)
    targets: dict[str, TargetRow] = field(default_factory=dict)

    def copy(self) -> OutboxState:
        return OutboxState(self.n, dict(self.rows), dict(self.targets))

    def queue(self, target: str, kind: str, op: Op, one: str) -> None:
        self.rows.pop((target, kind, one), None)  # so that the row goes to the end of the order
        self.n += 1
        self.rows[target, kind, one] = Pending(self.n, kind, op, one)

    def keep(self, rows: Mapping[Subject, Pending]) -> None:
        self.rows = dict(rows)

    def cleared(self) -> OutboxState:
        """What a reset leaves: every target is told to clear."""
        left = OutboxState(self.n, {}, dict(self.targets))
        for target in sorted(left.targets):
            left.queue(target, "", "clear", "")
        return left


class InMemoryOutbox:
    """ports.Outbox on the state of one view."""

    def __init__(self, state: OutboxState) -> None:
        self._state = state

    def targets(self) -> list[str]:
        return sorted(self._state.targets)

    def pending(self, target: str, *, limit: int) -> list[Pending]:
        return self._of(target)[: max(limit, 0)]

    def backlog(self, target: str) -> int:
        return len(self._of(target))

    def register(self, target: str, *, kinds: Sequence[str] = (MEMORY,)) -> bool:
        old = self._state.targets.get(target)
        wanted = frozenset(kinds)
        self._state.targets[target] = TargetRow(wanted) if old is None else replace(old, kinds=wanted)
        return old is None

    def unregister(self, target: str) -> None:
        self._state.targets.pop(target, None)
        self._drop(target)

    def announce(self, kind: str, op: Op, ids: Iterable[str], *, only: str | None = None) -> None:
        wanting = [name for name in self.targets() if kind in self._state.targets[name].kinds and only in (None, name)]
        for one in ids:
            for target in wanting:
                self._state.queue(target, kind, op, one)

    def restart(self, target: str) -> None:
        if target in self._state.targets:
            self._drop(target)
            self._state.queue(target, "", "clear", "")

    def done(self, target: str, *, up_to: int) -> None:
        rows = self._state.rows.items()
        self._state.keep({subject: row for subject, row in rows if subject[0] != target or row.n > up_to})

    def take(self, target: str, holder: str, *, now: Micros, until: Micros) -> bool:
        row = self._state.targets.get(target)
        if row is None or (row.holder not in (None, holder) and row.until > now):
            return False
        self._state.targets[target] = replace(row, holder=holder, until=until)
        return True

    def give_back(self, target: str, holder: str) -> bool:
        row = self._state.targets.get(target)
        if row is None or row.holder != holder:
            return False
        self._state.targets[target] = replace(row, holder=None, until=0)
        return True

    def _of(self, target: str) -> list[Pending]:
        return [row for subject, row in self._state.rows.items() if subject[0] == target]

    def _drop(self, target: str) -> None:
        self._state.keep({subject: row for subject, row in self._state.rows.items() if subject[0] != target})
