"""The peer of the speed bench: mem0ai in a virtualenv of its own. `python peer.py` makes it; `--serve FOLDER` runs it.

The peer runs as its documentation says: its default store (a local Qdrant folder) and `infer=False`, so that no
language model is called. Its embedder costs nothing here: it looks up a precomputed vector. Telemetry is off and nothing
needs the network. Only its public API is used; ids go into `filters`, as this generation wants.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import types
import venv
import zlib
from pathlib import Path
from typing import Any

from wire import resident_mb, serve

VERSION = "2.2.1"
DIMS = 384  # of the small models that people run locally; the peer's default of 1,536 would cost it more
HOME = Path(__file__).resolve().parent.parent / ".bench" / "peer"
PYTHON = HOME / "bin" / "python"
_POOL = 4096  # vectors that texts are mapped on


def make() -> Path:
    """The peer's interpreter; its virtualenv is made (with the network) when it is not there."""
    if not (HOME / ".ready").exists():
        venv.create(HOME, with_pip=True, clear=True)
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"mem0ai=={VERSION}"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (HOME / ".ready").touch()
    return PYTHON


def environment(folder: Path) -> dict[str, str]:
    """Quiet, offline, with a key that is never used."""
    return {"MEM0_TELEMETRY": "False", "MEM0_DIR": str(folder), "OPENAI_API_KEY": "sk-not-used", "PYTHONPATH": ""}


class Precomputed:
    """An embedder without a model: texts are mapped on a pool of unit vectors that was made before the clock ran."""

    def __init__(self, config: Any = None) -> None:
        import numpy as np

        self.config = config
        pool = np.random.default_rng(7).standard_normal((_POOL, DIMS)).astype(np.float32)
        self._pool: list[list[float]] = (pool / np.linalg.norm(pool, axis=1, keepdims=True)).tolist()

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:  # noqa: ARG002 - the peer passes it
        return self._pool[zlib.crc32(text.encode()) % _POOL]

    def embed_batch(self, texts: list[str], memory_action: str | None = None) -> list[list[float]]:
        return [self.embed(text, memory_action) for text in texts]


class Peer:
    """The peer's Memory with the precomputed vectors."""

    def __init__(self, folder: Path) -> None:
        import mem0
        from mem0 import Memory
        from mem0.utils.factory import EmbedderFactory

        if Path(sys.prefix) not in Path(mem0.__file__).parents:
            raise RuntimeError(f"this is not the peer: {mem0.__file__}")  # both packages have the import name mem0
        module = types.ModuleType("precomputed")
        module.Precomputed = Precomputed  # type: ignore[attr-defined]
        sys.modules["precomputed"] = module
        EmbedderFactory.provider_to_class["openai"] = "precomputed.Precomputed"
        started = time.perf_counter()
        self._memory = Memory.from_config(_settings(folder))
        self._opened = (time.perf_counter() - started) * 1e3

    def opened(self) -> float:
        return self._opened

    def add(self, texts: list[str], user: str) -> float:
        messages = [{"role": "user", "content": text} for text in texts]
        started = time.perf_counter()
        stored = self._memory.add(messages, user_id=user, infer=False)
        took = (time.perf_counter() - started) * 1e3
        if len(stored["results"]) != len(texts):
            raise RuntimeError(f"{len(stored['results'])} of {len(texts)} messages were stored")
        return took

    def search(self, queries: list[str], user: str) -> list[float]:
        return [self._searched(query, user) for query in queries]

    def _searched(self, query: str, user: str) -> float:
        started = time.perf_counter()
        # Vectors of unrelated texts are nearly orthogonal here; its default threshold of 0.1 would drop the answers.
        found = self._memory.search(query, filters={"user_id": user}, top_k=10, threshold=0.0)["results"]
        took = (time.perf_counter() - started) * 1e3
        if not found:
            raise RuntimeError(f"nothing was found for {query!r}")
        return took

    def rss(self) -> float:
        return resident_mb()

    def close(self) -> None:
        self._memory.vector_store.client.close()


def _settings(folder: Path) -> dict[str, Any]:
    return {
        "vector_store": {"provider": "qdrant", "config": {"path": str(folder / "qdrant"), "embedding_model_dims": DIMS}},
        "embedder": {"provider": "openai", "config": {"embedding_dims": DIMS}},
        "history_db_path": str(folder / "history.db"),
    }


def main() -> None:
    if "--serve" not in sys.argv:
        print(make())
        return
    folder = Path(sys.argv[sys.argv.index("--serve") + 1])
    os.environ.update(environment(folder))
    side = Peer(folder)
    serve({verb: getattr(side, verb) for verb in ("opened", "add", "search", "rss", "close")})


if __name__ == "__main__":
    main()
