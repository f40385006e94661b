"""The graph in SQLite against the one in memory: the same random operations, and after each of them the same answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mem0.crypto import KeySource, read_key
from mem0.errors import MemoryNotFoundError, ValidationError
from mem0.ports import ENTITY, RELATION, Basis, GraphSelection, Naming, Snapshot, Store, Transaction
from mem0.providers.stores.inmemory import InMemoryStore
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity, Scope, Source
from mem0.relations import Node

from .graph_pieces import ALL, learn
from .pieces import NOW, memory, new_id, select

T = TypeVar("T")
TARGET = "graph"
OWNERS = st.builds(Scope, st.sampled_from(["ana", "bo"]), st.none(), st.none() | st.just("r"))
NAMES = st.sampled_from(["ana", "Bo", "Cy", "tea", "Lyon"])
TRIPLETS = st.lists(st.tuples(NAMES, st.sampled_from(["likes", "knows"]), NAMES), max_size=3)
TEXTS = st.sampled_from(["Bo likes tea", "Cy knows Lyon", "Bo likes tea and Cy knows Lyon"])
PARTS = st.sampled_from(["Bo likes tea", "Cy knows Lyon", "tea", None])
PICKS = st.integers(0, 9)
ENTITIES = st.sampled_from([Entity("user", "ana"), Entity("user", "bo"), Entity("run", "r")])
SELECTIONS = st.builds(
    GraphSelection,
    st.lists(ENTITIES, max_size=2, unique=True).map(tuple),
    st.none() | st.integers(NOW + 998, NOW + 1006),
    st.booleans(),
)


AT_TIMES = [GraphSelection(at=NOW + at) for at in (1000, 1001, 1002)]


class GraphsAgree(RuleBasedStateMachine):
    key: KeySource | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.sqlite: Store = SQLiteStore(Path(self.folder.name) / "store.db", durability="normal", key=self.key)
        self.oracle: Store = InMemoryStore()
        self.memories = 0
        self.shown: dict[tuple[str, str], str | None] = {}
        for store in (self.sqlite, self.oracle):
            store.write(lambda tx: tx.outbox.register(TARGET, kinds=(ENTITY, RELATION)))

    def teardown(self) -> None:
        self.sqlite.close()
        self.folder.cleanup()

    def both(self, job: Callable[[Transaction], T]) -> None:
        results = []
        for store in (self.sqlite, self.oracle):
            try:
                results.append(repr(store.write(job)))
            except (ValidationError, MemoryNotFoundError) as error:
                results.append(f"{type(error).__name__}: {error}")
        assert results[0] == results[1]

    def same(self, question: Callable[[Snapshot], T]) -> T:
        answer, expected = self.sqlite.read(question), self.oracle.read(question)
        assert answer == expected
        return answer

    @rule(words=TEXTS, triplets=TRIPLETS, scope=OWNERS, parts=st.lists(PARTS, max_size=2))
    def learn(self, words: str, triplets: list[tuple[str, str, str]], scope: Scope, parts: list[str | None]) -> None:
        """A message with its triplets, and memories that rest on parts of it."""
        numbers = [self.memories + n for n in range(1, len(parts) + 1)]
        self.memories += len(parts)

        def job(tx: Transaction) -> None:
            key = learn(tx, words, *triplets, scope=scope)
            said = tx.by_keys([key])[key].id
            for number, part in zip(numbers, parts, strict=True):
                quote = part if part is not None and part in words else None
                tx.add_memories([memory(number, scope=scope, sources=(Source(said, quote),))], parents=[[key]])

        self.both(job)

    @rule(pick=PICKS, part=PARTS, scope=OWNERS)
    def remember(self, pick: int, part: str | None, scope: Scope) -> None:
        self.memories += 1
        number = self.memories

        def job(tx: Transaction) -> None:
            for key, message, _ in _one(tx.all_messages(), pick):
                said = part if part is not None and part in message.content else None
                new = memory(number, scope=scope, sources=(Source(message.id, said),))
                tx.add_memories([new], parents=[[key]])

        self.both(job)

    @rule(pick=PICKS, other=PICKS, part=PARTS)
    def say_again(self, pick: int, other: int, part: str | None) -> None:
        def job(tx: Transaction) -> None:
            for one in _one(tx.graph.relations(ALL), pick):
                for key, _, _ in _one(tx.all_messages(), other):
                    tx.graph.add_bases(one.id, [Basis(key, part)])

        self.both(job)

    @rule(pick=PICKS, other=PICKS, name=NAMES, alias=st.booleans())
    def name(self, pick: int, other: int, name: str, alias: bool) -> None:
        def job(tx: Transaction) -> None:
            for one in _one(tx.graph.nodes(), pick):
                for key, _, _ in _one(tx.all_messages(), other):
                    tx.graph.name_nodes([Naming(one.id, key, name, alias)])

        self.both(job)

    @rule(pick=PICKS, at=st.integers(NOW + 998, NOW + 1006), other=PICKS)
    def close(self, pick: int, at: int, other: int) -> None:
        def job(tx: Transaction) -> None:
            relations = tx.graph.relations(ALL)
            for one in _one(relations, pick):
                tx.graph.close_relation(one.id, at=at, superseded_by=_one(relations, other)[0].id)

        self.both(job)

    @rule(pick=PICKS)
    def erase_message(self, pick: int) -> None:
        self.both(lambda tx: tx.erase_messages([row[0] for row in _one(tx.all_messages(), pick)]))

    @rule(pick=PICKS)
    def erase_memory(self, pick: int) -> None:
        def job(tx: Transaction) -> None:
            tx.erase([one.id for one in _one(tx.find(select(superseded=True)), pick)], at=NOW)

        self.both(job)

    @rule(entity=ENTITIES)
    def erase_entity(self, entity: Entity) -> None:
        self.both(lambda tx: tx.erase_scope(select({f"{entity.kind}_id": entity.name}), at=NOW))

    @rule(entity=ENTITIES)
    def erase_graph(self, entity: Entity) -> None:
        self.both(lambda tx: tx.erase_graph([entity]))

    @rule()
    def erase_every_graph(self) -> None:
        self.both(lambda tx: tx.erase_graph(()))

    @invariant()
    def a_mirror_is_told(self) -> None:
        """A mirror that looks at what is queued, and only at that, shows what the store shows."""
        told = self.same(_queued)
        self.shown = {one: told_now for one, told_now in self.shown.items() if one not in told}
        self.shown |= self.sqlite.read(lambda view: {one: _shown(view, *one) for one in told})
        there = self.sqlite.read(lambda view: {one: _shown(view, *one) for one in _all(view)})
        assert {one: state for one, state in self.shown.items() if state is not None} == there
        for store in (self.sqlite, self.oracle):
            store.write(lambda tx: tx.outbox.done(TARGET, up_to=2**62))

    @rule(pick=PICKS, hops=st.integers(0, 4), chosen=SELECTIONS)
    def walk(self, pick: int, hops: int, chosen: GraphSelection) -> None:
        starts = [one.id for one in _one(self.oracle.read(lambda view: view.graph.nodes()), pick)]
        self.same(lambda view: view.graph.around([*starts, new_id(3)], chosen, hops=hops))
        self.same(lambda view: view.graph.relations(chosen))

    @invariant()
    def everything_is_the_same(self) -> None:
        nodes = self.same(lambda view: view.graph.nodes())
        relations = self.same(lambda view: view.graph.relations(ALL))
        self.same(lambda view: [view.graph.namings_of(one.id) for one in nodes])
        self.same(lambda view: [view.graph.bases_of(one.id) for one in relations])
        self.same(lambda view: (view.entities(), view.state(None), view.state(Entity("run", "r"))))
        keys = [key for key, _, _ in self.same(lambda view: view.all_messages())]
        self.same(lambda view: (view.graph.resting_on(keys[:2]), view.graph.memories_on(keys)))
        assert self.sqlite.check() == self.oracle.check() == []

    @invariant()
    def every_time_and_way_is_the_same(self) -> None:
        starts = [one.id for one in self.oracle.read(lambda view: view.graph.nodes())[:2]]
        for chosen in AT_TIMES:
            self.same(lambda view, at=chosen: view.graph.relations(at))  # type: ignore[misc]
        for hops in (1, 2):
            self.same(lambda view, n=hops: view.graph.around(starts, ALL, hops=n))  # type: ignore[misc]


def _queued(view: Snapshot) -> dict[tuple[str, str], str]:
    return {(row.kind, row.id): row.op for row in view.outbox.pending(TARGET, limit=10_000)}


def _all(view: Snapshot) -> list[tuple[str, str]]:
    nodes = [(ENTITY, one.id) for one in view.graph.nodes()]
    return nodes + [(RELATION, one.id) for one in view.graph.relations(ALL)]


def _shown(view: Snapshot, kind: str, one: str) -> str | None:
    """What a mirror shows of a node or relation: all of it but the words that it rests on."""
    if kind == ENTITY:
        node = view.graph.node(one)
        return None if node is None else repr((node, len(view.graph.namings_of(one))))
    found = view.graph.relation(one)
    return None if found is None else repr(replace(found, source=_bare(found.source), target=_bare(found.target)))


def _bare(node: Node) -> Node:
    return replace(node, name="", aliases=(), type="concept", updated_at=0)


def _one(items: list[T], pick: int) -> list[T]:
    """One of the items, or none where there are none."""
    return [items[pick % len(items)]] if items else []


class SealedGraphsAgree(GraphsAgree):
    """The same, over an encrypted file."""

    key = read_key(bytes(range(32)))


TestSealedGraphsAgree = SealedGraphsAgree.TestCase
TestSealedGraphsAgree.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestGraphsAgree = GraphsAgree.TestCase
TestGraphsAgree.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
