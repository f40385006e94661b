"""One live server and one memory file for the whole suite; every test is somebody of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from mem0 import AsyncMemory, AsyncMemoryClient, Memory, MemoryClient

from ..server.live import STATIC, Live, running
from .faces import Door, Face

KINDS = ("Memory", "AsyncMemory", "MemoryClient", "AsyncMemoryClient")


@pytest.fixture(scope="package")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("behaviour")) as made:
        yield made


@pytest.fixture(scope="package")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.run_until_complete(made.shutdown_default_executor())
    made.close()


@pytest.fixture(scope="package", params=KINDS)
def mem(
    request: pytest.FixtureRequest,
    live: Live,
    loop: asyncio.AbstractEventLoop,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Face]:
    settings = {**STATIC, "path": tmp_path_factory.mktemp(request.param) / "store.db"}
    made: dict[str, Callable[[], Door]] = {
        "Memory": lambda: Memory(settings),
        "AsyncMemory": lambda: AsyncMemory(settings),
        "MemoryClient": lambda: MemoryClient(api_key=live.key, host=live.url),
        "AsyncMemoryClient": lambda: AsyncMemoryClient(api_key=live.key, host=live.url),
    }
    face = Face(made[request.param](), loop)
    yield face
    face.close()


@pytest.fixture
def ana() -> str:
    """A user that no other test knows."""
    return f"ana-{uuid4().hex[:10]}"


@pytest.fixture
def bo() -> str:
    return f"bo-{uuid4().hex[:10]}"
