"""The story of search: who is asked about, what the question means, which memories answer it best."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from ..filters import Filter, entities, exact_entity_scope, matches
from ..ports import Floats, Snapshot
from ..records import Entity, Hit, MemoryRecord, Message, Micros
from ..render import as_memory
from ..retrieval.query import Query
from ..rules.consolidate import query_slot
from .asking import fills, others, own_names
from .indexes import Kept, Sight, Unseen
from .mirror import Mirror
from .parts import Parts
from .remembered import Remembered

Record = MemoryRecord | Message
NEAR, MOST_NEAR = 100, 20_000  # candidates that an external index is asked for at first, and at most
DEEP = 30  # answers that are ranked where a slot is asked for, so that one with the right slot can come up from below
SLOT_SHARE = 0.35  # of what is missing to a full score, for the right slot
NEAR_ENOUGH = 0.25  # of the best score: a memory of the right slot from here on is meant by the question
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")  # the last one is Greek
SLOT_LEAD = 0.1  # by how much of what is missing to a full score it then leads


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
    explain: bool = False  # whether the answers shall tell each signal's part of their scores


@dataclass(frozen=True, slots=True)
class Answer:
    hit: Hit
    record: Record
    rerank_score: float | None = None  # of the reranker, where one has ordered the answers
    remembered: Remembered | None = None  # where the record comes from memory

    @property
    def text(self) -> str:
        return self.record.text if isinstance(self.record, MemoryRecord) else self.record.content


async def search(parts: Parts, question: Question) -> list[Answer]:
    """The best answers first, at most `limit`, none below `threshold`."""
    if question.limit == 0:
        return []
    if parts.mirror is None and not parts.encoder.remote:
        return await parts.runner.call(lambda: search_now(parts, question))
    wait = parts.runner.ask if parts.encoder.remote else parts.runner.call
    vectors = await wait(lambda: parts.encoder.query(question.text))
    near = [] if parts.mirror is None else await nearby(parts, parts.mirror, question, vectors)
    return await parts.runner.call(lambda: _found(parts, question, vectors, near))


def search_now(parts: Parts, question: Question) -> list[Answer]:
    """`search` in the caller's thread, the encoder's work included, external indexes left aside."""
    return _found(parts, question, parts.encoder.query(question.text)) if question.limit else []


def _found(parts: Parts, question: Question, vectors: Floats | None, near: Collection[int] = ()) -> list[Answer]:
    now = question.reference if question.reference is not None else parts.clock.now()
    query = Query.read(question.text, vectors=vectors, now=now)
    sight = Sight(parts.store.mark())
    try:
        return recall(parts, sight, query, question, near=near)
    except Unseen:
        return parts.store.read(lambda snapshot: recall(parts, Sight(sight.mark, snapshot), query, question, near=near))


async def nearby(parts: Parts, mirror: Mirror, question: Question, vectors: Floats | None) -> list[int]:
    """Keys of memories that the external index finds near and that may answer, enough of them where there are enough.

    What the database could not express of the filter is applied here, and what it holds out of date falls away: so it
    is asked for more until as many are left as the answer may have, or nothing more comes.
    """
    if question.at is not None:
        return []  # it knows the present only
    await parts.runner.ask(mirror.catch_up)
    vector = await parts.runner.call(lambda: mirror.vector_of(question.text, vectors))
    asked = max(NEAR, 4 * question.limit)
    while True:
        found = await parts.runner.ask(partial(mirror.near, vector, asked, question.where, question.text))
        ids = [one for one, _ in found or ()]
        keys = await parts.runner.call(partial(_may_answer, parts, question, ids))
        if len(keys) >= question.limit or len(ids) < asked or asked >= MOST_NEAR:
            return keys
        asked = min(4 * asked, MOST_NEAR)


def _may_answer(parts: Parts, question: Question, ids: list[str]) -> list[int]:
    """The keys of those memories that the store holds, that hold now, and that the question lets through."""

    def job(snapshot: Snapshot) -> list[int]:
        keys = [key for key in map(snapshot.key_of, ids) if key is not None]
        records = snapshot.by_keys(keys)
        return [key for key in keys if key in records and _may_now(question, records[key])]

    return parts.store.read(job)


def _may_now(question: Question, record: Record) -> bool:
    holds = isinstance(record, MemoryRecord) and record.valid_to is None
    return holds and _fresh(record, question.today) and _accepts(question.where, record)


def recall(
    parts: Parts, sight: Sight, query: Query, question: Question, *, near: Collection[int] = ()
) -> list[Answer]:
    """Search in one state of the store; also used by add, which must see what it is about to change.

    near: keys that an external index proposes; they are scored and checked like all others. Raises Unseen where the
    sight has no snapshot and not everything is in memory.
    """
    answers = _ranked(parts, sight, query, question, depth=question.limit, near=near)
    # Only facts have slots, so a scope of messages kept as they were is spared the question about the question.
    if not question.memories_only and any(isinstance(a.record, MemoryRecord) and a.record.slot for a in answers):
        asked = query_slot(question.text)
        if asked is not None:
            deeper = _ranked(parts, sight, query, question, depth=max(question.limit, DEEP), near=near)
            answers = prefer_slot(asked, question, deeper)
    ordered = sorted(answers, key=lambda answer: -answer.hit.score)
    least = question.threshold or 0.0
    return [answer for answer in ordered[: question.limit] if answer.hit.score >= least]


def _ranked(
    parts: Parts, sight: Sight, query: Query, question: Question, *, depth: int, near: Collection[int] = ()
) -> list[Answer]:
    """The best of each scope that the question covers, each row once."""
    scopes, whole = _scopes(question.where)
    evidence = parts.settings.evidence == "search" and not question.memories_only
    asked = _asked(question.text) if evidence else ""
    best: dict[int, Answer] = {}
    for entity in scopes:
        with parts.indexes.fresh(sight, entity) as kept:
            gate = _Gate(sight, kept, question, evidence, whole, asked)
            for hit in kept.index.rank(
                query,
                at=question.at,
                limit=depth,
                accept=gate,
                near=near,
                memories_only=not evidence,
                explain=question.explain,
            ):
                if hit.key not in best or hit.score > best[hit.key].hit.score:
                    seen = gate.seen[hit.key]
                    best[hit.key] = Answer(hit, seen.record, remembered=seen)
    return list(best.values())


@lru_cache(maxsize=512)
def _scopes(where: Filter) -> tuple[tuple[Entity | None, ...], bool]:
    """The scopes that answers lie in (None: anywhere), and whether everything in them is accepted."""
    cover = entities(where)
    return (None,) if cover is None else cover, cover is not None and len(cover) == 1 and exact_entity_scope(where) == cover


def prefer_slot(asked: str, question: Question, answers: list[Answer]) -> list[Answer]:
    """Raise the memories that answer the very kind of question that is asked ("Where do I live?" - residence).

    One that is near enough to the question to be meant comes before everything of another kind. A question about
    somebody else ("Where does my sister live?") raises what is known of them, not of the one who talks.
    """
    memories = [a.record for a in answers if isinstance(a.record, MemoryRecord)]
    people = others(question.text, own_names(question.where, memories))
    top = max((answer.hit.score for answer in answers), default=0.0)

    def raised(answer: Answer) -> Answer:
        fit = isinstance(answer.record, MemoryRecord) and fills(answer.record, asked, people)
        return replace(answer, hit=_raised(answer.hit, top)) if fit else answer

    return [raised(answer) for answer in answers]


def _raised(hit: Hit, top: float) -> Hit:
    raised = hit.score + SLOT_SHARE * (1 - hit.score)
    if hit.score >= NEAR_ENOUGH * top:
        raised = max(raised, top + SLOT_LEAD * (1 - top) + SLOT_LEAD * (1 - top) * hit.score)
    return replace(hit, score=raised, shares={**hit.shares, "slot": raised - hit.score})


@dataclass(slots=True)
class _Gate:
    """Which of the ranked rows of a scope may answer: those that the filter accepts and that have not expired."""

    sight: Sight
    kept: Kept
    question: Question
    evidence: bool  # whether messages may answer
    whole: bool  # whether the filter accepts every row of the scope
    asked: str  # the question, where it is one
    seen: dict[int, Remembered] = field(default_factory=dict)

    def __call__(self, keys: list[int]) -> set[int]:
        records = self.kept.records(self.sight, keys)
        today, allowed = self.question.today, set()
        for key in keys:
            found = records.get(key)
            if found is None or not (isinstance(found.record, MemoryRecord) or self._may_testify(found.record)):
                continue
            if _fresh(found.record, today) and (self.whole or _accepts(self.question.where, found.record)):
                self.seen[key] = found
                allowed.add(key)
        return allowed

    def _may_testify(self, message: Message) -> bool:
        """Whether a message may answer. One that asks the very question tells nothing."""
        return self.evidence and not (self.asked and _folded(message.content) == self.asked)


def _asked(text: str) -> str:
    """A question as it may stand in a message that asks it too; empty for words that ask nothing."""
    return _folded(text) if text.rstrip().endswith(_QUESTION_MARKS) else ""


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _fresh(record: Record, today: str | None) -> bool:
    return record.expires_on is None or today is None or record.expires_on >= today


def _accepts(where: Filter, record: Record) -> bool:
    return matches(where, record if isinstance(record, MemoryRecord) else as_memory(record))
