"""The paper's two ways of asking a graph (section 2.2): around the entities that a question names, and by triplets' words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..filters import Filter, entities, matches, needs
from ..ports import GraphSelection, Snapshot
from ..records import ENTITY_KINDS, Entity, Hit, MemoryRecord
from ..relations import Node, Relation
from ..retrieval.query import Query
from ..rules import en_relations, ko_relations
from ..rules.consolidate import query_slot
from ..rules.kinds import slot_labels
from ..rules.slots import parse_slot
from .graph_index import GraphIndex, Owners
from .parts import Parts
from .resolve import Known, home_of, normal
from .search import Answer, Question

WORDS, NAMED, ASKED = 0.5, 0.3, 0.2  # shares of a relation's score: its words, its place, the question that it answers
STEP = 0.5  # what a relation of the second step has of the best one that leads to it
SHOWN = 10  # relations that an answer carries at most
LEAST = 0.45  # of the best relation's score: what is shown, and what may raise a memory
HOP = 0.3  # of what is missing to a full score, for a memory behind the best relation
_WAYS = ((en_relations.WAY, en_relations.role), (ko_relations.WAY, ko_relations.role))
_WHO = re.compile(r"\bwho\b|\bname|\bcalled\b|누구|이름|성함", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """A relation that answers, and how well (0 to 1)."""

    score: float
    relation: Relation


async def related(parts: Parts, question: Question, answers: list[Answer]) -> tuple[list[Answer], list[Relation]]:
    """The answers with the memories behind fitting relations raised among them, and these relations, best first.

    Where a reranker has ordered the answers, they stay as they are: it has read what the graph can only point at.
    """
    if question.limit == 0:
        return [], []

    def job(view: Snapshot) -> tuple[list[Answer], list[Relation]]:
        now = question.reference if question.reference is not None else parts.clock.now()
        relations = told(parts, view, Query.read(question.text, now=now), question)
        found = [one.relation for one in relations]
        if any(answer.rerank_score is not None for answer in answers):
            return answers, found
        least = question.threshold or 0.0
        joined = join(view, question, answers, relations)[: question.limit]
        return [answer for answer in joined if answer.hit.score >= least], found

    return await parts.runner.call(lambda: parts.store.read(job))


async def relations_for(parts: Parts, question: Question) -> list[Relation]:
    """The relations that answer a question best, best first, at most as many as its limit."""
    query = Query.read(question.text, now=parts.clock.now())

    def run() -> list[Relation]:
        found = parts.store.read(lambda view: told(parts, view, query, question, shown=question.limit))
        return [one.relation for one in found]

    return await parts.runner.call(run)


def owners_of(where: Filter) -> tuple[Owners, ...]:
    """Whose relations a filter lets see: of all entities that it demands together, else of each one that it covers."""
    fixed = [c for c in needs(where) if c.op == "eq" and c.field.removesuffix("_id") in ENTITY_KINDS]
    kinds = {kind: Entity(kind, str(c.value)) for kind in ENTITY_KINDS for c in fixed if c.field == f"{kind}_id"}
    if kinds:
        return (tuple(kinds.values()),)
    return tuple((entity,) for entity in entities(where) or ())


def told(
    parts: Parts, view: Snapshot, query: Query, question: Question, *, shown: int = SHOWN
) -> list[Told]:
    """The relations that answer a question best, best first; at most `shown`."""
    found: dict[str, Told] = {}
    for owners in owners_of(question.where):
        index, words = parts.graphs.match(view, owners, query, question.at)
        for one in _scored(view, index, words, question, owners):
            if one.relation.id not in found or found[one.relation.id].score < one.score:
                found[one.relation.id] = one
    ordered = sorted(found.values(), key=lambda one: -one.score)
    return [one for one in ordered[:shown] if one.score >= LEAST * ordered[0].score]


def _scored(
    view: Snapshot, index: GraphIndex, words: dict[str, float], question: Question, owners: Owners
) -> Iterator[Told]:
    chosen = GraphSelection(owners, question.at)
    focus, way = _focus(view, index, question)
    steps = {one.id: step for step, one in view.graph.around([n.id for n in focus], chosen, hops=2)} if focus else {}
    asked = query_slot(question.text)
    labels = slot_labels(parse_slot(asked).name) if asked else frozenset[str]()
    by_id = {one.id: one for one in index.relations}
    first: dict[str, float] = {}  # the best score of a relation of the focus, by the node that it leads to
    for id_ in sorted(words.keys() | steps.keys(), key=lambda id_: steps.get(id_, 0) == 2):
        one = by_id.get(id_)
        if one is None:
            continue
        near = NAMED if steps.get(id_) == 1 and id_ not in way else 0.0
        if steps.get(id_) == 2:
            near = STEP * max(first.get(one.source.id, 0.0), first.get(one.target.id, 0.0))
        fits = ASKED if one.label in labels and steps.get(id_) == 1 else 0.0
        score = min(WORDS * words.get(id_, 0.0) + near + fits, 1.0)
        if steps.get(id_) == 1:
            for end in (one.source.id, one.target.id):
                first[end] = max(first.get(end, 0.0), score)
        yield Told(score, one)


def _focus(view: Snapshot, index: GraphIndex, question: Question) -> tuple[list[Node], set[str]]:
    """Whom a question is about: at the end of "my sister's husband", by name, else the owner of the scope.

    Also the relations that only lead there: they are no answer, unless the question asks who that is.
    """
    known = [Known(view.graph, scope) for scope in {home_of(node.scope): None for node in index.nodes.values()}]
    ways = [found for one in known for found in _by_way(one, question.text)]
    if ways:
        leading = set() if _WHO.search(question.text) else {one.id for _, way in ways for one in way}
        return [node for node, _ in ways], leading
    spoken = f" {normal(question.text)} "
    named = [index.nodes[id_] for id_, names in index.names.items() if any(_speaks_of(spoken, name) for name in names)]
    strangers = [node for node in named if not node.owner]
    if strangers:
        return strangers, set()
    return [one.owner for one in known if one.owner is not None], set()


def _by_way(known: Known, text: str) -> Iterator[tuple[Node, list[Relation]]]:
    """Whom "my sister's husband" and the like lead to, with the relations on the way."""
    for pattern, role in _WAYS:
        for match in pattern.finditer(text):
            whose = (match["whose"] or "my").removesuffix("'s").removesuffix("의")
            own = match["whose"] is None or match["whose"].lower() in ("my", "our", "내", "제", "우리", "저희")
            start = known.owner if own else known.find(whose, "person")
            way: list[Relation] = []
            for step in filter(None, (match["r"], match["r2"])):
                one = known.step(start, role(step)) if start is not None else None
                way += [one] if one is not None else []
                start = one.target if one is not None else None
            if start is not None:
                yield start, way


def _speaks_of(spoken: str, name: str) -> bool:
    """Whether a text (normal, between blanks) uses a name: as words, in Korean with particles behind it."""
    if len(name) < 2:
        return False
    if name.isascii():
        return re.search(rf"(?<![\w]){re.escape(name)}(?:'s|s)?(?![\w])", spoken) is not None
    return re.search(rf"(?<=\s){re.escape(name)}[가-힣]{{0,3}}(?=\s)", spoken) is not None


def join(view: Snapshot, question: Question, answers: Sequence[Answer], relations: Sequence[Told]) -> list[Answer]:
    """The answers with the memories behind the relations raised, or put among them where they were not found by words."""
    behind = _behind(view, relations)
    raised = [_raised(answer, behind.pop(answer.hit.key, 0.0)) for answer in answers]
    records = view.by_keys(list(behind))
    top = max((answer.hit.score for answer in answers), default=1.0)
    for key, share in behind.items():
        record = records.get(key)
        if isinstance(record, MemoryRecord) and _may_answer(question, record):
            hit = Hit(key, "memory", HOP * share * top, {"graph": HOP * share * top})
            raised.append(Answer(hit, record))
    return sorted(raised, key=lambda answer: -answer.hit.score)


def _behind(view: Snapshot, relations: Sequence[Told]) -> dict[int, float]:
    """How much each memory (by key) is raised: the share of the best relation that rests on its words."""
    best = relations[0].score if relations else 0.0
    shares: dict[int, float] = {}
    for one in relations if best > 0 else ():  # a question without a word that is known is like no relation
        share = one.score * one.score / best
        messages = [basis.message for basis in view.graph.bases_of(one.relation.id)]
        quotes = {source.quote for source in one.relation.sources}
        keys = [key for found in view.graph.memories_on(messages).values() for key in found]
        for key, record in view.by_keys(keys).items():
            said = isinstance(record, MemoryRecord) and quotes & {source.quote for source in record.sources}
            if said and share > shares.get(key, 0.0):
                shares[key] = share
    return shares


def _raised(answer: Answer, share: float) -> Answer:
    if not share:
        return answer
    more = HOP * share * (1 - answer.hit.score)
    shares = {**answer.hit.shares, "graph": more}
    return replace(answer, hit=replace(answer.hit, score=answer.hit.score + more, shares=shares))


def _may_answer(question: Question, record: MemoryRecord) -> bool:
    at = question.at
    holds = record.valid_to is None if at is None else record.valid_from <= at < (record.valid_to or at + 1)
    fresh = question.today is None or record.expires_on is None or record.expires_on >= question.today
    return holds and fresh and matches(question.where, record)
