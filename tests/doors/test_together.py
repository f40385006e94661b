"""Several threads, tasks and processes on one file at once."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mem0 import AsyncMemory, Memory

STATIC = {"provider": "static"}


def write_notes(path: Path, writer: int, count: int) -> None:
    with Memory({"path": path, "embedder": STATIC}) as memory:
        for number in range(count):
            memory.add(f"note {number} of writer {writer}", user_id="team", infer=False)


def learn_the_same(path: Path, count: int) -> None:
    with Memory({"path": path, "embedder": STATIC}) as memory:
        for _ in range(count):
            memory.add("I'm allergic to peanuts.", user_id="team")


def run_processes(jobs: list[multiprocessing.context.SpawnProcess]) -> list[int | None]:
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(120)
    return [job.exitcode for job in jobs]


def test_processes_lose_nothing(tmp_path: Path) -> None:
    spawn, path = multiprocessing.get_context("spawn"), tmp_path / "m.db"

    codes = run_processes([spawn.Process(target=write_notes, args=(path, n, 25)) for n in range(3)])

    with Memory({"path": path}) as memory:
        assert codes == [0, 0, 0]
        assert len({m["memory"] for m in memory.get_all(user_id="team")}) == 75
        assert memory.stats()["problems"] == []


def test_processes_learn_one_fact_once(tmp_path: Path) -> None:
    spawn, path = multiprocessing.get_context("spawn"), tmp_path / "m.db"

    codes = run_processes([spawn.Process(target=learn_the_same, args=(path, 6)) for _ in range(3)])

    with Memory({"path": path}) as memory:
        assert codes == [0, 0, 0]
        assert len(memory.get_all(user_id="team")) == 1
        assert len(memory.get_all(user_id="team")[0]["sources"]) == 18


def test_readers_and_writers_in_threads_see_whole_states(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "m.db", "embedder": STATIC}) as memory, ThreadPoolExecutor(6) as pool:

        def write(number: int) -> int:
            memory.add(
                [{"role": "user", "content": f"pair {number} {half} tea"} for half in "ab"], user_id="ana", infer=False
            )
            return 0

        def read(_: int) -> int:
            found = memory.search("tea", user_id="ana", limit=500)["results"]
            return int(memory.get_all(user_id="ana")["total"] % 2 + len(found) % 2)

        odd = sum(pool.map(lambda n: write(n) if n % 2 else read(n), range(60)))

        assert odd == 0
        assert memory.get_all(user_id="ana")["total"] == 60


def test_async_tasks_share_one_memory(tmp_path: Path) -> None:
    async def program() -> tuple[int, int]:
        async with AsyncMemory({"path": tmp_path / "m.db", "embedder": STATIC}) as memory:
            await asyncio.gather(*(memory.add(f"note {n} about tea", user_id="ana", infer=False) for n in range(40)))
            found = await asyncio.gather(*(memory.search("tea", user_id="ana", limit=100) for _ in range(10)))
            return (await memory.get_all(user_id="ana"))["total"], min(len(f["results"]) for f in found)

    assert asyncio.run(program()) == (40, 40)


def test_the_event_loop_goes_on_while_a_call_works(tmp_path: Path) -> None:
    async def program() -> int:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                beats += 1
                await asyncio.sleep(0.001)

        async with AsyncMemory({"path": tmp_path / "m.db", "embedder": STATIC}) as memory:
            heart = asyncio.create_task(beat())
            messages = [{"role": "user", "content": f"note {n} about tea and rice"} for n in range(2_000)]
            await memory.add(messages, user_id="ana", infer=False)
            heart.cancel()
        return beats

    assert asyncio.run(program()) > 5
