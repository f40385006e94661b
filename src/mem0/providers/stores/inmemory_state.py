"""What the in-memory store holds: immutable rows in dicts, copied as a whole for each write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from mem0.jobs import Job
from mem0.ports import Renewed
from mem0.records import Entity, HistoryEntry, MemoryRecord, Message, Micros, Scope, Source, Summary
from mem0.retention import Use

from .inmemory_audit import AuditState
from .inmemory_graph_state import GraphState
from .inmemory_outbox import OutboxState


@dataclass(frozen=True, slots=True)
class Kept:
    """A source as it is kept: the key of the message and, where it is a part of it, the quote."""

    message: int
    quote: str | None


@dataclass(frozen=True, slots=True)
class MemoryRow:
    key: int
    seq: int
    record: MemoryRecord  # without its sources
    features: bytes
    codes: bytes | None
    sources: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class MessageRow:
    key: int
    seq: int
    message: Message
    features: bytes | None
    codes: bytes | None
    erased: bool = False  # only its id is left, because a memory still quotes it


@dataclass(frozen=True, slots=True)
class EntityRow:
    order: int  # of its creation
    version: int
    erased: int
    created_at: Micros
    updated_at: Micros


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job, with the owner whose ordered jobs it waits for. Payload and results are kept as JSON."""

    job: Job
    lane: Entity | None
    payload: str | None
    results: str | None = None

    @property
    def holds(self) -> bool:
        """Whether its owners are remembered for its sake: what is done needs nobody."""
        return self.job.status != "SUCCEEDED"


@dataclass(slots=True)
class State:
    """Everything. Rows are replaced, never changed, so a shallow copy is a snapshot."""

    seq: int = 0
    erased: int = 0
    memories: dict[int, MemoryRow] = field(default_factory=dict)
    messages: dict[int, MessageRow] = field(default_factory=dict)
    memory_keys: dict[str, int] = field(default_factory=dict)
    entities: dict[Entity, EntityRow] = field(default_factory=dict)
    history: dict[int, HistoryEntry] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    uses: dict[int, Use] = field(default_factory=dict)
    renewed: dict[int, tuple[int, Renewed]] = field(default_factory=dict)  # with the store's change number
    graph: GraphState = field(default_factory=GraphState)
    jobs: dict[str, JobRow] = field(default_factory=dict)
    jobs_queued: int = 0
    outbox: OutboxState = field(default_factory=OutboxState)
    summaries: dict[Scope, Summary] = field(default_factory=dict)
    audit: AuditState = field(default_factory=AuditState)
    touched: dict[Entity, None] = field(default_factory=dict)  # whose rows the write that owns this copy changed

    def copy(self) -> State:
        now: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        whole = (dict, GraphState, OutboxState, AuditState)
        tables = {name: value.copy() for name, value in now.items() if isinstance(value, whole)}
        return State(**(now | tables | {"touched": {}}))

    def record_of(self, row: MemoryRow) -> MemoryRecord:
        """The record as it is given out, with its sources."""
        sources = tuple(self._source(kept) for kept in row.sources)
        return replace(row.record, sources=sources, metadata=dict(row.record.metadata))

    def _source(self, kept: Kept) -> Source:
        message = self.messages[kept.message]
        whole = None if message.erased else message.message.content
        return Source(message.message.id, whole if kept.quote is None else kept.quote)

    def parents_of(self, row: MemoryRow) -> tuple[int, ...]:
        """The keys of the messages that a memory rests on and that are still there."""
        return tuple(sorted({kept.message for kept in row.sources if not self.messages[kept.message].erased}))

    def next(self) -> int:
        self.seq += 1
        return self.seq

    def touch(self, entities: Iterable[Entity], *, at: Micros | None = None, erased: bool = False) -> None:
        """Mark entities as changed by the present change; `erased`: a row of theirs left the index."""
        for entity in set(entities):
            self.touched[entity] = None
            row = self.entities.get(entity)
            if row is None:
                moment = at or 0
                row = EntityRow(self.seq, 0, self.seq, moment, moment)
            gone = self.seq if erased else row.erased
            latest = row.updated_at if at is None else max(row.updated_at, at)
            self.entities[entity] = replace(row, version=self.seq, erased=gone, updated_at=latest)
        if erased:
            self.erased = self.seq

    def prune(self, entities: Iterable[Entity]) -> None:
        """Forget those of these entities that have no rows left."""
        scopes = [row.record.scope for row in self.memories.values()]
        scopes += [row.message.scope for row in self.messages.values() if not row.erased]
        scopes += self.graph.scopes()
        scopes += self.summaries
        scopes += [row.job.scope for row in self.jobs.values() if row.holds]
        alive = {entity for scope in scopes for entity in scope.entities()}
        for entity in set(entities) - alive:
            self.entities.pop(entity, None)
            self._forget_owner(entity)

    def leave(self, entities: Iterable[Entity]) -> None:
        """`prune` after a job has ended: a deletion of its own, so that the numbers of whom it forgets do not go down."""
        known = set(entities) & self.entities.keys()
        trial = self.copy()
        trial.prune(known)
        if known - trial.entities.keys():
            self.erased = self.next()
            self.prune(known)

    def _forget_owner(self, entity: Entity) -> None:
        for one, row in self.jobs.items():
            if entity in row.job.scope.entities():
                scope = replace(row.job.scope, **{f"{entity.kind}_id": None})
                self.jobs[one] = replace(row, job=replace(row.job, scope=scope))
