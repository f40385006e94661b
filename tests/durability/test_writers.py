"""Many writers at once lose nothing, double nothing, and never hear of a lock (bench/writers.py: 32 threads in 4 processes)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mem0 import Memory
from mem0.testing import FixedClock

from .writers import Result, crowd

YEAR = 365 * 86_400


def test_threads_of_several_processes_write_side_by_side(tmp_path: Path) -> None:
    """Everybody tells the same fact at once: one memory of it is left."""
    assert crowd(tmp_path / "store.db", processes=3, threads=4, notes=3) == Result([], 0, 0, 1, [])


def test_a_clock_that_goes_back_changes_no_order_and_loses_nothing(tmp_path: Path) -> None:
    clock = FixedClock()
    with Memory({"path": tmp_path / "store.db", "embedder": {"provider": "static"}}) as memory:
        memory._open_parts = replace(memory._parts, clock=clock)
        one = memory.add("First.", user_id="ana", infer=False)["results"][0]["id"]
        clock.forward(seconds=-10 * YEAR)
        memory.update(one, text="Second.")
        memory.add("I live in Leeds.", user_id="ana")

        assert [entry["new_memory"] for entry in memory.history(one)] == ["First.", "Second."]
        assert {m["memory"] for m in memory.get_all(user_id="ana")["results"]} == {"Second.", "I live in Leeds"}
        assert memory.search("Where does Ana live?", user_id="ana")["results"][0]["memory"] == "I live in Leeds"
        assert memory.stats()["problems"] == []
