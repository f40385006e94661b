"""The story of search: who is asked about, what the question means, which memories answer it best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..filters import Filter, entities, matches
from ..ports import Snapshot
from ..records import Entity, Hit, MemoryRecord, Message, Micros
from ..render import as_memory
from ..retrieval.query import Query
from .parts import Parts

Record = MemoryRecord | Message


@dataclass(frozen=True, slots=True)
class Question:
    """One search: `at` None asks what holds now; `today` (YYYY-MM-DD) hides what expired, None shows it."""

    text: str
    where: Filter
    limit: int
    threshold: float | None = None
    at: Micros | None = None
    today: str | None = None
    reference: Micros | None = None  # the present that words like "yesterday" count from
    memories_only: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    hit: Hit
    record: Record


async def search(parts: Parts, question: Question) -> list[Answer]:
    """The best answers first, at most `limit`, none below `threshold`."""
    if question.limit == 0:
        return []
    return await parts.runner.call(lambda: _search_now(parts, question))


def _search_now(parts: Parts, question: Question) -> list[Answer]:
    now = question.reference if question.reference is not None else parts.clock.now()
    query = Query.read(question.text, vectors=parts.encoder.query(question.text), now=now)
    return parts.store.read(lambda snapshot: recall(parts, snapshot, query, question))


def recall(parts: Parts, snapshot: Snapshot, query: Query, question: Question) -> list[Answer]:
    """Search inside one snapshot; also used by add, which must see what it is about to change."""
    gate = _Gate(snapshot, question, parts.settings.evidence == "search")
    best: dict[int, Hit] = {}
    cover = entities(question.where)
    scopes: tuple[Entity | None, ...] = cover if cover is not None else (None,)
    for entity in scopes:
        with parts.indexes.fresh(snapshot, entity) as index:
            for hit in index.rank(query, at=question.at, limit=question.limit, accept=gate):
                if hit.key not in best or hit.score > best[hit.key].score:
                    best[hit.key] = hit
    ordered = sorted(best.values(), key=lambda hit: -hit.score) if len(scopes) > 1 else list(best.values())
    least = question.threshold or 0.0
    return [Answer(hit, gate.seen[hit.key]) for hit in ordered[: question.limit] if hit.score >= least]


@dataclass(slots=True)
class _Gate:
    """Which of the ranked rows may answer: those that the filter accepts and that have not expired."""

    snapshot: Snapshot
    question: Question
    evidence: bool
    seen: dict[int, Record] = field(default_factory=dict)

    def __call__(self, keys: list[int]) -> set[int]:
        found = self.snapshot.by_keys(keys)
        self.seen.update(found)
        return {key for key, record in found.items() if self._may_answer(record)}

    def _may_answer(self, record: Record) -> bool:
        if isinstance(record, Message):
            if not self.evidence or self.question.memories_only:
                return False
            record = as_memory(record)
        expired = self.question.today is not None and record.expires_on is not None
        if expired and str(record.expires_on) < str(self.question.today):
            return False
        return matches(self.question.where, record)


Accept = Callable[[list[int]], set[int]]
