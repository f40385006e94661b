"""Two hundred adds at once with a model that takes 50 ms: how near to the ideal AsyncMemory comes.

    python bench/llm_concurrency.py [--adds 200] [--delay 0.05] [--rounds 3]

The ideal is the model's time once, for all adds may wait for it together, plus the adds' own work, which one interpreter and
one file do one after the other: measured in the same round as the same adds with a model that answers at once, awaited one by
one. A second processor can do better than that. The second row has the model's time alone below the line: nobody can reach 1
there whose own work is more than nothing. One user an add; durable file, static embedder, default strategy.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from measure import Figure, Goal, Row, table
from texts import memories

from mem0 import AsyncMemory
from mem0.testing import ScriptedLLM


def model(delay: float) -> dict[str, Any]:
    """A model that answers with the new message as the one fact, after `delay` seconds."""

    def answer(prompt: Any) -> Any:
        time.sleep(delay)
        line = json.loads(prompt.turns[1].text.split("<new>\n")[1].split("\n")[0])
        return {"facts": [{"text": line["text"], "m": [1], "when": None}]}

    return {"provider": "custom", "config": {"model": ScriptedLLM(answer)}}


async def added(texts: list[str], delay: float, *, at_once: bool) -> float:
    """Seconds for all adds, at once or one by one."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"path": Path(folder) / "bench.db", "embedder": {"provider": "static"}, "llm": model(delay)}
        async with AsyncMemory(settings) as memory:
            await memory.add("Warm up, please.", user_id="warm")
            adds = [memory.add(text, user_id=f"user-{n}") for n, text in enumerate(texts)]
            started = time.perf_counter()
            stored = await asyncio.gather(*adds) if at_once else [await one for one in adds]
            took = time.perf_counter() - started
    if not all(one["results"] for one in stored):
        raise RuntimeError("an add stored nothing")
    return took


def rows(*, adds: int = 200, delay: float = 0.05, rounds: int = 3) -> list[Row]:
    ratios, seconds, ideals = [], [], []
    for number in range(rounds):
        texts = list(islice(memories(seed=number), adds))
        asyncio.run(added(texts, 0.0, at_once=False))  # both timed runs find the caches of texts filled
        own = asyncio.run(added(texts, 0.0, at_once=False))
        took = asyncio.run(added(texts, delay, at_once=True))
        seconds.append(took)
        ideals.append(delay + own)
        ratios.append(took / (delay + own))
    ideal = statistics.median(ideals)
    note = (
        f"{statistics.median(seconds):.2f} s for {adds} adds; ideal {ideal:.2f} s: {delay:g} s for the model, once, and the "
        f"adds' own work; one after the other they would take {ideal + (adds - 1) * delay:.1f} s"
    )
    cell = f"{adds} concurrent adds, a model of {delay * 1e3:g} ms"
    beside_model = Figure(statistics.median(seconds) / delay)
    return [
        Row(cell, "x ideal", Figure.of([ratios]), goals=(Goal("p50", 1.5),), note=note),
        Row(f"{cell}, beside the model's time alone", "x", beside_model, note="one interpreter does all adds' own work"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Concurrent adds beside the ideal.")
    parser.add_argument("--adds", type=int, default=200)
    parser.add_argument("--delay", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    print(table(rows(adds=chosen.adds, delay=chosen.delay, rounds=chosen.rounds)))


if __name__ == "__main__":
    main()
