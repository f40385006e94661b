"""Memories with a graph, over both embedded stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mem0 import Memory

Told = Callable[..., Memory]


@pytest.fixture(params=["sqlite", "memory"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Memory]:
    """A memory with a graph whose relations the rules find."""
    store = (
        {"path": str(tmp_path / "store.db")} if request.param == "sqlite" else {"vector_store": {"provider": "memory"}}
    )
    with Memory({**store, "embedder": {"provider": "static"}, "enable_graph": True}) as made:
        yield made
