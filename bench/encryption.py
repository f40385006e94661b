"""Measure what encryption at rest costs: the same work on a clear and on an encrypted store, taking turns.

    python bench/encryption.py [memories of one user]

Search is warm (the index of the scope is in memory, twenty answers are read and opened); "first search" loads the index
from the file. Times are medians in milliseconds; what counts is the ratio, for times depend on the machine.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from measure import Figure, Goal, Row, table
from texts import memories, questions

from mem0 import Memory

WAYS = ("clear", "encrypted")
SWITCH = ("off", "on")
KEY = "00" * 32
USER = "ana"


def config(folder: str, way: str) -> dict[str, Any]:
    settings = {"path": Path(folder) / f"{way}.db", "embedder": {"provider": "static"}, "durability": "normal"}
    return settings | ({"encryption_key": KEY} if way == "encrypted" else {})


def in_turn(jobs: dict[str, list[Callable[[], Any]]]) -> dict[str, float]:
    """The median milliseconds of each way's jobs; the ways take turns, so that both meet the same machine.

    What the library remembers of the last texts is paid for by whoever comes first: that is a third store, not shown.
    """
    took: dict[str, list[float]] = {way: [] for way in jobs}
    for together in zip(*jobs.values(), strict=True):
        for way, job in zip(jobs, together, strict=True):
            began = time.perf_counter()
            job()
            took[way].append((time.perf_counter() - began) * 1e3)
    return {way: statistics.median(times) for way, times in took.items()}


def told(what: str, found: dict[str, float], *, unit: str = "ms", most: float | None = None) -> Row:
    clear, sealed = found["clear"], found["encrypted"]
    note = f"clear {clear:.2f}, encrypted {sealed:.2f} {unit}"
    goals = () if most is None else (Goal("p50", most),)
    return Row(f"encrypted beside clear: {what}", "x", Figure(sealed / clear), goals=goals, note=note)


def first_search(folder: str, way: str, question: str) -> None:
    with Memory(config(folder, way)) as memory:
        memory.search(question, user_id=USER)


def rows(count: int = 2_000) -> list[Row]:
    """What encryption costs, verb by verb, and what a line of the audit log does."""
    said, asked = list(islice(memories(seed=1), count)), list(islice(questions(seed=2), 100))
    with tempfile.TemporaryDirectory() as folder:
        opened = {"first": Memory({**config(folder, "clear"), "path": ":memory:"})}
        opened |= {way: Memory(config(folder, way)) for way in WAYS}
        for memory in opened.values():
            for start in range(0, count, 500):
                batch = [{"role": "user", "content": text} for text in said[start : start + 500]]
                memory.add(batch, user_id=USER, infer=False)
        found = verbs(opened, asked)
        found.append(told("size of the file", {way: one.stats()["bytes"] / 1e6 for way, one in opened.items()}, unit="MB"))
        for memory in opened.values():
            memory.close()
        firsts = in_turn({way: [partial(first_search, folder, way, asked[1])] * 5 for way in WAYS})
        return [*found, told("open the store and search first", firsts), audited(folder, said[:300])]


def verbs(opened: dict[str, Memory], asked: list[str]) -> list[Row]:
    jobs: tuple[tuple[str, list[Callable[[Memory], Any]]], ...] = (
        ("search, warm", [lambda m, q=q: m.search(q, user_id=USER) for q in asked * 2]),
        ("get_all, 100 memories", [lambda m: m.get_all(user_id=USER, limit=100)] * 20),
        ("add, infer=False", [lambda m, t=t: m.add(t, user_id=USER, infer=False) for t in islice(memories(seed=3), 60)]),
        ("add with the rules", [lambda m, t=t: m.add(t, user_id=USER) for t in islice(memories(seed=4), 40)]),
    )
    return [
        told(what, in_turn({way: [partial(job, memory) for job in each] for way, memory in opened.items()}), most=1.5)
        for what, each in jobs
    ]


def audited(folder: str, said: list[str]) -> Row:
    """What a line of the audit log costs an add, in time and bytes."""
    opened = {
        way: Memory({**config(folder, "clear"), "path": Path(folder) / f"{way}.db", "audit": way}) for way in SWITCH
    }
    found = in_turn({w: [partial(m.add, t, user_id=USER, infer=False) for t in said] for w, m in opened.items()})
    bytes_a_line = (opened["on"].stats()["bytes"] - opened["off"].stats()["bytes"]) / len(said)
    for memory in opened.values():
        memory.close()
    note = f"{found['off']:.3f} ms without, {bytes_a_line:.0f} bytes a line"
    return Row("audit log: an add takes more", "ms", Figure(found["on"] - found["off"]), note=note)


if __name__ == "__main__":
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)))
