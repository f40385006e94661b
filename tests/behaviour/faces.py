"""Memory, AsyncMemory, MemoryClient and AsyncMemoryClient behind one face, so that one suite runs over all four.

A face calls the method of the same name and waits for it. Where the contract of the servers differs from that of the
library, DIFFERENCES says so, and the face has one method for it; everything else is passed on as it is.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from mem0 import AsyncMemory, AsyncMemoryClient, Memory, MemoryClient
from mem0.errors import MemoryNotFoundError, ValidationError

DIFFERENCES: Final[Mapping[str, str]] = {
    "add": "a server learns later and answers with an event; the library is done when it answers",
    "get": "a server answers 404 (400 for an id that is no UUID) where the library gives None",
    "update": "a server answers with the memory, the library with a message",
    "count": "a page of a server has `count`, the library's answer has `total`",
    "search": "a server leaves out scores below 0.1 unless told otherwise; the library leaves out nothing",
    "filters": "on a server conditions on metadata stand under `metadata`; the library takes them beside the ids too",
    "reset": "a client deletes every entity, the library empties the file",
}
Door = Memory | AsyncMemory | MemoryClient | AsyncMemoryClient


class Face:
    """One of the four. `loop` drives what is awaited."""

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self.door, self._loop = door, loop
        self.over_http = isinstance(door, MemoryClient | AsyncMemoryClient)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            found = getattr(self.door, name)(*args, **kwargs)
            return self._loop.run_until_complete(found) if inspect.isawaitable(found) else found

        return call

    def learn(self, messages: Any, **given: Any) -> list[tuple[str, str]]:
        """Add and wait until it is done: what it changed, as (event, id)."""
        answer = self.__getattr__("add")(messages, **given)
        if self.over_http and answer["status"] == "PENDING":
            answer = self.__getattr__("wait_for_event")(answer, interval=0.02)
            assert answer["status"] == "SUCCEEDED", answer
        return [(item["event"], item["id"]) for item in answer["results"]]

    def keep(self, text: str, **given: Any) -> str:
        """Store a text word for word; its id."""
        return str(self.__getattr__("add")(text, infer=False, **given)["results"][0]["id"])

    def find(self, query: str, **given: Any) -> list[str]:
        """The texts that a search answers with, best first."""
        asked = {"threshold": 0, **given} if self.over_http else given
        return [item["memory"] for item in self.__getattr__("search")(query, **asked)["results"]]

    def texts(self, **given: Any) -> list[str]:
        return [item["memory"] for item in self.__getattr__("get_all")(**given)["results"]]

    def one(self, memory_id: str) -> Mapping[str, Any] | None:
        """The memory of an id, None where there is none."""
        try:
            found: Mapping[str, Any] | None = self.__getattr__("get")(memory_id)
        except (MemoryNotFoundError, ValidationError):
            assert self.over_http
            return None
        return found

    def count(self, **given: Any) -> int:
        return int(self.__getattr__("get_all")(**given)["count" if self.over_http else "total"])

    def close(self) -> None:
        self.__getattr__("close")()
