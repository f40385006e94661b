"""Ask the graph itself: who is near whom, how two are connected, what held when, what changed, what hangs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from ..ports import GraphSelection, Snapshot
from ..records import Entity, MemoryRecord, Micros, Scope
from ..relations import Node, Relation
from ..retrieval.query import Query
from ..rules.kinds import CAUSAL
from .graph_recall import LEAST
from .parts import Parts
from .resolve import Known, home_of, normal

T = TypeVar("T")
Owners: TypeAlias = tuple[Entity, ...]
ConnectionType: TypeAlias = Literal["causal", "temporal", "semantic"]
CONNECTIONS: tuple[ConnectionType, ...] = ("causal", "temporal", "semantic")
MOST_PATHS = 100
AT_ONCE = 3 * 24 * 3600 * 1_000_000  # microseconds: what began within three days happened about the same time


@dataclass(frozen=True, slots=True)
class Connection:
    """An implicit connection: from what is asked about to an entity that is not a neighbour by the same words, over `path`.

    causal: one brought the other about, over any number of causes; temporal: what began at about the same time; semantic:
    over an entity between. `score` in (0, 1]: the fewer steps (the nearer in time), the higher.
    """

    type: ConnectionType
    node: Node
    path: tuple[Relation, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in a window of time: relations that began and those that ended in it; `replaced` pairs (old, new)."""

    began: tuple[Relation, ...]
    ended: tuple[Relation, ...]
    replaced: tuple[tuple[Relation, Relation], ...]


async def _read(parts: Parts, job: Callable[[Snapshot], T]) -> T:
    return await parts.runner.call(lambda: parts.store.read(job))


async def nodes(parts: Parts, owners: Owners) -> list[Node]:
    """All entities of a scope, in the order in which they came."""
    return await _read(parts, lambda view: _nodes(view, owners))


def _nodes(view: Snapshot, owners: Owners) -> list[Node]:
    """The nodes of a scope; nodes are shared by the runs of a user, so those of a run are the ends of its relations."""
    found = {node.id: node for node in view.graph.nodes(owners)}
    if any(owner.kind == "run" for owner in owners):
        every = view.graph.relations(GraphSelection(owners, ever=True))
        found |= {end.id: end for one in every for end in (one.source, one.target)}
    return list(found.values())


async def relations(parts: Parts, chosen: GraphSelection) -> list[Relation]:
    """The relations of a selection, in the order in which they were learned."""
    return await _read(parts, lambda view: view.graph.relations(chosen))


async def find(parts: Parts, owners: Owners, name: str) -> list[Node]:
    """The entities that a name, an alias or a way ("my sister") means; else those whose name holds the words."""
    return await _read(parts, lambda view: _find(parts, view, owners, name))


def _find(parts: Parts, view: Snapshot, owners: Owners, name: str) -> list[Node]:
    every = _nodes(view, owners)
    homes: dict[Scope, None] = {node.scope: None for node in every}
    known = [Known(view.graph, home_of(scope), parts.settings.same_name) for scope in homes]
    exact = [node for one in known if (node := one.find(name)) is not None]
    if exact:
        return exact
    part = normal(name)
    return [n for n in every if any(part in normal(called) for called in (n.name, *n.aliases))]


async def neighbours(parts: Parts, chosen: GraphSelection, name: str, *, hops: int) -> list[tuple[int, Relation]]:
    """The relations within so many steps of an entity, nearest first, each with its step."""

    def job(view: Snapshot) -> list[tuple[int, Relation]]:
        found = _find(parts, view, chosen.owners, name)
        return view.graph.around([node.id for node in found], chosen, hops=hops) if found else []

    return await _read(parts, job)


async def paths(parts: Parts, chosen: GraphSelection, source: str, target: str, *, hops: int) -> list[list[Relation]]:
    """How two entities are connected: paths without circles, in either direction of each relation, shortest first."""

    def job(view: Snapshot) -> list[list[Relation]]:
        starts = {node.id for node in _find(parts, view, chosen.owners, source)}
        ends = {node.id for node in _find(parts, view, chosen.owners, target)}
        near = [one for _, one in view.graph.around(starts, chosen, hops=hops)] if starts and ends else []
        return list(_paths(near, starts, ends, hops))

    return await _read(parts, job)


def _paths(
    near: Sequence[Relation], starts: Collection[str], ends: Collection[str], hops: int
) -> Iterator[list[Relation]]:
    """Breadth first, so that the shortest come first; at most MOST_PATHS."""
    at: dict[str, list[Relation]] = defaultdict(list)
    for one in near:
        at[one.source.id].append(one)
        at[one.target.id].append(one)
    begun: list[tuple[str, tuple[str, ...], list[Relation]]] = [(start, (start,), []) for start in sorted(starts)]
    found = 0
    for _ in range(hops):
        further = []
        for here, seen, path in begun:
            for one in at[here]:
                there = one.target.id if one.source.id == here else one.source.id
                if there in seen:
                    continue
                if there in ends:
                    yield [*path, one]
                    found += 1
                    if found >= MOST_PATHS:
                        return
                else:
                    further.append((there, (*seen, there), [*path, one]))
        begun = further


async def timeline(parts: Parts, owners: Owners, name: str) -> list[Relation]:
    """All relations of an entity, past ones too, in the order in which they began."""
    found = await neighbours(parts, GraphSelection(owners, ever=True), name, hops=1)
    return sorted((one for _, one in found), key=lambda one: (one.valid_from, one.recorded_at))


async def changes(
    parts: Parts, owners: Owners, *, since: Micros, until: Micros, labels: Collection[str] | None = None
) -> Changes:
    """What began and what ended from `since` to `until` (microseconds, the end excluded); `labels` None: of any kind."""

    def job(view: Snapshot) -> Changes:
        every = view.graph.relations(GraphSelection(owners, ever=True))
        mine = [one for one in every if labels is None or one.label in labels]
        began = tuple(one for one in mine if since <= one.valid_from < until)
        ended = tuple(one for one in mine if one.valid_to is not None and since <= one.valid_to < until)
        by_id = {one.id: one for one in every}
        replaced = tuple((one, by_id[one.superseded_by]) for one in ended if one.superseded_by in by_id)
        return Changes(began, ended, replaced)

    return await _read(parts, job)


async def connections(
    parts: Parts, owners: Owners, about: str, *, types: Collection[ConnectionType], limit: int
) -> list[Connection]:
    """What hangs together with a memory (its id), or with what a text speaks of, without being said in the same breath."""

    def job(view: Snapshot) -> list[Connection]:
        chosen = GraphSelection(owners)
        said = _said(parts, view, chosen, about)
        named = {node.id for node in _find(parts, view, owners, about)}
        ends = {end.id: end for one in said for end in (one.source, one.target)}
        starts = named or {id_ for id_, end in ends.items() if not end.owner} or set(ends)
        near = view.graph.around(list(starts), chosen, hops=3)
        found = [
            *(_causal(near, starts) if "causal" in types else ()),
            *(_temporal(view.graph.relations(chosen), said, starts) if "temporal" in types else ()),
            *(_semantic(near, starts, least=2 if named else 1) if "semantic" in types else ()),
        ]
        return sorted(_nearest(found), key=lambda one: -one.score)[:limit]

    return await _read(parts, job)


def _said(parts: Parts, view: Snapshot, chosen: GraphSelection, about: str) -> list[Relation]:
    """The relations that a memory states, or that answer a text best."""
    memory = view.get(about)
    if isinstance(memory, MemoryRecord):
        mine = set(chosen.owners) <= set(memory.scope.entities())
        quotes = {source.quote for source in memory.sources}
        on = view.graph.resting_on(view.parents_of(memory.id)) if mine else []
        return [one for one in on if quotes & {source.quote for source in one.sources}]
    text = about.replace("_", " ")
    index, words = parts.graphs.match(view, chosen.owners, Query.read(text), None)
    best = max(words.values(), default=0.0)
    named = {node.id for node in _find(parts, view, chosen.owners, text)}
    return [
        one
        for one in index.relations
        if one.valid_to is None
        and (words.get(one.id, 0.0) > max(LEAST * best, best - 0.2) or named & {one.source.id, one.target.id})
    ]


def _other_end(one: Relation, here: str) -> Node:
    return one.target if one.source.id == here else one.source


def _causal(near: Sequence[tuple[int, Relation]], starts: Collection[str]) -> Iterator[Connection]:
    causes = [one for _, one in near if one.label in CAUSAL]
    ends = {end.id: end for one in causes for end in (one.source, one.target) if end.id not in starts}
    for id_, node in ends.items():
        path = next(_paths(causes, starts, [id_], 3), None)
        if path is not None:
            yield Connection("causal", node, tuple(path), 1 / len(path))


def _semantic(near: Sequence[tuple[int, Relation]], starts: Collection[str], *, least: int) -> Iterator[Connection]:
    """Over entities between that are not the owner: everybody is connected over the owner. `least`: steps of a path."""
    found = [one for _, one in near if not one.source.owner and not one.target.owner]
    ends = {end.id: end for one in found for end in (one.source, one.target) if end.id not in starts}
    for id_, node in ends.items():
        path = next(_paths(found, starts, [id_], 3), None)
        if path is not None and len(path) >= least:
            yield Connection("semantic", node, tuple(path), 1 / len(path))


def _temporal(every: Sequence[Relation], said: Sequence[Relation], starts: Collection[str]) -> Iterator[Connection]:
    for one in every:
        for other in said:
            apart = abs(one.valid_from - other.valid_from)
            if one.id == other.id or apart > AT_ONCE:
                continue
            for end in (one.source, one.target):
                if end.id not in starts and not end.owner:
                    yield Connection("temporal", end, (other, one), 1 - apart / (2 * AT_ONCE))


def _nearest(found: Sequence[Connection]) -> list[Connection]:
    """The best connection of each type to each entity."""
    best: dict[tuple[str, str], Connection] = {}
    for one in found:
        key = (one.type, one.node.id)
        if key not in best or best[key].score < one.score:
            best[key] = one
    return list(best.values())
