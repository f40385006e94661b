"""A loopback server and a memory for each embedding vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from tests.loopback import Server

from .vendors import VENDORS, Vendor


@pytest.fixture(params=VENDORS, ids=lambda vendor: vendor.provider)
def vendor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    """Every vendor whose SDK is installed."""
    found: Vendor = request.param
    for module in found.needs:
        pytest.importorskip(module)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def server(vendor: Vendor) -> Iterator[Server]:
    """A server that answers as the vendor does, with vectors of 8 numbers."""
    made = vendor.server()
    yield made
    made.close()


Opening = Callable[..., Memory]


@pytest.fixture
def opened(vendor: Vendor, server: Server, tmp_path: Path) -> Iterator[Opening]:
    """Opens a memory with the vendor's embedder; more settings of it may be given."""
    memories: list[Memory] = []

    def opening(**settings: Any) -> Memory:
        embedder = {"provider": vendor.provider, "config": vendor.config(server.url) | settings}
        memories.append(Memory({"path": tmp_path / "memory.db", "embedder": embedder}))
        return memories[-1]

    yield opening
    for memory in memories:
        memory.close()
