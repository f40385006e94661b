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


def told(what: str, found: dict[str, float], unit: str = "ms") -> None:
    clear, sealed = found["clear"], found["encrypted"]
    print(f"{what:<34}{clear:>10.2f}{sealed:>12.2f} {unit:<4}{sealed / clear:>8.2f} x")


def first_search(folder: str, way: str, question: str) -> None:
    with Memory(config(folder, way)) as memory:
        memory.search(question, user_id=USER)


def main(count: int) -> None:
    said, asked = list(islice(memories(seed=1), count)), list(islice(questions(seed=2), 100))
    with tempfile.TemporaryDirectory() as folder:
        opened = {"first": Memory({**config(folder, "clear"), "path": ":memory:"})}
        opened |= {way: Memory(config(folder, way)) for way in WAYS}
        for memory in opened.values():
            for start in range(0, count, 500):
                batch = [{"role": "user", "content": text} for text in said[start : start + 500]]
                memory.add(batch, user_id=USER, infer=False)
        print(f"{count} memories of one user\n{'':34}{'clear':>10}{'encrypted':>12}{'':5}{'ratio':>8}")
        verbs: dict[str, list[Callable[[Memory], Any]]] = {
            "search, warm": [lambda m, q=q: m.search(q, user_id=USER) for q in asked * 2],
            "get_all, 100 memories": [lambda m: m.get_all(user_id=USER, limit=100)] * 20,
            "add, infer=False": [lambda m, t=t: m.add(t, user_id=USER, infer=False) for t in islice(memories(seed=3), 60)],
            "add with the rules": [lambda m, t=t: m.add(t, user_id=USER) for t in islice(memories(seed=4), 40)],
        }
        for what, jobs in verbs.items():
            told(what, in_turn({way: [partial(job, memory) for job in jobs] for way, memory in opened.items()}))
        told("size of the file", {way: memory.stats()["bytes"] / 1e6 for way, memory in opened.items()}, "MB")
        for memory in opened.values():
            memory.close()
        audited = {way: Memory({**config(folder, "clear"), "path": Path(folder) / f"{way}.db", "audit": way}) for way in SWITCH}
        jobs = {w: [partial(m.add, t, user_id=USER, infer=False) for t in said[:300]] for w, m in audited.items()}
        found = in_turn(jobs)
        bytes_a_line = (audited["on"].stats()["bytes"] - audited["off"].stats()["bytes"]) / 300
        more = found["on"] - found["off"]
        print(f"audit log: add takes {more:.3f} ms more ({found['off']:.3f} without), {bytes_a_line:.0f} bytes a line")
        for memory in audited.values():
            memory.close()
        told("open the store and search first", in_turn({w: [partial(first_search, folder, w, asked[1])] * 5 for w in WAYS}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
