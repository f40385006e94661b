"""Carry a whole store over: everything out as plain records, and back in with ids, times and validity kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import ValidationError
from ..filters import parse
from ..ports import NewMemory, NewMessage, Snapshot, Transaction
from ..records import Entity, HistoryEntry, MemoryRecord, Message, Micros, Scope, Summary
from ..transcript import (
    history_record,
    memory_record,
    message_record,
    read_history,
    read_memory,
    read_message,
    read_summary,
    summary_record,
)
from ..transcript_graph import SavedNode, SavedRelation, read_node, read_relation
from .acts import audited
from .parts import Parts
from .permits import permit_whole
from .portability_graph import dump_graph, load_graph
from .searchable import searchable
from .selecting import selection

Plain = dict[str, Any]


@audited("export")
async def dump(parts: Parts) -> list[Plain]:
    """Messages, then memories (past versions too), summaries of conversations, the history, the graph: as `load` needs them."""
    permit_whole(parts, "export the store")

    def job(snapshot: Snapshot) -> list[Plain]:
        messages = [message_record(key, m, searched=searched) for key, m, searched in snapshot.all_messages()]
        everything = snapshot.find(selection(parse({}), superseded=True))
        memories = [memory_record(record, snapshot.parents_of(record.id)) for record in everything]
        summaries = [summary_record(summary) for summary in snapshot.all_summaries()]
        history = [history_record(entry) for entry in snapshot.all_history()]
        return [*messages, *memories, *summaries, *history, *dump_graph(snapshot)]

    def run() -> list[Plain]:
        records = parts.store.read(job)
        counts = Counter(f"{record['kind']}_exported" for record in records)
        parts.store.write(lambda tx: tx.audit.note(counts))
        return records

    return await parts.runner.call(run)


async def message_ids(parts: Parts) -> set[str]:
    """The ids of all kept messages, so that an importer can leave out what is there already."""
    permit_whole(parts, "import into the store")
    return await parts.runner.call(
        lambda: parts.store.read(lambda snapshot: {message.id for _, message, _ in snapshot.all_messages()})
    )


@audited("import")
async def load(parts: Parts, records: Iterable[Mapping[str, Any]], *, forgotten: bool = False) -> Plain:
    """Put dumped records in; those that are there already are passed over. Nothing is stored when one is wrong.

    What is older than the tombstone of one of its owners is left out, unless `forgotten` asks for it.
    """
    permit_whole(parts, "import into the store")
    return await parts.runner.call(lambda: _Loading(parts, records).run(forgotten=forgotten))


class _Loading:
    """The records of one load, read and encoded before the transaction begins."""

    def __init__(self, parts: Parts, records: Iterable[Mapping[str, Any]]) -> None:
        self.parts = parts
        self.messages: list[tuple[int, Message, bool]] = []
        self.memories: list[tuple[MemoryRecord, list[int]]] = []
        self.history: list[HistoryEntry] = []
        self.summaries: list[Summary] = []
        self.nodes: list[SavedNode] = []
        self.relations: list[SavedRelation] = []
        if not isinstance(records, Iterable) or isinstance(records, str | bytes | Mapping):
            raise ValidationError("records must be what dump() gives, one mapping each.", details={"argument": "records"})
        for place, raw in enumerate(records, 1):
            self._read(place, raw)

    def _read(self, place: int, raw: Mapping[str, Any]) -> None:
        kind = raw.get("kind") if isinstance(raw, Mapping) else None
        try:
            if kind == "message":
                self.messages.append(read_message(raw))
            elif kind == "memory":
                self.memories.append(read_memory(raw))
            elif kind == "history":
                self.history.append(read_history(raw))
            elif kind == "summary":
                self.summaries.append(read_summary(raw))
            elif kind == "node":
                self.nodes.append(read_node(raw))
            elif kind == "relation":
                self.relations.append(read_relation(raw))
            elif kind != "header":
                raise ValidationError(f"kind {kind!r} is unknown.")
        except (ValidationError, KeyError, TypeError, AttributeError) as error:
            raise ValidationError(f"Record {place} cannot be read: {error!s}", details={"record": place}) from None

    def run(self, *, forgotten: bool) -> Plain:
        left_out = 0 if forgotten else self.parts.store.read(self._leave_out_forgotten)
        counts = self._store()
        return {**counts, "forgotten": left_out} if left_out else counts

    def _leave_out_forgotten(self, view: Snapshot) -> int:
        """Take out what is older than the tombstone of one of its owners; returns how many records."""
        graves: dict[Entity, Micros | None] = {}

        def stays(scope: Scope, at: Micros) -> bool:
            for one in scope.entities():
                if one not in graves:
                    graves[one] = view.audit.forgotten(one)
            return all(at > (graves[one] or at - 1) for one in scope.entities())

        before = len(self.messages) + len(self.memories) + len(self.history) + len(self.summaries)
        gone = {r.id for r, _ in self.memories if not stays(r.scope, r.updated_at or r.created_at)}
        self.messages = [row for row in self.messages if stays(row[1].scope, row[1].at)]
        self.memories = [row for row in self.memories if row[0].id not in gone]
        self.history = [entry for entry in self.history if entry.memory_id not in gone]
        self.summaries = [one for one in self.summaries if stays(one.scope, one.at)]
        return before - len(self.messages) - len(self.memories) - len(self.history) - len(self.summaries)

    def _store(self) -> Plain:
        encoder = self.parts.encoder
        texts = [m.content for _, m, searched in self.messages if searched]
        found_by = iter(searchable(encoder, texts))
        fresh = [(key, m, next(found_by) if searched else None) for key, m, searched in self.messages]
        made = searchable(encoder, [record.text for record, _ in self.memories])

        def job(tx: Transaction) -> Plain:
            keys, counts = _load_messages(tx, [(k, NewMessage(m, *(_pair(s)))) for k, m, s in fresh])
            new = [NewMemory(record, s.features, s.codes) for (record, _), s in zip(self.memories, made, strict=True)]
            parents = [[keys[p] for p in kept if p in keys] for _, kept in self.memories]
            counts |= _load_memories(tx, new, parents)
            _load_summaries(tx, self.summaries, keys)
            counts |= _load_history(tx, self.history)
            return counts | load_graph(tx, self.nodes, self.relations, keys)

        return self.parts.store.write(job)


def _pair(found_by: Any) -> tuple[bytes | None, bytes | None]:
    return (None, None) if found_by is None else (found_by.features, found_by.codes)


def _load_messages(tx: Transaction, fresh: list[tuple[int, NewMessage]]) -> tuple[dict[int, int], Plain]:
    """Insert messages that are not there; returns where each old key is now."""
    there = {_identity(message): key for key, message, _ in tx.all_messages()}
    missing = [(key, new) for key, new in fresh if _identity(new.message) not in there]
    added = tx.add_messages([new for _, new in missing])
    keys = {key: there[_identity(new.message)] for key, new in fresh if _identity(new.message) in there}
    keys |= {key: now for (key, _), now in zip(missing, added, strict=True)}
    return keys, {"messages": len(missing), "messages_present": len(fresh) - len(missing)}


def _identity(message: Message) -> tuple[object, ...]:
    return (message.id, message.scope, message.at, message.role, message.content)


def _load_memories(tx: Transaction, new: list[NewMemory], parents: list[list[int]]) -> Plain:
    missing = [(m, p) for m, p in zip(new, parents, strict=True) if tx.key_of(m.record.id) is None]
    tx.add_memories([m for m, _ in missing], parents=[p for _, p in missing])
    return {"memories": len(missing), "memories_present": len(new) - len(missing)}


def _load_summaries(tx: Transaction, summaries: list[Summary], keys: Mapping[int, int]) -> None:
    """Keep summaries of conversations that have none; one whose last message did not come along is written anew."""
    for summary in summaries:
        if tx.summary(summary.scope) is None and summary.upto in keys:
            tx.set_summary(replace(summary, upto=keys[summary.upto]))


def _load_history(tx: Transaction, entries: list[HistoryEntry]) -> Plain:
    there = {replace(entry, id="") for entry in tx.all_history()}
    missing = [entry for entry in entries if replace(entry, id="") not in there]
    tx.log(missing)
    return {"history": len(missing), "history_present": len(entries) - len(missing)}
