"""Change a copy of the in-memory store's state; the store takes it over when the job is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mem0.filters import exact_entity_scope
from mem0.ports import MEMORY, NewMemory, NewMessage, Selection
from mem0.records import Entity, HistoryEntry, MemoryRecord, Message, Micros, Scope
from mem0.retention import Use

from .audit_log import Audit
from .graph_values import Remains
from .inmemory_conversations import InMemoryConversations
from .inmemory_graph_state import GraphState
from .inmemory_graph_write import InMemoryGraphTransaction
from .inmemory_jobs import InMemoryJobs
from .inmemory_read import InMemorySnapshot
from .inmemory_renewal import prune_renewed
from .inmemory_state import Kept, MemoryRow, MessageRow, State
from .selection import whole
from .values import (
    KnownMessage,
    entry_id,
    existing,
    from_json,
    keeps_quote,
    match_sources,
    to_json,
    unknown_memory,
    unknown_message,
)


class InMemoryTransaction(InMemorySnapshot, InMemoryJobs, InMemoryConversations):
    """ports.Transaction on a state of its own."""

    def __init__(self, state: State, *, audit: bool = True) -> None:
        super().__init__(state)
        self.audit = Audit(state.audit, on=audit, owners=lambda: state.touched)

    @property
    def graph(self) -> InMemoryGraphTransaction:
        return InMemoryGraphTransaction(self._state)

    def add_messages(self, messages: Sequence[NewMessage]) -> list[int]:
        keys = []
        for new in messages:
            key = self._state.next()
            message = replace(new.message, metadata=_as_json(new.message.metadata))
            codes = new.codes if new.features is not None else None
            self._state.messages[key] = MessageRow(key, key, message, new.features, codes)
            self._state.touch(message.scope.entities(), at=message.at)
            keys.append(key)
        self.audit.note({"messages_added": len(keys)})
        return keys

    def add_memories(self, memories: Sequence[NewMemory], *, parents: Sequence[Sequence[int]] = ()) -> list[int]:
        _refuse_existing([new.record.id for new in memories], self._state.memory_keys)
        parents = parents or [()] * len(memories)
        pairs = list(zip(memories, parents, strict=True))
        sources = [self._sources(new.record, keys) for new, keys in pairs]
        keys = []
        for (new, _), kept in zip(pairs, sources, strict=True):
            key = self._state.next()
            self._put(key, new, kept)
            keys.append(key)
        self.outbox.announce(MEMORY, "upsert", [new.record.id for new in memories])
        self.audit.note({"memories_added": len(keys)}, ids=[new.record.id for new in memories])
        return keys

    def replace(self, memory: NewMemory, *, parents: Sequence[int] | None = None) -> None:
        old = self._known(memory.record.id)
        sources = old.sources if parents is None else self._sources(memory.record, parents)
        self._state.next()
        self._put(old.key, memory, sources)
        self.outbox.announce(MEMORY, "upsert", [memory.record.id])
        left = set(old.record.scope.entities()) - set(memory.record.scope.entities())
        if left:
            self._state.touch(left, erased=True)
            self._state.prune(left)
        self.audit.note({"memories_replaced": 1}, ids=[memory.record.id])

    def add_sources(self, memory_id: str, parents: Sequence[int]) -> None:
        row = self._known(memory_id)
        for key in parents:
            self._known_message(key)
        have = {kept.message for kept in row.sources}
        new = tuple(Kept(key, None) for key in dict.fromkeys(parents) if key not in have)
        if new:
            self._change(replace(row, sources=row.sources + new))
            self.audit.note({"memories_confirmed": 1}, ids=[memory_id])

    def close(self, memory_id: str, *, at: Micros, superseded_by: str | None = None) -> None:
        row = self._known(memory_id)
        self._change(replace(row, record=replace(row.record, valid_to=at, superseded_by=superseded_by)), at=at)
        self.outbox.announce(MEMORY, "upsert", [memory_id])
        self.audit.note({"memories_closed": 1}, ids=[memory_id])

    def set_searchable(self, items: Sequence[tuple[int, bytes, bytes | None]]) -> None:
        for key, features, codes in items:
            if key in self._state.memories:
                self._change(replace(self._state.memories[key], features=features, codes=codes))
            elif key in self._state.messages and self._state.messages[key].features is not None:
                row = self._state.messages[key]
                self._state.messages[key] = replace(row, seq=self._state.next(), features=features, codes=codes)
                self._state.touch(row.message.scope.entities())
        changed = sorted({key for key, _, _ in items} & self._state.memories.keys())
        self.outbox.announce(MEMORY, "upsert", [self._state.memories[key].record.id for key in changed])
        self.audit.note({"rows_reindexed": len(items)})

    def hide_messages(self, keys: Iterable[int]) -> None:
        for key in sorted(set(keys) & self._state.messages.keys()):
            row = self._state.messages[key]
            if row.features is not None:
                self._state.messages[key] = replace(row, seq=self._state.next(), features=None, codes=None)
                self._state.touch(row.message.scope.entities(), erased=True)
                self.audit.note({"messages_hidden": 1})

    def log(self, entries: Sequence[HistoryEntry]) -> None:
        for entry in entries:
            number = len(self._state.history) + 1
            self._state.history[number] = replace(entry, id=entry_id(entry.memory_id, number))

    def erase(self, memory_ids: Sequence[str], *, at: Micros) -> int:
        doomed = self._with_versions(memory_ids)
        if not doomed:
            return 0
        self._state.next()
        before = self._state.graph.copy()
        owners = {entity for row in doomed for entity in row.record.scope.entities()}
        self._state.touch(owners, at=at, erased=True)
        for row in doomed:
            del self._state.memories[row.key]
            self._state.uses.pop(row.key, None)
            del self._state.memory_keys[row.record.id]
        self.outbox.announce(MEMORY, "delete", [row.record.id for row in doomed])
        self._erase_summaries(row.record.scope for row in doomed)
        heirs, evidence_owners, related = self._erase_evidence(doomed)
        self._state.touch(evidence_owners, erased=True)
        self._erase_history(doomed, at)
        prune_renewed(self._state)
        for key in sorted(heirs):
            self._change(self._state.memories[key])
        self._state.prune(owners | evidence_owners | self._sweep(related, before))
        self.audit.note({"memories_erased": len(doomed)}, ids=[row.record.id for row in doomed])
        return len(doomed)

    def erase_messages(self, keys: Sequence[int]) -> int:
        gone = {key for key in keys if key in self._state.messages and not self._state.messages[key].erased}
        if not gone:
            return 0
        self._state.next()
        owners = {entity for key in gone for entity in self._state.messages[key].message.scope.entities()}
        self._state.touch(owners, erased=True)
        self._erase_summaries(self._state.messages[key].message.scope for key in gone)
        for row in list(self._state.memories.values()):
            left = tuple(kept for kept in row.sources if kept.message not in gone)
            if left != row.sources:
                self._change(replace(row, sources=left))
        related, before = set[Entity](), self._state.graph.copy()
        for key in gone:
            related |= self._state.graph.message_goes(key)
            del self._state.messages[key]
        prune_renewed(self._state)
        self._state.prune(owners | self._sweep(related, before))
        self.audit.note({"messages_erased": len(gone)})
        return len(gone)

    def erase_scope(self, selection: Selection, *, at: Micros) -> int:
        everything = replace(selection, superseded=True, valid_at=None, today=None)
        erased = self.erase([record.id for record in self.find(everything)], at=at)
        scope = exact_entity_scope(selection.where)
        if scope is not None:
            rows = self._state.messages.items()
            self.erase_messages([key for key, row in rows if set(scope) <= set(row.message.scope.entities())])
            self.erase_graph(scope)
            self._erase_summaries_of(scope)
            self._cancel_of(scope, at=at)
        return erased

    def erase_graph(self, owners: Sequence[Entity]) -> int:
        graph, before = self._state.graph, self._state.graph.copy()
        quoted = {kept.message for row in self._state.memories.values() for kept in row.sources}
        ours = [row for row in self._messages() if set(owners) <= set(row.message.scope.entities())]
        alone = [row.key for row in ours if row.message.told_alone and row.features is None and row.key not in quoted]
        emptied = [key for key, row in self._state.messages.items() if row.erased]
        changed = graph.is_untold(owners, [row.key for row in ours], emptied)
        self._state.prune(self._sweep(changed, before))
        self.erase_messages(alone)
        erased = len(before.relations) - len(graph.relations)
        self.audit.note({"relations_erased": erased})
        return erased

    def note_uses(self, uses: Mapping[int, Use]) -> None:
        for key, use in uses.items():
            if key in self._state.memories:
                before = self._state.uses.get(key, Use())
                self._state.uses[key] = Use(before.hits + use.hits, max(before.last_at, use.last_at))

    def forget(self, entity: Entity, *, at: Micros) -> dict[str, int]:
        state, ours = self._state, [row.record.id for row in self._selected(whole(entity))]
        told = [one for one in state.history.values() if one.memory_id in ours]
        counts = {
            "memories": len(ours),
            "messages": sum(entity in row.message.scope.entities() for row in self._messages()),
            "history": sum((one.old_memory, one.new_memory, one.reason) != (None, None, None) for one in told),
            "nodes": sum(entity in row.node.scope.entities() for row in state.graph.nodes.values()),
            "relations": sum(entity in row.scope.entities() for row in state.graph.relations.values()),
            "summaries": sum(entity in scope.entities() for scope in state.summaries),
            "jobs": sum(entity in row.job.scope.entities() for row in state.jobs.values()),
        }
        self.erase_scope(whole(entity), at=at)
        self.audit.bury(entity, at=at)
        self.audit.note({"owners_forgotten": 1})
        return {**counts, "keys": 0}

    def set_setting(self, name: str, value: str) -> None:
        self._state.settings[name] = value

    def _put(self, key: int, new: NewMemory, sources: tuple[Kept, ...]) -> None:
        """Keep a memory under the present change number."""
        record = replace(new.record, sources=(), metadata=_as_json(new.record.metadata))
        self._state.memories[key] = MemoryRow(key, self._state.seq, record, new.features, new.codes, sources)
        self._state.memory_keys[record.id] = key
        self._state.touch(record.scope.entities(), at=record.updated_at or record.created_at)

    def _change(self, row: MemoryRow, *, at: Micros | None = None) -> None:
        """Keep a changed row under the next change number."""
        self._state.memories[row.key] = replace(row, seq=self._state.next())
        self._state.touch(row.record.scope.entities(), at=at)

    def _known(self, memory_id: str) -> MemoryRow:
        row = self._row(memory_id)
        if row is None:
            raise unknown_memory(memory_id)
        return row

    def _known_message(self, key: int) -> KnownMessage:
        row = self._state.messages.get(key)
        if row is None or row.erased:
            raise unknown_message(key)
        return KnownMessage(row.key, row.message.id, row.message.content)

    def _sources(self, record: MemoryRecord, parents: Sequence[int]) -> tuple[Kept, ...]:
        known = [self._known_message(key) for key in parents]
        return tuple(Kept(key, quote) for key, quote in match_sources(record.sources, known))

    def _with_versions(self, memory_ids: Iterable[str]) -> list[MemoryRow]:
        """The memories of these ids and all that they superseded, by key."""
        ids = {one for one in memory_ids if one in self._state.memory_keys}
        rows = self._state.memories.values()
        while more := {row.record.id for row in rows if row.record.superseded_by in ids} - ids:
            ids |= more
        return sorted((row for row in rows if row.record.id in ids), key=lambda row: row.key)

    def _erase_evidence(self, doomed: Sequence[MemoryRow]) -> tuple[set[int], set[Entity], set[Entity]]:
        """Erase the messages that erased memories rested on.

        Returns the heirs' keys, the messages' owners, and whose graph changed.
        """
        words: dict[int, list[str]] = defaultdict(list)
        for row in doomed:
            for kept in row.sources:
                content = self._state.messages[kept.message].message.content
                words[kept.message].append(content if kept.quote is None else kept.quote)
        heirs, owners, related = self._trim_quotes(words), set[Entity](), set[Entity]()
        quotes: dict[int, list[str | None]] = defaultdict(list)
        for row in self._state.memories.values():
            for kept in row.sources:
                quotes[kept.message].append(kept.quote)
        for key in words:
            row_of_message = self._state.messages[key]
            owners.update(row_of_message.message.scope.entities())
            self._erase_summaries([row_of_message.message.scope])
            if key in quotes:
                related |= self._state.graph.message_is_emptied(key, Remains(words[key], quotes[key]))
                self._state.messages[key] = _emptied(row_of_message)
            else:
                related |= self._state.graph.message_goes(key)
                del self._state.messages[key]
        return heirs, owners, related

    def _sweep(self, related: set[Entity], before: GraphState) -> set[Entity]:
        """Remove what nothing says any more from the graph, and mark whose graph changed since `before`; returns them."""
        changed = related | self._state.graph.sweep()
        for (kind, op), ids in self._state.graph.ids_since(before).items():
            self.outbox.announce(kind, op, ids)
        if changed:
            self._state.next()
            self._state.touch(changed)
        return changed

    def _trim_quotes(self, words: Mapping[int, list[str]]) -> set[int]:
        heirs: set[int] = set()
        for row in list(self._state.memories.values()):
            if not any(kept.message in words for kept in row.sources):
                continue
            heirs.add(row.key)
            left = (
                one for one in row.sources if one.message not in words or keeps_quote(one.quote, words[one.message])
            )
            self._state.memories[row.key] = replace(row, sources=tuple(left))
        return heirs

    def _erase_history(self, doomed: Sequence[MemoryRow], at: Micros) -> None:
        ids = {row.record.id for row in doomed}
        replaced = {(row.record.superseded_by, row.record.text) for row in doomed if row.record.superseded_by}
        for number, entry in self._state.history.items():
            if entry.memory_id in ids:
                self._state.history[number] = replace(entry, old_memory=None, new_memory=None, reason=None, actor=None)
            elif (entry.memory_id, entry.old_memory) in replaced:
                self._state.history[number] = replace(entry, old_memory=None, reason=None)
        records = [row.record for row in doomed]
        self.log(
            [HistoryEntry("", one.id, "DELETE", None, None, one.created_at, at, is_deleted=True) for one in records]
        )


def _refuse_existing(ids: Sequence[str], known: Mapping[str, int]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in known or one in seen:
            raise existing(one)
        seen.add(one)


def _as_json(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the metadata as a file would give it back."""
    return from_json(to_json(metadata))


def _emptied(row: MessageRow) -> MessageRow:
    """A message of which only the id is left."""
    blank = Message(row.message.id, row.message.role, "", Scope(), row.message.at)
    return MessageRow(row.key, row.seq, blank, None, None, erased=True)
