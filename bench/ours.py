"""Our side of the speed bench, in a process of its own: `python ours.py FOLDER EMBEDDER`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wire import resident_mb, serve

_CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


class Ours:
    """The library through its public door, with the durable default."""

    def __init__(self, folder: Path, embedder: str) -> None:
        from mem0 import Memory

        started = time.perf_counter()
        settings = {"path": str(folder / "bench.db"), "durability": "full", "embedder": {"provider": embedder}}
        self._memory = Memory(settings)
        self._opened = (time.perf_counter() - started) * 1e3

    def opened(self) -> float:
        """Milliseconds that opening the store took."""
        return self._opened

    def add(self, texts: list[str], user: str, agent: str | None = None) -> float:
        """Milliseconds to store these messages in one call."""
        messages = [{"role": "user", "content": text} for text in texts]
        started = time.perf_counter()
        stored = self._memory.add(messages, user_id=user, agent_id=agent, infer=False)
        took = (time.perf_counter() - started) * 1e3
        if len(stored["results"]) != len(texts):
            raise RuntimeError(f"{len(stored['results'])} of {len(texts)} messages were stored")
        return took

    def search(
        self, queries: list[str], user: str | None = None, agent: str | None = None, clock: str = "wall"
    ) -> list[float]:
        """Milliseconds of each search for ten results; `clock` "cpu" counts the processor's time alone."""
        return [self._searched(query, user, agent, _CLOCKS[clock]) for query in queries]

    def _searched(self, query: str, user: str | None, agent: str | None, clock: Callable[[], float]) -> float:
        started = clock()
        found: Any = self._memory.search(query, user_id=user, agent_id=agent, limit=10)["results"]
        took = (clock() - started) * 1e3
        if not found:
            raise RuntimeError(f"nothing was found for {query!r}")
        return took

    def rss(self) -> float:
        return resident_mb()

    def close(self) -> None:
        self._memory.close()


def main() -> None:
    side = Ours(Path(sys.argv[1]), sys.argv[2])
    serve({verb: getattr(side, verb) for verb in ("opened", "add", "search", "rss", "close")})


if __name__ == "__main__":
    main()
