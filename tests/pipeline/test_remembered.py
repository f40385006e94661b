"""What searches remember of the store is never older than the store, never another's, and counts toward the bound."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from mem0 import Memory
from mem0.crypto import read_key
from mem0.errors import DatabaseError, EncryptionError
from mem0.pipeline.indexes import Indexes, Sight
from mem0.ports import Mark, Snapshot, Store, Transaction
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity
from mem0.testing import FixedClock
from mem0.values import day_of

T = TypeVar("T")
ANA = Entity("user", "ana")
TEA = "I like green tea with lemon"


class Counted:
    """A store that counts how often it is read."""

    def __init__(self, store: Store) -> None:
        self.store, self.name, self.reads = store, store.name, 0

    def mark(self) -> Mark:
        return self.store.mark()

    def read(self, job: Callable[[Snapshot], T]) -> T:
        self.reads += 1
        return self.store.read(job)

    def write(self, job: Callable[[Transaction], T]) -> T:
        return self.store.write(job)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "m.db"


def opened(file: Path, **more: Any) -> Memory:
    return Memory({"path": file, "embedder": {"provider": "static"}, **more})


@pytest.fixture
def memory(file: Path) -> Iterator[Memory]:
    """Ana likes tea, and one search has found it."""
    with opened(file) as made:
        made.add(TEA, user_id="ana", infer=False, metadata={"deep": {"list": [1]}})
        found(made)
        yield made


@pytest.fixture
def other(memory: Memory) -> Iterator[Memory]:
    """The same file, opened once more, as another process would."""
    assert memory.config.path is not None
    with opened(memory.config.path) as made:
        yield made


def found(memory: Memory, query: str = "which tea?", user: str = "ana", **more: Any) -> list[str]:
    return [item["memory"] for item in memory.search(query, user_id=user, **more)["results"]]


def only_id(memory: Memory) -> str:
    (item,) = memory.get_all(user_id="ana")["results"]
    return str(item["id"])


def remembered(memory: Memory) -> list[str]:
    """Every text that is in memory for searches."""
    kept = memory.parts.indexes._kept.values()
    records = [one.record for scope in kept for one in scope._records.values() if one is not None]
    return [str(getattr(record, "text", None) or getattr(record, "content", "")) for record in records]


def test_a_search_of_what_is_known_reads_nothing_from_the_store(memory: Memory) -> None:
    counted = Counted(memory.parts.store)
    memory._open_parts = replace(memory.parts, store=counted)

    assert found(memory) == found(memory, "green?") == found(memory, "lemon?", filters={"metadata": {"deep": {"list": 1}}})
    assert counted.reads == 0

    memory.add("I like black tea", user_id="ana", infer=False)
    assert len(found(memory)) == 2
    assert counted.reads == 1


def test_what_another_connection_changes_is_seen_at_once(memory: Memory, other: Memory) -> None:
    other.update(only_id(other), "I like coffee")
    assert found(memory) == ["I like coffee"]

    other.update(only_id(other), "I like coffee", metadata={"new": 1})
    assert memory.search("coffee", user_id="ana")["results"][0]["metadata"]["new"] == 1

    other.add("I like cocoa", user_id="ana", infer=False)
    assert set(found(memory)) == {"I like coffee", "I like cocoa"}

    other.delete_all(user_id="ana")
    assert found(memory) == []


def test_what_another_process_changes_is_seen_at_once(memory: Memory, file: Path) -> None:
    code = (
        "import sys; from mem0 import Memory\n"
        "with Memory({'path': sys.argv[1], 'embedder': {'provider': 'static'}}) as memory:\n"
        "    memory.update(sys.argv[2], 'I like coffee')"
    )
    subprocess.run([sys.executable, "-c", code, str(file), only_id(memory)], check=True)

    assert found(memory) == ["I like coffee"]


def test_what_is_deleted_leaves_the_memory_at_once(memory: Memory) -> None:
    """Not only when somebody asks again."""
    memory.delete(only_id(memory))
    assert remembered(memory) == []

    for remove in (memory.delete_all, memory.forget):
        memory.add(TEA, user_id="ana", infer=False)
        assert found(memory) == remembered(memory) == [TEA]
        remove(user_id="ana")
        assert remembered(memory) == []
        assert found(memory) == []


def test_a_deletion_elsewhere_is_not_shown_as_a_source(memory: Memory, other: Memory) -> None:
    """A run ends with its messages; the memory that lives on does not quote them any more."""
    other.add("I like white tea", user_id="ana", run_id="r", infer=False)
    assert len(found(memory)) == 2

    other.delete_all(run_id="r")

    assert found(memory) == [TEA]


def test_an_expiry_passes_without_a_write(memory: Memory) -> None:
    clock = FixedClock()
    memory._open_parts = replace(memory.parts, clock=clock)
    memory.add("I like iced tea this week", user_id="ana", infer=False, expiration_date=day_of(clock.now()))
    assert len(found(memory)) == 2

    clock.forward(seconds=2 * 86_400)

    assert found(memory) == [TEA]
    assert len(found(memory, show_expired=True)) == 2


def test_then_and_now_are_told_apart(memory: Memory) -> None:
    clock = FixedClock()
    memory._open_parts = replace(memory.parts, clock=clock)
    memory.add("I live in Lyon", user_id="cy", timestamp="2024-01-01")
    memory.add("I moved to Oslo", user_id="cy", timestamp="2024-06-01")

    for _ in range(2):
        assert any("Lyon" in text for text in found(memory, "where do I live?", "cy", as_of="2024-03-01"))
        assert not any("Lyon" in text for text in found(memory, "where do I live?", "cy", limit=1))


def test_nothing_of_one_is_served_to_another(memory: Memory) -> None:
    memory.add("I like green tea with honey", user_id="bo", infer=False)

    for _ in range(2):
        assert found(memory, user="bo") == ["I like green tea with honey"]
        assert found(memory) == [TEA]
        assert found(memory, filters={"agent_id": "x"}) == []
        assert found(memory, user="cy") == []


def test_answers_belong_to_the_caller(memory: Memory) -> None:
    first = memory.search("tea", user_id="ana")["results"][0]
    expected = repr(first)
    first["metadata"]["deep"]["list"].append(2)
    first["sources"][0]["quote"] = "nonsense"
    first["memory"] = "nonsense"

    assert repr(memory.search("tea", user_id="ana")["results"][0]) == expected


def test_an_older_view_leaves_nothing_behind(memory: Memory, other: Memory) -> None:
    """A search that began before a change, and ends after one that saw it; both read the same mark."""
    indexes, store = Indexes(10_000_000, memory.parts.encoder), memory.parts.store
    mark = store.mark()

    def shown(snapshot: Snapshot, sign: Mark) -> tuple[object, object]:
        """The records as a search gets them, and as they are."""
        keys = snapshot.index_keys(ANA).tolist()
        with indexes.fresh(Sight(sign, snapshot), ANA) as kept:
            known = kept.records(Sight(sign, snapshot), keys)
            return {key: one.record for key in keys if (one := known[key]) is not None}, snapshot.by_keys(keys)

    def early(snapshot: Snapshot) -> tuple[object, object]:
        snapshot.state(ANA)  # from here on it shows what was before
        other.update(only_id(other), "I like coffee")
        other.parts.store.read(lambda late: _refreshed(indexes, Sight(mark, late)))
        return shown(snapshot, mark)

    before, then = store.read(early)
    after, now = store.read(lambda snapshot: shown(snapshot, store.mark()))
    assert before == then != now
    assert after == now


def _refreshed(indexes: Indexes, sight: Sight) -> None:
    with indexes.fresh(sight, ANA):
        pass


def test_an_add_lets_go_only_of_what_it_changed(memory: Memory) -> None:
    """Its own transaction sees the memories that it compares with; the next one reads no record of them again."""
    memory.add("I live in Lyon", user_id="ana")
    memory.add("I play the violin", user_id="ana")
    before = remembered(memory)
    memory.add("I moved to Oslo", user_id="ana")
    found(memory, "violin")

    assert TEA in before
    assert "I live in Lyon" in before
    assert TEA in remembered(memory)
    assert "I live in Lyon" not in found(memory, "where do I live?")
    assert "I moved to Oslo" in found(memory, "where do I live?")


def test_records_count_and_go_before_the_indexes(memory: Memory) -> None:
    indexes = memory.parts.indexes
    with_one = indexes.nbytes
    for n in range(30):
        memory.add(f"I drank tea number {n} {'with milk ' * 50}", user_id="bo", infer=False)
    found(memory, "tea", "bo", limit=1)
    few = indexes.nbytes
    found(memory, "tea", "bo", limit=30)

    assert few > with_one
    assert indexes.nbytes > few + 30 * 1_000
    assert indexes.nbytes == sum(kept.weigh() for kept in indexes._kept.values())

    indexes.limit_bytes = indexes.nbytes - 1
    found(memory, "tea", "cy")
    assert TEA not in remembered(memory)
    assert len(indexes._kept) == 3

    indexes.limit_bytes = 1
    found(memory)
    assert list(indexes._kept) == [ANA]


def test_a_store_that_was_encrypted_or_closed_answers_no_more(memory: Memory, file: Path) -> None:
    other = SQLiteStore(file)
    other.encrypt(read_key(bytes(32)))
    other.close()
    with pytest.raises(EncryptionError):
        found(memory)

    memory.parts.store.close()
    with pytest.raises(DatabaseError):
        found(memory)
