"""Killed between the store and the index, on either side: the next program catches up."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.pipeline.mirror import Mirror
from mem0.ports import VectorItem
from mem0.testing import HashEmbedder

SPAWN = multiprocessing.get_context("spawn")
LOCAL = ("qdrant", "chroma", "faiss")


def config(folder: Path, provider: str) -> dict[str, Any]:
    place = {"path": str(folder / "db"), "collection_name": "mine"}
    return {"embedder": {"provider": "hash"}, "vector_store": {"provider": provider, "config": place}}


def mirror(memory: Memory) -> Mirror:
    found = memory._parts.mirror
    assert found is not None
    return found


def the_same(memory: Memory) -> bool:
    found = mirror(memory).index.ids()
    return set(found or ()) == {item["id"] for item in memory.get_all(filters={"user_id": "*"})["results"]}


def die_at(folder: Path, provider: str, where: str) -> None:
    """Add one memory and die: before the index is told, or after that and before the outbox knows it."""
    memory = Memory(config(folder, provider))
    memory.add("I like tea", user_id="ana", infer=False)
    one = memory.add("I like cocoa", user_id="ana", infer=False)["results"][0]["id"]
    os.environ["MEM0_TEST_ID"] = one
    target = "_tell" if where == "before" else "_settle"
    setattr(Mirror, target, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    memory.delete(one)


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("provider", LOCAL)
def test_a_deletion_reaches_the_index_though_the_program_was_killed(tmp_path: Path, provider: str, where: str) -> None:
    worker = SPAWN.Process(target=die_at, args=(tmp_path, provider, where))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL

    with Memory(config(tmp_path, provider)) as memory:
        release(memory)
        assert memory.stats()["vector_index"]["pending"] == 1
        memory.search("tea", user_id="ana")
        assert memory.stats()["vector_index"] == {"provider": provider, "pending": 0, "problem": None}
        assert the_same(memory)
        assert [item["memory"] for item in memory.get_all(user_id="ana")["results"]] == ["I like tea"]


def release(memory: Memory) -> None:
    """As if the time of whoever died, two minutes, were over."""
    found = mirror(memory)
    memory._parts.store.write(lambda tx: tx.outbox.take(found.target, "later", now=2**60, until=0))


@pytest.mark.parametrize("provider", LOCAL)
def test_a_lost_index_is_filled_again(tmp_path: Path, provider: str) -> None:
    with Memory(config(tmp_path, provider)) as memory:
        memory.add([{"role": "user", "content": f"tea {n}"} for n in range(5)], user_id="ana", infer=False)
    for lost in (tmp_path / "db").iterdir():
        if lost.suffix != ".db" and not lost.name.startswith("mine.db"):
            shutil.rmtree(lost) if lost.is_dir() else lost.unlink()

    with Memory(config(tmp_path, provider)) as memory:
        memory.search("tea", user_id="ana")
        assert the_same(memory)


@pytest.mark.parametrize("provider", LOCAL)
def test_an_index_of_after_a_backup_is_put_right(tmp_path: Path, provider: str) -> None:
    """The store was put back to an older state; the index holds one memory too much."""
    with Memory(config(tmp_path, provider)) as memory:
        memory.add("tea", user_id="ana", infer=False)
        vector = HashEmbedder().sentence(["cocoa"])[0]
        mirror(memory).index.upsert([VectorItem("of later", vector, {"data": "cocoa", "user_id": "ana"})])

    with Memory(config(tmp_path, provider)) as memory:
        memory.search("tea", user_id="ana")
        assert the_same(memory)


def add_some(folder: Path, name: str) -> None:
    with Memory(config(folder, "faiss")) as memory:
        for n in range(8):
            one = memory.add(f"{name} {n}", user_id="ana", infer=False)["results"][0]["id"]
            if n % 3 == 0:
                memory.delete(one)


def test_several_processes_feed_one_index(tmp_path: Path) -> None:
    """They take turns; what one could not tell another tells."""
    workers = [SPAWN.Process(target=add_some, args=(tmp_path, name)) for name in ("tea", "cocoa", "milk")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]

    with Memory(config(tmp_path, "faiss")) as memory:
        memory.search("tea", user_id="ana")
        assert mirror(memory).index.count() == 15
        assert the_same(memory)
        assert memory.stats()["vector_index"]["pending"] == 0
