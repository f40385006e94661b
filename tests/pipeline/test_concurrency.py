"""Many writers at once: the model is asked on a snapshot, and the transaction looks again."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory
from mem0.chat import Prompt
from mem0.testing import ScriptedLLM

from .conftest import facts
from .test_strategies import LYON, PARIS, decisions

WRITERS = 12


def config(path: Path, llm: ScriptedLLM, strategy: str) -> dict[str, Any]:
    return {
        "path": path,
        "embedder": {"provider": "static"},
        "llm": {"provider": "custom", "config": {"model": llm}},
        "strategy": strategy,
    }


def always_adds(prompt: Prompt) -> Any:
    """A model that takes everything for new, as each of many does that is asked before the others have written."""
    if prompt.shape and prompt.shape.name == "decisions":
        return decisions({"op": "ADD"})
    return facts(LYON)


@pytest.mark.parametrize("strategy", ["paper", "single", "hybrid", "add_only"])
@pytest.mark.parametrize("store", ["file", "memory"])
def test_identical_adds_at_once_leave_one_memory(tmp_path: Path, strategy: str, store: str) -> None:
    gate = threading.Barrier(WRITERS)

    def script(prompt: Prompt) -> Any:
        if prompt.shape and prompt.shape.name == "facts":
            gate.wait(30)  # all have read the store before the first one writes
        return always_adds(prompt)

    path = tmp_path / "m.db" if store == "file" else Path(":memory:")
    with Memory(config(path, ScriptedLLM(script), strategy)) as memory, ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _: memory.add("I live in Lyon", user_id="ana"), range(WRITERS)))
        texts = [one["memory"] for one in memory.get_all(user_id="ana")["results"]]

    assert texts == [LYON]


def test_identical_async_adds_at_once_leave_one_memory(tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with AsyncMemory(config(tmp_path / "m.db", ScriptedLLM(always_adds), "paper")) as memory:
            await asyncio.gather(*(memory.add("I live in Lyon", user_id="ana") for _ in range(WRITERS)))
            return [one["memory"] for one in (await memory.get_all(user_id="ana"))["results"]]

    assert asyncio.run(run()) == [LYON]


@pytest.mark.parametrize("meanwhile", ["changed", "deleted"])
def test_a_memory_that_changed_while_the_model_decided_is_decided_anew(tmp_path: Path, meanwhile: str) -> None:
    """The model wants to update a memory that somebody edits, or deletes, before it has answered."""
    ids: list[str] = []

    def script(prompt: Prompt) -> Any:
        if prompt.shape and prompt.shape.name == "decisions":
            if meanwhile == "changed":
                memory.update(ids[0], "User has a boat")
            else:
                memory.delete(ids[0])
            return decisions({"op": "UPDATE", "n": 1, "text": PARIS})
        return facts(PARIS if "Paris" in prompt.turns[1].text.split("<new>")[1] else LYON)

    with Memory(config(tmp_path / "m.db", ScriptedLLM(script), "paper")) as memory:
        ids.append(memory.add("I live in Lyon", user_id="ana")["results"][0]["id"])
        added = memory.add("I live in Paris now", user_id="ana")
        texts = [one["memory"] for one in memory.get_all(user_id="ana")["results"]]

    assert [one["event"] for one in added["results"]] == ["ADD"]
    assert texts == (["User has a boat", PARIS] if meanwhile == "changed" else [PARIS])


def test_two_answers_to_one_question_at_once_leave_the_later_one(tmp_path: Path) -> None:
    gate = threading.Barrier(2)

    def script(prompt: Prompt) -> Any:
        gate.wait(30)
        return facts(PARIS if "Paris" in prompt.turns[1].text.split("<new>")[1] else LYON)

    with Memory(config(tmp_path / "m.db", ScriptedLLM(script), "hybrid")) as memory, ThreadPoolExecutor(2) as pool:
        said = (("I live in Lyon", "2025-01-01"), ("I live in Paris", "2025-02-01"))
        list(pool.map(lambda one: memory.add(one[0], user_id="ana", timestamp=one[1]), said))
        texts = [one["memory"] for one in memory.get_all(user_id="ana")["results"]]

    assert texts == [PARIS]


@pytest.mark.parametrize("strategy", ["paper", "single", "hybrid", "add_only"])
def test_an_add_that_is_cancelled_while_the_model_thinks_leaves_nothing(tmp_path: Path, strategy: str) -> None:
    """The answer that comes later is thrown away; the same call made again stores everything once."""
    asked, answer = threading.Event(), threading.Event()

    def script(prompt: Prompt) -> Any:
        asked.set()
        answer.wait(30)
        return always_adds(prompt)

    async def run() -> tuple[list[str], list[str]]:
        async with AsyncMemory(config(tmp_path / "m.db", ScriptedLLM(script), strategy)) as memory:
            slow = asyncio.create_task(memory.add("I live in Lyon", user_id="ana"))
            await asyncio.to_thread(asked.wait, 30)
            slow.cancel()
            with pytest.raises(asyncio.CancelledError):
                await slow
            answer.set()
            left = [one["name"] for one in (await memory.users())["results"]]
            await memory.add("I live in Lyon", user_id="ana")
            return left, [one["memory"] for one in (await memory.get_all(user_id="ana"))["results"]]

    assert asyncio.run(run()) == ([], [LYON])
