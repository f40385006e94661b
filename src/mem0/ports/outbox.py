"""The port of the outbox: what mirrors of the store (vector indexes, graph databases) have not been told of yet.

A store queues a row for every registered target in the transaction of the change itself, so that no change is missed
whatever crashes. Rows say which thing changed, never how: whoever drains reads the present state from the store. So
rows may be delivered twice and by several processes, and several changes of one thing are one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from ..records import Micros

Op: TypeAlias = Literal["upsert", "delete", "clear"]
# The kinds of rows that the store queues by itself: memories, and the nodes and relations of its graph.
MEMORY: Final = "memory"
ENTITY: Final = "entity"
RELATION: Final = "relation"


@dataclass(frozen=True, slots=True)
class Pending:
    """One row: look at the thing again and take its state over ("upsert"), remove it, or remove everything ("clear").

    `n` grows with every row and never comes back; a new change of the same thing takes the place of its older row.
    A "clear" stands before every row of what came after it; its kind and id are empty.
    """

    n: int
    kind: str
    op: Op
    id: str


class OutboxView(Protocol):
    """The outbox of one snapshot."""

    def targets(self) -> list[str]:
        """The names of the registered targets, in alphabetical order."""

    def pending(self, target: str, *, limit: int) -> list[Pending]:
        """The oldest rows that a target has not been told of, in order; empty for an unknown target."""

    def backlog(self, target: str) -> int:
        """How many rows wait for a target."""


class Outbox(OutboxView, Protocol):
    """The outbox of one transaction. Stores without targets queue nothing."""

    def register(self, target: str, *, kinds: Sequence[str] = (MEMORY,)) -> bool:
        """From now on queue changes of these kinds for a target. False when it was registered; its kinds are then renewed.

        What the store holds already is not queued: see `announce(only=...)`. A target outlives `Store.reset`.
        """

    def unregister(self, target: str) -> None:
        """Forget a target and what was queued for it."""

    def announce(self, kind: str, op: Op, ids: Iterable[str], *, only: str | None = None) -> None:
        """Queue a row for each of these things, for every target of the kind, or for `only` one of them.

        The store does this for memories wherever it changes them: added, replaced, closed, made searchable anew
        ("upsert"), erased ("delete"). Sources and messages are no part of what a mirror of memories shows. For nodes and
        relations it does so wherever what the graph shows of them changes: new, named, retyped, closed, said again or by
        fewer messages ("upsert"), erased ("delete").
        """

    def restart(self, target: str) -> None:
        """Drop what is queued for a target and queue one "clear" instead: what `Store.reset` does for every target."""

    def done(self, target: str, *, up_to: int) -> None:
        """Remove the rows of a target up to this number; a thing that changed since then has a row of its own again."""

    def take(self, target: str, holder: str, *, now: Micros, until: Micros) -> bool:
        """Let `holder` alone tell this target, until a time at most. False while somebody else has taken it.

        Without it an older state that one process was about to write could come after the newer one of another.
        """

    def give_back(self, target: str, holder: str) -> bool:
        """End the taking. False when it had passed to somebody else meanwhile: what was written may be out of date."""
