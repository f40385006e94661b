"""A memory with an external index: fed after every verb, asked at every search, never believed before the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory
from mem0.errors import VectorSearchError, VectorStoreError
from mem0.pipeline.mirror import Mirror
from mem0.ports import Floats, Near, VectorItem
from mem0.providers.vectors.exact import ExactIndex
from mem0.retrieval.codes import Kind, pack
from mem0.retrieval.features import features

from .test_erasing import erase

HASH: dict[str, Any] = {"embedder": {"provider": "hash"}}


class Failing(ExactIndex):
    """The plain index with a switch that makes it fail, and a list of what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False
        self.calls: list[str] = []

    def upsert(self, items: Any) -> None:
        self._called("upsert")
        super().upsert(items)

    def delete(self, ids: Any) -> None:
        self._called("delete")
        super().delete(ids)

    def search(self, vector: Floats, k: int, where: Any, *, text: str = "") -> list[Near]:
        self._called("search", VectorSearchError)
        return super().search(vector, k, where, text=text)

    def _called(self, what: str, kind: type[VectorStoreError] = VectorStoreError) -> None:
        self.calls.append(what)
        if self.down:
            raise kind("The vector index is down.")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    config = {**HASH, "path": tmp_path / "a.db", "vector_store": {"provider": "exact"}}
    with Memory(config) as made:
        yield made


def mirror(memory: Memory | AsyncMemory) -> Mirror:
    found = memory._parts.mirror
    assert found is not None
    return found


def index(memory: Memory | AsyncMemory) -> ExactIndex:
    found = mirror(memory).index
    assert isinstance(found, ExactIndex)
    return found


def switched(memory: Memory, *, strict: bool = False) -> Failing:
    """Put an index that can fail in the place of the memory's."""
    failing = Failing()
    mirror(memory).index, mirror(memory).strict = failing, strict
    return failing


def rested(memory: Memory) -> None:
    """As if the pause after a failure were over."""
    mirror(memory)._rested = 0.0


def held(memory: Memory | AsyncMemory) -> set[str]:
    return set(index(memory).ids())


def known(memory: Memory) -> set[str]:
    return {item["id"] for item in memory.get_all(user_id="ana")["results"]}


def test_what_is_added_is_in_the_index_with_the_payload_that_users_expect(memory: Memory) -> None:
    added = memory.add(
        [{"role": "user", "content": "I like green tea", "name": "Ana"}],
        user_id="ana",
        run_id="r",
        metadata={"topic": "tea", "data": "x"},
        infer=False,
    )["results"][0]

    payload = dict(index(memory).payload_of(added["id"]))
    shown = memory.get(added["id"]) or {}
    assert {"data", "hash", "created_at"} <= payload.keys()
    assert payload == {
        "data": "I like green tea", "hash": shown["hash"], "created_at": shown["created_at"], "user_id": "ana", "run_id": "r",
        "actor_id": "Ana", "role": "user", "topic": "tea",
    }  # fmt: skip


def test_an_update_replaces_and_past_versions_are_not_held(memory: Memory) -> None:
    one = memory.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    memory.update(one, "I like cocoa")

    assert held(memory) == {one}
    assert index(memory).payload_of(one)["data"] == "I like cocoa"


def test_what_consolidation_supersedes_follows(memory: Memory) -> None:
    memory.add("I live in Busan.", user_id="ana")
    memory.add("I moved to Lyon.", user_id="ana")

    assert held(memory) == known(memory)
    assert any("Lyon" in str(index(memory).payload_of(one)["data"]) for one in held(memory))


@pytest.mark.parametrize("way", ["delete", "delete_all", "reset"])
def test_what_is_erased_is_gone_from_the_index(memory: Memory, way: str) -> None:
    one = memory.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    other = memory.add("I like cocoa", user_id="bo", infer=False)["results"][0]["id"]
    erase(memory, way, one)

    assert held(memory) == (set() if way == "reset" else {other})


def test_after_a_reset_new_memories_are_indexed_again(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    memory.reset()
    memory.add("I like cocoa", user_id="ana", infer=False)

    assert held(memory) == known(memory)


def test_a_restored_dump_is_indexed(memory: Memory, tmp_path: Path) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    records = list(memory.dump())
    with Memory({**HASH, "path": tmp_path / "b.db", "vector_store": {"provider": "exact"}}) as other:
        other.load(records)
        assert held(other) == known(other)


def test_the_async_door_feeds_it_too(tmp_path: Path) -> None:
    async def run() -> None:
        memory = AsyncMemory({**HASH, "path": tmp_path / "a.db", "vector_store": {"provider": "exact"}})
        await asyncio.gather(*(memory.add(f"tea {n}", user_id="ana", infer=False) for n in range(20)))
        assert (await memory.search("tea 3", user_id="ana", limit=1))["results"][0]["memory"] == "tea 3"
        assert len(held(memory)) == 20
        memory.close() if not asyncio.iscoroutinefunction(memory.close) else await memory.close()

    asyncio.run(run())


def test_an_index_that_is_down_fails_no_add_and_catches_up(memory: Memory, caplog: pytest.LogCaptureFixture) -> None:
    failing = switched(memory)
    failing.down = True
    with caplog.at_level(logging.WARNING, logger="mem0"):
        for n in range(3):
            memory.add(f"tea {n}", user_id="ana", infer=False)
    state = memory.stats()["vector_index"]
    assert (state["pending"], state["problem"]) == (3, "The vector index is down.")
    assert caplog.text.count("catches up") == 1

    failing.down = False
    rested(memory)
    memory.add("tea 3", user_id="ana", infer=False)

    assert set(failing.ids()) == known(memory)
    assert memory.stats()["vector_index"] == {"provider": "exact", "pending": 0, "problem": None}


def test_after_a_failure_the_index_is_left_alone_for_a_while(memory: Memory) -> None:
    """Nobody waits for a dead server at every add."""
    failing = switched(memory)
    failing.down = True
    for n in range(5):
        memory.add(f"tea {n}", user_id="ana", infer=False)
        memory.search("tea", user_id="ana")

    assert len(failing.calls) == 1


def test_a_search_without_the_index_is_answered_from_the_store(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    switched(memory).down = True

    assert memory.search("tea", user_id="ana")["results"][0]["memory"] == "I like tea"


def test_a_search_that_requires_the_index_fails_without_it(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    switched(memory, strict=True).down = True

    with pytest.raises(VectorSearchError, match="down"):
        memory.search("tea", user_id="ana")


def test_the_setting_require_reaches_the_mirror(tmp_path: Path) -> None:
    config = {**HASH, "path": tmp_path / "a.db", "vector_store": {"provider": "exact"}, "vector_search": "require"}
    with Memory(config) as memory:
        assert mirror(memory).strict


def test_every_search_asks_the_index_once(memory: Memory) -> None:
    for n in range(30):
        memory.add(f"tea {n}", user_id="ana", infer=False)
    failing = switched(memory)
    memory.reindex(vectors=True)
    failing.calls.clear()

    memory.search("tea 3", user_id="ana", limit=5)
    assert failing.calls == ["search"]


def test_as_of_is_not_asked_of_an_index_that_knows_the_present_only(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    failing = switched(memory)
    memory.search("tea", user_id="ana", as_of="2020-01-01")

    assert "search" not in failing.calls


def test_one_refused_memory_holds_up_no_other(memory: Memory) -> None:
    """A database may not be able to hold the metadata of one: it gets that one without."""

    class Picky(Failing):
        def upsert(self, items: Any) -> None:
            if any("odd" in item.payload for item in items):
                raise VectorStoreError("refused", debug_info={"refused": True})
            super().upsert(items)

    mirror(memory).index = picky = Picky()
    parts = mirror(memory)
    parts._rested = 1e18  # all three at once
    for n in range(3):
        memory.add(f"tea {n}", user_id="ana", infer=False, metadata={"odd": 1} if n == 1 else {"n": n})
    parts._rested = 0.0
    memory.add("tea 3", user_id="ana", infer=False)

    assert set(picky.ids()) == known(memory)
    assert sorted(len(picky.payload_of(one)) for one in picky.ids())[:2] == [5, 5]


def test_a_full_store_fills_a_new_index_step_by_step(tmp_path: Path) -> None:
    with Memory({**HASH, "path": tmp_path / "a.db"}) as plain:
        plain.add([{"role": "user", "content": f"tea {n}"} for n in range(1500)], user_id="ana", infer=False)
    with Memory({**HASH, "path": tmp_path / "a.db", "vector_store": {"provider": "exact"}}) as memory:
        memory.search("tea", user_id="ana")
        assert index(memory).count() == 1024
        memory.search("tea", user_id="ana")
        assert index(memory).count() == 1500


def test_another_embedder_fills_the_index_anew(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    memory.reindex(embedder="static")

    one = next(iter(held(memory)))
    assert held(memory) == known(memory)
    assert len(index(memory)._items[one].vector) != 64


def test_stored_vectors_are_used_and_the_embedder_is_not_asked_again(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    encoder = memory._parts.encoder
    once = type(encoder).sentence

    def counted(self: Any, texts: Any) -> Floats:
        calls.append(len(texts))
        found: Floats = once(self, texts)
        return found

    monkeypatch.setattr(type(encoder), "sentence", counted)

    memory.add([{"role": "user", "content": f"tea {n}"} for n in range(4)], user_id="ana", infer=False)
    assert calls == [4]
    memory.search("tea", user_id="ana")
    assert calls == [4, 1]


def test_a_wiped_index_is_filled_when_the_program_starts_again(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    index(memory).clear()
    mirror(memory)._attached = False

    memory.search("tea", user_id="ana")
    assert held(memory) == known(memory)


def test_an_index_that_is_ahead_loses_what_the_store_does_not_know(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    one = next(iter(held(memory)))
    index(memory).upsert([VectorItem("gone", index(memory)._items[one].vector, {"data": "of a backup that was taken back"})])

    difference = mirror(memory).reconcile()
    memory.search("tea", user_id="ana")

    assert (difference.missing, difference.surplus) == (0, 1)
    assert held(memory) == {one}


def test_rebuilding_tells_its_progress_and_the_number(memory: Memory) -> None:
    memory.add([{"role": "user", "content": f"tea {n}"} for n in range(600)], user_id="ana", infer=False)
    steps: list[tuple[int, int]] = []
    index(memory).clear()

    assert memory.reindex(vectors=True, progress=lambda done, total: steps.append((done, total))) == 600
    assert held(memory) == known(memory)
    assert steps == sorted(steps)


def test_rebuilding_a_dead_index_is_an_error(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False)
    switched(memory).down = True

    with pytest.raises(VectorStoreError, match="down"):
        memory.reindex(vectors=True)


def test_a_collection_of_somebody_else_is_left_alone(memory: Memory) -> None:
    """The vectors of an older installation are not deleted as surplus, and not mixed with ours."""
    vector = memory._parts.encoder.sentence(["old"])[0]
    index(memory).upsert([VectorItem("theirs", vector, {"data": "old"})])

    memory.add("I like tea", user_id="ana", infer=False)

    assert held(memory) == {"theirs"}
    assert "reindex --vectors" in memory.stats()["vector_index"]["problem"]
    memory.reindex(vectors=True)
    assert held(memory) == known(memory)


def test_a_memory_without_an_index_says_so(tmp_path: Path) -> None:
    with Memory({**HASH, "path": tmp_path / "a.db"}) as plain:
        assert "vector_index" not in plain.stats()
        with pytest.raises(ValueError, match="No external vector index"):
            plain.reindex(vectors=True)


def test_stale_hits_of_the_index_are_no_answers(memory: Memory) -> None:
    """What the index still holds of another owner, of the past, or of nothing never becomes an answer."""
    tea = memory.add("green tea", user_id="ana", infer=False)["results"][0]["id"]
    other = memory.add("green tea too", user_id="bo", infer=False)["results"][0]["id"]
    lying = index(memory)
    vector = lying._items[tea].vector
    lying.upsert([VectorItem(one, vector, {"data": "x", "user_id": "ana"}) for one in (other, "gone")])

    found = memory.search("green tea", user_id="ana")["results"]
    assert [item["id"] for item in found] == [tea]


def test_the_index_is_asked_for_more_until_the_filter_is_satisfied(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A condition that the database cannot express is applied afterwards, over as many candidates as it takes."""
    monkeypatch.setattr("mem0.pipeline.search.NEAR", 4)
    failing = switched(memory)
    texts = [{"role": "user", "content": f"green tea {n}"} for n in range(200)]
    memory.add(texts, user_id="ana", infer=False, metadata={"n": 1})
    memory.add("green train", user_id="ana", infer=False, metadata={"n": 7})
    failing.calls.clear()

    found = memory.search("green tea 5", user_id="ana", filters={"n": {"gt": 5}}, limit=1)["results"]

    assert [item["memory"] for item in found] == ["green train"]
    assert failing.calls == ["search"] * 4  # 4, 16, 64, 256


def test_an_answer_that_satisfies_is_not_asked_for_again(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mem0.pipeline.search.NEAR", 4)
    failing = switched(memory)
    memory.add([{"role": "user", "content": f"tea {n}"} for n in range(50)], user_id="ana", infer=False)
    failing.calls.clear()
    memory.search("tea 5", user_id="ana", filters={"text": {"contains": "tea"}}, limit=1)

    assert failing.calls == ["search"]


def test_in_a_large_scope_the_index_brings_what_words_do_not_find(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the size where every row is scored, candidates are cut by words; the index adds those near in meaning."""
    monkeypatch.setattr("mem0.retrieval.scope_index.EXACT", 50)
    monkeypatch.setattr("mem0.retrieval.scoring.CANDIDATES", 5)
    monkeypatch.setattr("mem0.retrieval.scoring.REACH", 0)
    texts = [{"role": "user", "content": f"a long talk about trains, ships and one tea, {n}"} for n in range(200)]
    memory.add(texts, user_id="ana", infer=False)
    hidden = memory.add("zzz", user_id="ana", infer=False)["results"][0]["id"]
    asked = memory._parts.encoder.query("green tea")
    assert asked is not None
    near = pack(asked, Kind.BYTES)  # as an embedder would have it that knows what "zzz" means
    memory._parts.store.write(lambda tx: tx.set_searchable([(tx.key_of(hidden) or 0, features("zzz").to_bytes(), near)]))

    assert hidden in [item["id"] for item in memory.search("green tea", user_id="ana", limit=5)["results"]]
    switched(memory).down = True
    assert hidden not in [item["id"] for item in memory.search("green tea", user_id="ana", limit=5)["results"]]


def test_searching_straight_in_the_index_is_not_needed_for_the_view(memory: Memory) -> None:
    """`memory.vector_store` reads the store, as before."""
    one = memory.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    index(memory).clear()

    assert [item.id for item in memory.vector_store.search("tea", filters={"user_id": "ana"})] == [one]
