"""Read the in-memory store."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from mem0.ports import EntitySummary, ScopeState, Selection, Tally
from mem0.records import ENTITY_KINDS, Entity, HistoryEntry, IndexRow, MemoryRecord, Message, Micros
from mem0.retention import Use

from .audit_log import Audit
from .inmemory_conversations import InMemoryConversationsView
from .inmemory_graph import InMemoryGraphSnapshot
from .inmemory_jobs import InMemoryJobsView
from .inmemory_outbox import InMemoryOutbox
from .inmemory_renewal import InMemoryRenewal
from .inmemory_state import MemoryRow, MessageRow, State
from .inmemory_tally import tally_of
from .selection import selects


class InMemorySnapshot(InMemoryJobsView, InMemoryConversationsView):
    """ports.Snapshot of a state that nobody changes any more."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.audit = Audit(state.audit)
        self.outbox = InMemoryOutbox(state.outbox)

    @property
    def renewal(self) -> InMemoryRenewal:
        return InMemoryRenewal(self._state)

    @property
    def graph(self) -> InMemoryGraphSnapshot:
        return InMemoryGraphSnapshot(self._state)

    def get(self, memory_id: str) -> MemoryRecord | None:
        row = self._row(memory_id)
        return None if row is None else self._state.record_of(row)

    def find(self, selection: Selection, *, limit: int | None = None, offset: int = 0) -> list[MemoryRecord]:
        rows = self._selected(selection)[offset:]
        return [self._state.record_of(row) for row in (rows if limit is None else rows[:limit])]

    def count(self, selection: Selection) -> int:
        return len(self._selected(selection))

    def by_keys(self, keys: Sequence[int]) -> dict[int, MemoryRecord | Message]:
        found: dict[int, MemoryRecord | Message] = {}
        for key in keys:
            if key in self._state.memories:
                found[key] = self._state.record_of(self._state.memories[key])
            elif key in self._state.messages and not self._state.messages[key].erased:
                found[key] = self._state.messages[key].message
        return found

    def key_of(self, memory_id: str) -> int | None:
        return self._state.memory_keys.get(memory_id)

    def with_slots(self, entity: Entity, slots: Collection[str]) -> list[MemoryRecord]:
        rows = [row for row in self._ordered() if entity in row.record.scope.entities() and row.record.valid_to is None]
        return [self._state.record_of(row) for row in rows if row.record.slot is not None and row.record.slot in slots]

    def parents_of(self, memory_id: str) -> list[int]:
        row = self._row(memory_id)
        return [] if row is None else list(self._state.parents_of(row))

    def searchable_of(self, memory_id: str) -> tuple[bytes, bytes | None] | None:
        row = self._row(memory_id)
        return None if row is None else (row.features, row.codes)

    def history(self, memory_id: str) -> list[HistoryEntry]:
        return [entry for entry in self.all_history() if entry.memory_id == memory_id]

    def all_history(self) -> list[HistoryEntry]:
        return list(self._state.history.values())

    def history_end(self) -> int:
        return len(self._state.history)

    def history_after(self, number: int, *, limit: int) -> list[tuple[int, HistoryEntry]]:
        return [(n, entry) for n, entry in self._state.history.items() if n > number][:limit]

    def messages(self, scope_entity: Entity, *, limit: int) -> list[Message]:
        rows = [row for row in self._messages() if scope_entity in row.message.scope.entities()]
        rows.sort(key=lambda row: (row.message.at, row.key))
        return [row.message for row in rows[len(rows) - min(max(limit, 0), len(rows)) :]]

    def all_messages(self) -> list[tuple[int, Message, bool]]:
        return [(row.key, row.message, row.features is not None) for row in self._messages()]

    def entities(self) -> list[EntitySummary]:
        valid = [row.record.scope.entities() for row in self._state.memories.values() if row.record.valid_to is None]
        known = sorted(
            self._state.entities.items(),
            key=lambda item: (ENTITY_KINDS.index(item[0].kind), item[1].created_at, item[1].order),
        )
        return [
            EntitySummary(entity, sum(entity in owners for owners in valid), row.created_at, row.updated_at)
            for entity, row in known
        ]

    def state(self, entity: Entity | None) -> ScopeState:
        if entity is None:
            return ScopeState(self._state.seq, self._state.erased)
        row = self._state.entities.get(entity)
        if row is None:
            return ScopeState(self._state.erased, self._state.erased)
        return ScopeState(row.version, row.erased)

    def index_rows(self, entity: Entity | None, *, since: int = 0) -> list[IndexRow]:
        memories = (row for row in self._state.memories.values() if row.seq > since)
        rows = [self._memory_index_row(row) for row in memories if _is_of(row.record, entity)]
        messages = (row for row in self._messages() if row.seq > since and row.features is not None)
        rows.extend(_message_index_row(row) for row in messages if _is_of(row.message, entity))
        return sorted(rows, key=lambda row: (row.at, row.key))

    def index_keys(self, entity: Entity | None) -> NDArray[np.int64]:
        return np.array(sorted(row.key for row in self.index_rows(entity)), dtype=np.int64)

    def uses(self, keys: Sequence[int]) -> dict[int, Use]:
        return {key: self._state.uses[key] for key in keys if key in self._state.uses}

    def memory_ids(self) -> list[str]:
        return [row.record.id for _, row in sorted(self._state.memories.items()) if row.record.valid_to is None]

    def tally(self, *, since: Micros) -> Tally:
        return tally_of(self._state, since=since)

    def setting(self, name: str) -> str | None:
        return self._state.settings.get(name)

    def _row(self, memory_id: str) -> MemoryRow | None:
        key = self._state.memory_keys.get(memory_id)
        return None if key is None else self._state.memories[key]

    def _ordered(self) -> list[MemoryRow]:
        return sorted(self._state.memories.values(), key=lambda row: (row.record.created_at, row.key))

    def _selected(self, selection: Selection) -> list[MemoryRow]:
        return [row for row in self._ordered() if selects(selection, row.record)]

    def _messages(self) -> list[MessageRow]:
        return [row for row in self._state.messages.values() if not row.erased]

    def _memory_index_row(self, row: MemoryRow) -> IndexRow:
        one = row.record
        return IndexRow(
            row.key,
            "memory",
            row.features,
            row.codes,
            one.valid_from or one.created_at,
            one.scope.run_id,
            one.actor,
            one.role,
            one.valid_from,
            one.valid_to,
            self._state.parents_of(row),
        )


def _message_index_row(row: MessageRow) -> IndexRow:
    one, features = row.message, row.features or b""
    said_by = (one.scope.run_id, one.actor, one.role)
    return IndexRow(row.key, "message", features, row.codes, one.at, *said_by, one.at, None)


def _is_of(one: MemoryRecord | Message, entity: Entity | None) -> bool:
    return entity is None or entity in one.scope.entities()
