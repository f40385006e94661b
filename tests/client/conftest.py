"""Both clients behind one face, so that every fact is tested on both: `client.add(...)` is called or awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mem0 import AsyncMemoryClient, MemoryClient

from ..loopback import Server

KEY = "m0-secret-0123456789"
VARIABLES = ("MEM0_API_KEY", "MEM0_HOST", "MEM0_BASE_URL", "MEM0_SOURCE", "MEM0_APPLICATION")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
Make = Callable[..., Any]


class Awaited:
    """An asynchronous client that a test may call like the other one."""

    def __init__(self, inner: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.inner, self._loop = inner, loop

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if name == "project":
            return Awaited(found, self._loop)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *args, **kwargs: self._loop.run_until_complete(found(*args, **kwargs))

    def __repr__(self) -> str:
        return repr(self.inner)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests names no server."""
    for name in (*VARIABLES, *PROXIES):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, server: Server, loop: asyncio.AbstractEventLoop) -> Iterator[Make]:
    """Make a client of the server; what is made is closed at the end."""
    made: list[Any] = []

    def client(**settings: Any) -> Any:
        given = {"api_key": KEY, "host": server.url, **settings}
        made.append(MemoryClient(**given) if request.param == "sync" else Awaited(AsyncMemoryClient(**given), loop))
        return made[-1]

    yield client
    for each in made:
        each.close()


@pytest.fixture
def client(make: Make) -> Any:
    return make()
