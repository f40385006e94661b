"""The search indexes of the scopes in use are bounded in bytes."""

from __future__ import annotations

import pytest

from mem0.pipeline.indexes import Indexes, Sight
from mem0.ports import NewMemory, Snapshot, Store
from mem0.providers.embedders.static import StaticEncoder
from mem0.providers.stores.inmemory import InMemoryStore
from mem0.records import Entity, MemoryRecord, Scope
from mem0.retrieval.features import features
from mem0.retrieval.query import Query

USERS = ("ana", "bo", "cy")
TEXT = "I like green tea with a slice of lemon"


@pytest.fixture
def store() -> Store:
    """One memory of each user, all alike."""
    filled = InMemoryStore()
    new = [
        NewMemory(MemoryRecord(id=user, text=TEXT, scope=Scope(user), created_at=1), features(TEXT).to_bytes())
        for user in USERS
    ]
    filled.write(lambda tx: tx.add_memories(new))
    return filled


def ask(indexes: Indexes, store: Store, user: str) -> int:
    """How many answers a search of this user's memories gives."""

    def job(snapshot: Snapshot) -> int:
        with indexes.fresh(Sight(None, snapshot), Entity("user", user)) as kept:
            return len(kept.index.rank(Query.read("green tea", now=2), at=None, limit=5))

    return store.read(job)


def test_indexes_are_kept_while_they_fit(store: Store) -> None:
    indexes = Indexes(limit_bytes=10_000_000, encoder=StaticEncoder())
    ask(indexes, store, "ana")
    one = indexes.nbytes

    for user in USERS:
        ask(indexes, store, user)

    assert one > 0
    assert indexes.nbytes == pytest.approx(len(USERS) * one, rel=0.1)


def test_only_the_index_in_use_may_outgrow_the_limit(store: Store) -> None:
    indexes = Indexes(limit_bytes=1, encoder=StaticEncoder())
    ask(indexes, store, "ana")
    one = indexes.nbytes

    answers = [ask(indexes, store, user) for user in USERS]

    assert answers == [1, 1, 1]
    assert indexes.nbytes == pytest.approx(one, rel=0.1)


def test_a_change_of_the_scope_is_weighed_again(store: Store) -> None:
    indexes = Indexes(limit_bytes=10_000_000, encoder=StaticEncoder())
    ask(indexes, store, "ana")
    one = indexes.nbytes
    texts = [f"{TEXT} and {n} spoons of honey" for n in range(50)]
    more = [
        NewMemory(MemoryRecord(id=text, text=text, scope=Scope("ana"), created_at=2), features(text).to_bytes())
        for text in texts
    ]
    store.write(lambda tx: tx.add_memories(more))

    ask(indexes, store, "ana")

    assert indexes.nbytes > 2 * one
