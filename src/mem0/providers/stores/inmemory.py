"""The store that forgets everything with the process: for tests, for trials, and the oracle of the other stores."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from mem0.errors import DatabaseError
from mem0.ports import Mark, Snapshot, Transaction

from .audit_log import Audit
from .inmemory_read import InMemorySnapshot
from .inmemory_state import State
from .inmemory_write import InMemoryTransaction

T = TypeVar("T")


class InMemoryStore:
    """ports.Store in plain dicts. A write works on a copy that takes the place of the state when the job is done.

    Meant for up to some ten thousand memories: each write copies the dicts (not the records).
    """

    name = "memory"

    def __init__(self, *, audit: bool = True) -> None:
        self._state, self._written = State(), 0
        self._audit = audit
        self._writer = threading.Lock()
        self._local = threading.local()  # the view that this thread stands in
        self._closed = False

    def mark(self) -> Mark:
        self._refuse_closed()
        return (self._written, 0)

    def read(self, job: Callable[[Snapshot], T]) -> T:
        """Run `job` on one consistent view; inside another job of this thread, on the view of that one."""
        self._refuse_closed()
        current: InMemorySnapshot | None = getattr(self._local, "view", None)
        if current is not None:
            return job(current)
        self._local.view = view = InMemorySnapshot(self._state)
        try:
            return job(view)
        finally:
            self._local.view = None

    def write(self, job: Callable[[Transaction], T]) -> T:
        self._refuse_closed()
        if getattr(self._local, "view", None) is not None:
            raise DatabaseError("A write cannot begin inside another read or write of the same thread.")
        with self._writer:
            state = self._state.copy()
            self._local.view = view = InMemoryTransaction(state, audit=self._audit)
            try:
                result = job(view)
                view.audit.write_line()
            finally:
                self._local.view = None
            self._take(state)
            return result

    def scrub(self) -> None:
        """Nothing to do: what was erased is nowhere."""

    def reset(self) -> None:
        """Remove everything, settings too. Change numbers go on, so that no index of before is taken for fresh.

        The audit log and the tombstones of those who were forgotten stay; they hold no names.
        """
        with self._writer:
            old, seq = self._state, self._state.seq + 1
            state = State(seq=seq, erased=seq, audit=old.audit.copy(), outbox=old.outbox.cleared())
            kept = [row for row in old.messages.values() if not row.erased]
            counts = {"memories_erased": len(old.memories), "messages_erased": len(kept)}
            Audit(state.audit).record("reset", counts)
            self._take(state)

    def check(self) -> list[str]:
        """References and numbers that do not fit together."""
        state = self._state
        lost = [
            row.key for row in state.memories.values() for kept in row.sources if kept.message not in state.messages
        ]
        baseless = [row.key for row in state.graph.relations.values() if not row.bases]
        late = [row.key for row in state.memories.values() if row.seq > state.seq]
        return (
            [f"a source without its message: key {key}" for key in lost]
            + [f"a memory newer than the change counter: key {key}" for key in late]
            + [f"a relation that rests on nothing: key {key}" for key in baseless]
        )

    def size_bytes(self) -> int:
        """Bytes of the texts and of what makes them searchable."""
        state = self._state
        memories = sum(
            len(row.record.text.encode()) + len(row.features) + len(row.codes or b"") for row in state.memories.values()
        )
        messages = sum(
            len(row.message.content.encode()) + len(row.features or b"") + len(row.codes or b"")
            for row in state.messages.values()
        )
        return memories + messages

    def close(self) -> None:
        self._closed = True

    def _take(self, state: State) -> None:
        self._state, self._written = state, self._written + 1

    def _refuse_closed(self) -> None:
        if self._closed:
            raise DatabaseError("The store is closed.", suggestion="Open it again.")
